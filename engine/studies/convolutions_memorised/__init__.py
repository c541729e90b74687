"""How many random labels whole convolutional networks memorise."""
