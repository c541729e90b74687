"""The margin within which two networks count as equally accurate, and the level of tests."""

from typing import Final

MARGIN_POINTS: Final = 0.5
"""Difference in accuracy, in percentage points, below which two networks count as equivalent."""

SIGNIFICANCE: Final = 0.05
