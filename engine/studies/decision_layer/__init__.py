"""How much a trained network's decision layer memorises."""
