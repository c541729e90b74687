"""Rule 4: what trained two-layer networks memorise, against its readings."""
