"""Whether a step network 2-h-1 realises a labelling of points in the plane, decided by enumeration.

Each hidden neuron cuts the plane by a line, so all that it can do to n points is one of finitely
many dichotomies. The network realises the labelling if for some choice of h of them the label is
a threshold function of the h bits that a point gets: a set cover (each two points of unlike label
must be told apart by some line), then a look into a table of all partial functions.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bits = NDArray[np.bool_]
Indices = NDArray[np.intp]

MOST_HIDDEN = 3
"""Hidden neurons beyond which the table of partial functions no longer fits into memory."""


def is_realised_in_plane(points: Floats, labels: Floats, hidden: int) -> bool:
    """Return whether some step network 2-h-1 with thresholds gives every point its label.

    Args:
        points: n x 2, in general position: no three on a line.
        labels: n, each -1 or 1.
        hidden: h, hidden neurons, 1 to `MOST_HIDDEN`; with one it is a single neuron.

    Raises:
        ValueError: If three points lie on a line or `hidden` is out of range.
    """
    if isinstance(hidden, bool) or not isinstance(hidden, int) or not 1 <= hidden <= MOST_HIDDEN:
        raise ValueError(f"hidden must be an integer from 1 to {MOST_HIDDEN}, got {hidden!r}")
    cuts = list_dichotomies(points)
    positive = labels > 0
    table = _list_partial_functions(hidden)
    # One column for each two points of unlike label: which cuts tell them apart.
    parts = (cuts[:, positive, None] != cuts[:, None, ~positive]).reshape(len(cuts), -1)
    joins = (~parts).astype(np.float32).T
    for group in _choose_cuts(parts, np.ones(parts.shape[1], bool), hidden - 1):
        left = ~parts[group].any(axis=1)
        rows, last = np.nonzero(left.astype(np.float32) @ joins == 0)
        codes = _encode(cuts, np.column_stack([group[rows], last]))
        is_one = np.bitwise_or.reduce(codes[:, positive], axis=1)
        is_zero = np.bitwise_or.reduce(codes[:, ~positive], axis=1)
        if table[is_one, is_zero].any():
            return True
    return False


def list_dichotomies(points: Floats) -> Bits:
    """Return in which ways a line divides the points of a plane, one of each two complements.

    The line of a dichotomy can be moved until it touches a point of either side. So the lines
    through two points, with the two on unlike sides, give all but the one that leaves all points
    together: n (n - 1) / 2 + 1 in the whole.

    Args:
        points: n x 2, in general position: no three on a line.

    Returns:
        Dichotomies x n; the first point is always on the side False.

    Raises:
        ValueError: If three points lie on a line.
    """
    count = len(points)
    first, second = np.triu_indices(count, 1)
    along = points[second] - points[first]
    away = points[None] - points[first, None]
    side = along[:, None, 0] * away[:, :, 1] - along[:, None, 1] * away[:, :, 0]
    lines = np.arange(len(first))
    side[lines, first] = side[lines, second] = np.nan
    if (side == 0).any():
        line, third = np.argwhere(side == 0)[0]
        raise ValueError(
            f"points {first[line]}, {second[line]} and {third} lie on a line; points must be in "
            "general position, as points drawn at random are"
        )
    found = [np.zeros((1, count), bool)]
    for one in (False, True):
        cuts = side > 0
        cuts[lines, first], cuts[lines, second] = one, not one
        found.append(cuts ^ cuts[:, :1])
    return np.unique(np.concatenate(found), axis=0)


def list_threshold_functions(inputs: int) -> list[int]:
    """Return the functions of so many bits that one neuron computes, each as its truth table.

    Up to three bits small integer weights give all of them: 4, 14 and 104.

    Args:
        inputs: Bits that enter the neuron, 1 to `MOST_HIDDEN`.

    Returns:
        Sorted; bit number k of a table is the value at the input whose bits are those of k.
    """
    size = max(1, inputs - 1)
    places = np.array(list(product((0, 1), repeat=inputs)))[:, ::-1]
    tables = set()
    for weights in product(range(-size, size + 1), repeat=inputs):
        sums = places @ weights
        for threshold in range(sums.min(), sums.max() + 2):
            tables.add(sum(1 << k for k, total in enumerate(sums) if total >= threshold))
    return sorted(tables)


@cache
def _list_partial_functions(inputs: int) -> Bits:
    """Return whether a threshold function is 1 on the bits of row and 0 on those of column."""
    tables = np.arange(1 << (1 << inputs))
    functions = np.array(list_threshold_functions(inputs))
    contains = (tables[:, None] & functions) == tables[:, None]
    misses = (tables[:, None] & functions) == 0
    found: Bits = contains.astype(np.float32) @ misses.astype(np.float32).T > 0
    return found


def _choose_cuts(parts: Bits, is_open: Bits, count: int) -> Iterator[Indices]:
    """Yield choices of `count` cuts that, with one more, may part all that is open; in batches.

    One of all the cuts must part the two points that fewest cuts do: it is chosen first.

    Args:
        parts: Cuts x pairs of points, which pair a cut tells apart.
        is_open: Pairs, those to be told apart.
        count: Cuts to choose.

    Yields:
        Choices x count, indices of cuts.
    """
    if count == 0:
        yield np.zeros((1, 0), np.intp)
        return
    if is_open.any():
        open_parts = parts[:, is_open]
        candidates = np.flatnonzero(open_parts[:, open_parts.sum(axis=0).argmin()])
    else:
        # At most one cut is chosen, and the label is its bit (or constant): any others will do.
        candidates = np.arange(1)
    if count == 1:
        yield candidates[:, None]
        return
    for first in candidates:
        for rest in _choose_cuts(parts, is_open & ~parts[first], count - 1):
            yield np.column_stack([np.full(len(rest), first), rest])


def _encode(cuts: Bits, chosen: Indices) -> NDArray[np.uint8]:
    """Return for each choice and point the truth table that is 1 just where the cuts put it."""
    places = np.zeros((len(chosen), cuts.shape[1]), np.uint8)
    for bit in range(chosen.shape[1]):
        places |= cuts[chosen[:, bit]].astype(np.uint8) << bit
    return np.left_shift(np.uint8(1), places)
