"""Hostile texts in all that the engine writes: on pages, in files, in drawings, in a terminal."""
