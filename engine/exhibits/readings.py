"""The readings of rule 4 as records name them, and as a reader sees them."""

READINGS = {
    "decision_layer": "decision layer",
    "width_capped": "width-capped",
    "running_minimum": "running minimum",
    "all_parameters": "all parameters",
}
