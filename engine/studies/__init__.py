"""The studies, a folder each: what is computed, and what the report shows of it."""
