"""What is measured: framework models, turned once into plain `Layer` values."""
