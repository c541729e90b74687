"""What the two notebooks print, beside what is computed here."""
