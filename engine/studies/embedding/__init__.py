"""What arrives at the decision layer: bounds, and measures, in bits."""
