"""What the bits of a real network are called by reading: convolutions count in none of them."""

from typing import Final

MEC_NAMES: Final = {
    "decision_layer": "Decision-layer MEC",
    "width_capped": "MEC, width-capped",
    "running_minimum": "MEC, running minimum",
    "all_parameters": "All dense parameters",
}
"""Of "all parameters" a reader would expect those of convolutions too."""
