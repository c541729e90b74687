"""The engineering rules of memory-equivalent capacity, in exact arithmetic.

Standard library only: ints and Fractions in, ints and Fractions out.
"""
