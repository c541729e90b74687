"""Versions that stay: checks before publishing, the branch that holds them, what changed."""
