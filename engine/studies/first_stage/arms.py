"""What may have been done with the first stage of CNN2, by the names of records."""

from typing import Final

WHOLE: Final = "whole"
FROZEN: Final = "frozen"
ALONE: Final = "alone"
STACKED: Final = "stacked"
ARMS: Final = (WHOLE, FROZEN, ALONE, STACKED)
"""Both stages trained together; the first frozen as it was drawn; the first alone, with a decision
layer of its own; and that first stage frozen, with a second trained on it."""
