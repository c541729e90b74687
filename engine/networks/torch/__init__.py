"""Modules of torch, turned into plain layers."""
