"""Bits to bytes and their multiples, exactly.

Decimal prefixes (kB, MB) count thousands, binary prefixes (KiB, MiB) count 1024s (IEC 80000-13).
"""

from enum import Enum
from fractions import Fraction


class Unit(Enum):
    """A unit of storage and the bits that it holds."""

    BIT = ("bit", 1)
    BYTE = ("B", 8)
    KILOBYTE = ("kB", 8 * 1000)
    KIBIBYTE = ("KiB", 8 * 1024)
    MEGABYTE = ("MB", 8 * 1000**2)
    MEBIBYTE = ("MiB", 8 * 1024**2)

    def __init__(self, symbol: str, bits: int) -> None:
        self.symbol = symbol
        self.bits = bits


def from_bits(bits: int | Fraction, unit: Unit) -> Fraction:
    """Return an amount of bits in another unit, exactly.

    Raises:
        ValueError: If `bits` is negative.

    Examples:
        >>> float(from_bits(1_281_000, Unit.KILOBYTE))
        160.125
    """
    if bits < 0:
        raise ValueError(f"an amount of information cannot be negative, got {bits} bits")
    return Fraction(bits) / unit.bits
