"""Truth values as text, four to a digit: which examples a network gets right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def encode_bitmap(flags: NDArray[np.bool_]) -> str:
    """Return truth values as hexadecimal digits, four to a digit, the first one foremost.

    The end is filled up with false values to a whole byte, so that of two bitmaps `a` and `b` of
    the same length `(int(a, 16) & ~int(b, 16)).bit_count()` counts what is true in `a` alone.

    Args:
        flags: Truth values, shape (N,).
    """
    return np.packbits(flags).tobytes().hex()


def decode_bitmap(bitmap: str, count: int) -> NDArray[np.bool_]:
    """Return the truth values that `encode_bitmap` wrote, shape (count,).

    Raises:
        ValueError: If the bitmap is not hexadecimal or is not as long as `count` values need.
    """
    content = bytes.fromhex(bitmap)
    if len(content) != (count + 7) // 8:
        raise ValueError(
            f"{count} values need {(count + 7) // 8} bytes, the bitmap has {len(content)}"
        )
    return np.unpackbits(np.frombuffer(content, np.uint8), count=count).astype(bool)
