"""Tuning by G: a grid of small CNNs on MNIST, and what their size and compression foretell."""
