"""What files an exhibit becomes: CSV, JSON, LaTeX, BibTeX, an archive of all."""
