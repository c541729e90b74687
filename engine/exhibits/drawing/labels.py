"""Names beside the points of a scatter, placed so that they can be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from matplotlib.axes import Axes

_LETTER: Final = 0.58
"""Mean width of a letter over the size of the font."""

_MARKER: Final = 4.0
"""Half the side of the square, in points, that a marker keeps free of names."""

_FRAME: Final = (52.0, 44.0)
"""What axis labels and ticks take of a drawing's width and height, in points."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands, seen from its point.

    Attributes:
        offset: Distance in points, to the right and up.
        horizontal: Which end of the name is at that distance.
        vertical: Whether its foot or its head is.
    """

    offset: tuple[float, float]
    horizontal: Literal["left", "right"]
    vertical: Literal["bottom", "top"]


_Box = tuple[float, float, float, float]

_PLACES: Final = tuple(
    Place(
        (6 * side, distance * way), "left" if side > 0 else "right", "bottom" if way > 0 else "top"
    )
    for distance, side, way in product((5, 14, 23), (1, -1), (1, -1))
)
"""Where a name may stand, the place to prefer first: near, to the right, above."""


def label_points(axes: Axes, points: Sequence[tuple[float, float, str]], size: float = 9) -> None:
    """Write a name beside each point; names keep clear of points, of each other and of the edges.

    Call it when the points are drawn and the limits of the axes are set.

    Args:
        axes: Where the points are.
        points: x, y and name of each.
        size: Size of the font in points.
    """
    inches = axes.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]
    width, height = (72 * side - frame for side, frame in zip(inches, _FRAME, strict=True))
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    spots = [
        ((x - left) / (right - left) * width, (y - low) / (high - low) * height)
        for x, y, _ in points
    ]
    names = [name for _, _, name in points]
    for (x, y, name), place in zip(
        points, choose_places(spots, names, (width, height), size), strict=True
    ):
        axes.annotate(
            name,
            (x, y),
            xytext=place.offset,
            textcoords="offset points",
            ha=place.horizontal,
            va=place.vertical,
        )


def choose_places(
    spots: Sequence[tuple[float, float]],
    names: Sequence[str],
    area: tuple[float, float],
    size: float,
) -> Iterator[Place]:
    """Yield a place for each name, the one that hides least; the first of these.

    Args:
        spots: Where the points are, in points from the lower left corner.
        names: Their names.
        area: Width and height of the axes in points.
        size: Size of the font in points.
    """
    taken = [(x - _MARKER, y - _MARKER, x + _MARKER, y + _MARKER) for x, y in spots]
    for spot, name in zip(spots, names, strict=True):
        extent = (_LETTER * size * len(name), 1.2 * size)
        best = min(_PLACES, key=lambda place: _hidden(_box(spot, place, extent), taken, area))
        taken.append(_box(spot, best, extent))
        yield best


def _box(spot: tuple[float, float], place: Place, extent: tuple[float, float]) -> _Box:
    x, y = spot[0] + place.offset[0], spot[1] + place.offset[1]
    width, height = extent
    left = x if place.horizontal == "left" else x - width
    low = y if place.vertical == "bottom" else y - height
    return left, low, left + width, low + height


def _hidden(box: _Box, taken: Sequence[_Box], area: tuple[float, float]) -> float:
    """Return what a name would hide or lose at the edges, as an area."""
    inside = _overlap(box, (0.0, 0.0, *area))
    whole = (box[2] - box[0]) * (box[3] - box[1])
    return whole - inside + sum(_overlap(box, other) for other in taken)


def _overlap(first: _Box, second: _Box) -> float:
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    return max(0.0, width) * max(0.0, height)
