"""What a table, a figure and a claim are, and every form in which they are published."""
