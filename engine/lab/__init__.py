"""The studies: for each, its grid of parameters and one pure function from parameters to result."""
