"""Which networks are in the grid: all combinations, those that are left out, and the choice.

With images of one size and ten classes, the capacity of the decision layer is 10 (E / G + 1) bits
for E elements of an image: G and MEC are one quantity. They vary apart from one another only where
images of another size enter, so the grid has images of 28 pixels a side, and of 14: the mean of
each two by two.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.networks.mnist_cnn import CnnSpec, Stage, Window, get_spec
from engine.studies.tuning.networks import measure

SIZES: Final = (28, 14)
FILTERS: Final = (2, 4, 8, 15)
KERNELS: Final = (3, 4, 5)
STRIDES: Final = (1, 2, 3)
POOLINGS: Final = (Window(1, 1), Window(2, 1), Window(2, 2), Window(3, 3))
"""No pooling, overlapping windows, and windows side by side."""

G_RANGE: Final = (0.2, 20.0)
MEC_RANGE_BITS: Final = (300, 30_000)
MOST_MULTIPLY_ADDS: Final = 250_000
"""More would take more time than a build has for sixteen networks; CNN1 is in the grid as it is."""

NETWORKS: Final = 40
"""As many as the paper profile trains; smaller profiles take the first of them."""

MEASURED: Final = ("G", "MEC", "parameters", "multiply-adds", "batch norm")

_DISTANCE_DIGITS: Final = 9
"""Distances are compared up to so many digits, so that rounding decides between no networks."""

NO_IMAGE: Final = "a window is larger than what enters it, so no image fits"
BEYOND_G: Final = f"G is outside {G_RANGE[0]:g} to {G_RANGE[1]:g}"
BEYOND_MEC: Final = f"decision MEC is outside {MEC_RANGE_BITS[0]:,} to {MEC_RANGE_BITS[1]:,} bits"
TOO_SLOW: Final = f"it has more than {MOST_MULTIPLY_ADDS:,} multiply-adds"
REASONS: Final = (NO_IMAGE, BEYOND_G, BEYOND_MEC, TOO_SLOW)


class GridError(ValueError):
    """A grid that holds no network, or fewer than are wanted; the message counts what it lacks."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """The combinations of a grid, sifted.

    Attributes:
        combinations: How many there are.
        excluded: How many were left out, by the first reason that applies.
        valid: The others.
    """

    combinations: int
    excluded: dict[str, int]
    valid: tuple[CnnSpec, ...]


def list_combinations() -> Iterator[CnnSpec]:
    """Yield every combination of the grid, of one stage and of two.

    Both stages of a network share kernel and padding, which is none or half the kernel.
    """
    for size, kernel, batch_norm in product(SIZES, KERNELS, (True, False)):
        for padding in (0, kernel // 2):
            stages = [
                Stage(filters, Window(kernel, stride, padding), pooling)
                for filters, stride, pooling in product(FILTERS, STRIDES, POOLINGS)
            ]
            for chosen in (*product(stages), *product(stages, stages)):
                yield CnnSpec("", "", chosen, batch_norm, size)


def find_fault(spec: CnnSpec) -> str | None:
    """Return why a network is not in the grid: one of `REASONS`, or None if it may be chosen."""
    if not fits_images(spec):
        return NO_IMAGE
    found = measure(spec)
    if not G_RANGE[0] <= found.g_elements <= G_RANGE[1]:
        return BEYOND_G
    if not MEC_RANGE_BITS[0] <= found.mec_bits <= MEC_RANGE_BITS[1]:
        return BEYOND_MEC
    return TOO_SLOW if found.multiply_adds > MOST_MULTIPLY_ADDS else None


def fits_images(spec: CnnSpec) -> bool:
    """Tell whether every window of a network has room in what enters it."""
    size = spec.size
    for stage in spec.stages:
        for window in (stage.convolution, stage.pooling):
            if size + 2 * window.padding < window.kernel:
                return False
            size = window.output_size(size)
    return True


def sift(combinations: Iterable[CnnSpec]) -> Sifted:
    """Leave out what is not in the grid, and count it by reason.

    Raises:
        GridError: If nothing is left; the message says how many were left out and why.
    """
    excluded = Counter(dict.fromkeys(REASONS, 0))
    valid = []
    for spec in combinations:
        fault = find_fault(spec)
        if fault:
            excluded[fault] += 1
        else:
            valid.append(spec)
    total = excluded.total() + len(valid)
    if not valid:
        counts = "; ".join(f"{count:,} since {fault}" for fault, count in excluded.items() if count)
        raise GridError(
            f"the grid holds no valid network: of {total:,} combinations all were left out"
            f"{': ' + counts if counts else ''}. Widen its choices in {__name__}"
        )
    return Sifted(total, dict(excluded), tuple(valid))


@cache
def sift_grid() -> Sifted:
    """Return the whole grid, sifted."""
    return sift(list_combinations())


def choose_networks(sifted: Sifted, count: int = NETWORKS) -> list[CnnSpec]:
    """Return CNN1, CNN2, and the valid networks that a greedy max-min choice adds to them.

    Each network is a point: the logarithms of G, MEC, parameters and multiply-adds, and whether it
    has batch norm, each standardised over all valid networks. One after the other, the network is
    added whose nearest neighbour among those chosen is farthest away, the first of them where
    several are. So the quantities vary apart from one another as far as the grid lets them, and a
    shorter list is the beginning of a longer one.

    Args:
        sifted: The grid.
        count: Networks to return.

    Raises:
        GridError: If the grid holds fewer.
    """
    first = [get_spec("cnn1"), get_spec("cnn2")]
    if len(sifted.valid) < count - len(first):
        raise GridError(
            f"{count} networks are wanted and the grid holds {len(sifted.valid)} valid ones; "
            f"widen its choices in {__name__}"
        )
    points = take_logarithms(sifted.valid)
    mean, deviation = points.mean(axis=0), points.std(axis=0)
    starts = (take_logarithms(first) - mean) / deviation
    places = _choose_farthest((points - mean) / deviation, starts, count - len(first))
    chosen = [sifted.valid[place] for place in places]
    return [
        *first,
        *(
            replace(spec, name=f"t{number}", title=f"T{number}")
            for number, spec in enumerate(chosen, start=1)
        ),
    ]


def take_logarithms(specs: Sequence[CnnSpec]) -> NDArray[np.float64]:
    """Return the design's quantities, shape (networks, 5), in the order of `MEASURED`."""
    logarithms = np.log10([astuple(measure(spec)) for spec in specs])
    batch_norm = np.array([[float(spec.batch_norm)] for spec in specs])
    return np.hstack([logarithms, batch_norm])


def correlate(specs: Sequence[CnnSpec]) -> NDArray[np.float64]:
    """Return Pearson's correlations of the design's quantities over some networks, shape (5, 5).

    NaN for what is the same in all of them.
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(np.corrcoef(take_logarithms(specs), rowvar=False))


def _choose_farthest(
    points: NDArray[np.float64], starts: NDArray[np.float64], count: int
) -> list[int]:
    """Return the places of the points that are each farthest from all before it."""
    nearest = np.min([_distances(points, start) for start in starts], axis=0)
    chosen: list[int] = []
    for _ in range(count):
        place = int(np.argmax(np.round(nearest, _DISTANCE_DIGITS)))
        chosen.append(place)
        nearest = np.minimum(nearest, _distances(points, points[place]))
    return chosen


def _distances(points: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squared distance of each point to another."""
    return np.asarray(((points - other) ** 2).sum(axis=1))
