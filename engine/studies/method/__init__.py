"""How the results of the build came to be."""
