"""Correct bits for each bit of capacity, under every convention."""
