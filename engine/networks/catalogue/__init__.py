"""Which models the libraries have, their families, and the accuracies published for them."""
