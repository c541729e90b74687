"""What networks of any depth memorise: measured, held against every reading, and a law."""
