"""Names beside the points of a scatter, placed so that they can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from matplotlib.axes import Axes

_LETTER: Final = 0.58
"""Mean width of a letter over the size of the font."""

_MARKER: Final = 4.0
"""Half the side of the square, in points, that a marker keeps free of names."""

_NEAR: Final = 10.0
"""The same for the markers of others: nearer, a name would seem to be theirs."""

_ROUNDS: Final = 3
"""How often each name may choose again, once it knows where the others stand."""

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
) -> list[Place]:
    """Return a place for each name: the first of those that hide least, of points and of names.

    Args:
        spots: Where the points are, in points from the lower left corner.
        names: Their names.
        area: Width and height of the axes in points.
        size: Size of the font in points.
    """
    extents = [(_LETTER * size * len(name), 1.2 * size) for name in names]
    boxes: dict[int, _Box] = {}
    places: dict[int, Place] = {}
    for index in [*range(len(spots))] * _ROUNDS:
        spot, extent = spots[index], extents[index]
        others = [box for other, box in boxes.items() if other != index]
        for other, (x, y) in enumerate(spots):
            reach = _MARKER if other == index else _NEAR
            others.append((x - reach, y - reach, x + reach, y + reach))

        tried = [_box(spot, place, extent) for place in _PLACES]
        best = min(range(len(tried)), key=[_hidden(box, others, area) for box in tried].__getitem__)
        places[index], boxes[index] = _PLACES[best], tried[best]
    return [places[index] for index in range(len(spots))]


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
