"""What the first stage of CNN2 contributes: frozen at random weights, and trained alone."""
