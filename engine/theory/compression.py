"""Compression G of a stage and of a chain of stages.

Source: G. Friedland, *Information-Driven Machine Learning* (Springer, 2024), chapter 9: the
compression of a stage is what enters it over what leaves it, and that of a chain is the product.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import prod


def stage_compression(entering: int, leaving: int) -> Fraction:
    """Return G of one stage: what enters over what leaves, in the same unit.

    Args:
        entering: Elements (or bits) that enter the stage, at least 1.
        leaving: Elements (or bits) that leave it, at least 1.

    Raises:
        ValueError: If an amount is not positive.

    Examples:
        >>> stage_compression(28 * 28, 4 * 14 * 14)
        Fraction(1, 1)
    """
    for name, amount in (("entering", entering), ("leaving", leaving)):
        if amount < 1:
            raise ValueError(f"{name} must be at least 1, got {amount}")
    return Fraction(entering, leaving)


def chain_compression(amounts: Sequence[int]) -> Fraction:
    """Return G of a chain: the product of the G of its stages.

    The product telescopes to the first amount over the last, whatever lies between.

    Args:
        amounts: Elements (or bits) at the input and after each stage; at least two.

    Raises:
        ValueError: If there are fewer than two amounts or one of them is not positive.

    Examples:
        >>> chain_compression([784, 3136, 1568])
        Fraction(1, 2)
    """
    if len(amounts) < 2:
        raise ValueError(f"a chain needs the amount before and after a stage, got {list(amounts)}")
    return prod(
        (stage_compression(a, b) for a, b in pairwise(amounts)),
        start=Fraction(1),
    )


def compression_in_bits(
    elements_in: int, elements_out: int, *, bits_per_input: int, bits_per_output: int
) -> Fraction:
    """Return G in bits of a stage whose elements have the given widths.

    Args:
        elements_in: Elements that enter, at least 1.
        elements_out: Elements that leave, at least 1.
        bits_per_input: Bits of one entering element (8 for an 8-bit image).
        bits_per_output: Bits of one leaving element (32 for float32, 1 by rule 1).

    Raises:
        ValueError: If an amount is not positive.

    Examples:
        >>> float(compression_in_bits(224 * 224 * 3, 2048, bits_per_input=8, bits_per_output=32))
        18.375
    """
    return stage_compression(elements_in * bits_per_input, elements_out * bits_per_output)
