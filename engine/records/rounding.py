"""How exactly a result is the same on another machine."""

from typing import Final

ACROSS_MACHINES: Final = 1e-9
"""Relative difference up to which another processor may round a computed value differently."""
