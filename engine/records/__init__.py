"""What was computed, with its provenance: keys, files, execution."""
