"""The Keras backbones of the table."""
