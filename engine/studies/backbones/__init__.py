"""The Keras backbones of the first notebook."""
