"""How much capacity a data set asks for, by its label changes."""
