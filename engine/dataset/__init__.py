"""A table of rows and labels: what a network would have to memorise of it."""
