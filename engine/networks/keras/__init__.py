"""Models of Keras, turned into plain layers."""
