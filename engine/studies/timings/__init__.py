"""What was measured on the clock while the report was computed."""
