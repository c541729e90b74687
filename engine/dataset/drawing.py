"""Random numbers that any language reproduces to the bit: a hash of a seed and a counter.

The hash is the finalizer of MurmurHash3 (A. Appleby, public domain), five steps on 32 bits that
map the numbers below 2^32 one to one. In JavaScript:

    const mix = (h) => {
      h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
      return (h ^ (h >>> 16)) >>> 0;
    };
    const draw = (seed, counter) => mix((mix(counter) + mix((seed + 0x9e3779b9) >>> 0)) >>> 0);
"""

import numpy as np
from numpy.typing import NDArray

_GOLDEN = 0x9E3779B9
_WORDS = 1 << 32
_HALF = float(1 << 31)


def draw(seed: int, counters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return a random number below 2^32 for each counter; no two counters share one.

    Args:
        seed: Which sequence, 0 to 2^32 - 1.
        counters: Places in the sequence, any shape.

    Examples:
        >>> [int(number) for number in draw(1, np.arange(3, dtype=np.uint32))]
        [1895220952, 267744601, 3690557476]
    """
    start = _mix(np.array([(seed + _GOLDEN) % _WORDS], dtype=np.uint32))
    return _mix(_mix(counters) + start)


def draw_order(seed: int, count: int) -> NDArray[np.intp]:
    """Return the numbers from 0 to count - 1 in random order: sorted by their draws.

    Args:
        seed: See `draw`.
        count: How many, at most 2^32.
    """
    return np.argsort(draw(seed, np.arange(count, dtype=np.uint32)))


def draw_weights(seed: int, count: int) -> NDArray[np.float64]:
    """Return weights between -1 and 1, evenly distributed: (draw - 2^31) / 2^31, without rounding.

    Args:
        seed: See `draw`.
        count: How many.
    """
    words = draw(seed, np.arange(count, dtype=np.uint32)).astype(np.float64)
    return (words - _HALF) / _HALF


def _mix(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed = words ^ (words >> np.uint32(16))
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed
