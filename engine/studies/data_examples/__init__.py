"""What `mec data` says of a table that has a rule, and of one that has none."""
