"""The CNNs of the second notebook, trained on MNIST and compared."""
