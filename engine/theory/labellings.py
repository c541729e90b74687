"""Labellings of points in the plane: which of them a line separates, exact for any points.

A neuron with two inputs and a threshold is a line. It realises a labelling if every point with
the label yes lies on one side and every other point on the other, none on the line. Coordinates
are integers or fractions, so no verdict depends on rounding; points may coincide or share a line.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

MOST_POINTS = 12
"""Points up to which the report lists labellings: beyond, 2^n of them are more than are read."""

WEIGHTS_IN_PLANE = 3
"""Parameters of a neuron with two inputs: two weights and a threshold."""

Number = int | Fraction
Point = tuple[Number, Number]
Labels = tuple[bool, ...]


class Line(NamedTuple):
    """A neuron in the plane: it says yes where x_weight * x + y_weight * y > threshold."""

    x_weight: Number
    y_weight: Number
    threshold: Number


def find_coincidence(points: Sequence[Point]) -> tuple[int, ...]:
    """Return the first two points in one place, else the first three on a line.

    Returns:
        Their indices; empty where the points are in general position.

    Raises:
        ValueError: If a coordinate is neither an integer nor a fraction.

    Examples:
        >>> find_coincidence([(0, 0), (1, 1), (5, 0), (3, 3)])
        (0, 1, 3)
    """
    _check(points)
    places = [tuple(point) for point in points]
    for pair in combinations(range(len(places)), 2):
        if places[pair[0]] == places[pair[1]]:
            return pair
    for triple in combinations(range(len(places)), 3):
        if _turn(*(points[index] for index in triple)) == 0:
            return triple
    return ()


def list_labellings(points: Sequence[Point]) -> list[Labels]:
    """Return all labellings that a line realises, each as one label a point, sorted.

    A line that parts two classes can be moved until it touches a point of either. On that line
    the two classes do not mix, so turning it a little about a place between them gives the
    labelling back: the lines through two points, turned so, give all but the two labellings that
    leave all points together.

    Args:
        points: n points, in whatever position.

    Raises:
        ValueError: If a coordinate is neither an integer nor a fraction.

    Examples:
        >>> len(list_labellings([(0, 0), (0, 1), (1, 0), (1, 1)]))
        14
    """
    _check(points)
    found = {(answer,) * len(points) for answer in (False, True)}
    for first, second in combinations(range(len(points)), 2):
        if points[first] != points[second]:
            found.update(_turn_line(points, points[first], points[second]))
    return sorted(found)


def is_separated(points: Sequence[Point], labels: Sequence[bool]) -> bool:
    """Return whether a line realises a labelling.

    Args:
        points: n points, in whatever position.
        labels: n labels.

    Raises:
        ValueError: If there is not one label a point, or a coordinate is no exact number.
    """
    _check_labels(points, labels)
    return tuple(map(bool, labels)) in set(list_labellings(points))


def find_line(points: Sequence[Point], labels: Sequence[bool]) -> Line | None:
    """Return the line farthest from both classes, with each on its side; None if there is none.

    It halves the way between the nearest places of the two convex hulls: two corners, or a corner
    and a side. Where all points have one label it lies below them, by a quarter of their height,
    or by 1.

    Args, errors: see `is_separated`.

    Examples:
        >>> find_line([(0, 0), (0, 2), (2, 0)], [True, True, False])
        Line(x_weight=-2, y_weight=0, threshold=Fraction(-2, 1))
    """
    _check_labels(points, labels)
    classes = [
        [p for p, label in zip(points, labels, strict=True) if label is one]
        for one in (True, False)
    ]
    if not all(classes):
        return _pass_below(points, yes=bool(classes[0]))
    best: tuple[Fraction, Line] | None = None
    for x, y in _list_directions(*classes):
        lowest = min(x * point[0] + y * point[1] for point in classes[0])
        highest = max(x * point[0] + y * point[1] for point in classes[1])
        if lowest > highest:
            gap = Fraction((lowest - highest) ** 2) / Fraction(x * x + y * y)
            if best is None or gap > best[0]:
                best = gap, Line(x, y, Fraction(lowest + highest) / 2)
    return best[1] if best else None


def _list_directions(yes: Sequence[Point], no: Sequence[Point]) -> Iterator[Point]:
    """Yield the directions in which two hulls can be nearest.

    From corner to corner, and across a side of one of them, both ways.
    """
    for one in yes:
        for other in no:
            yield one[0] - other[0], one[1] - other[1]
    for same in (yes, no):
        for one, other in combinations(same, 2):
            x, y = other[1] - one[1], one[0] - other[0]
            if x or y:
                yield x, y
                yield -x, -y


def _pass_below(points: Sequence[Point], *, yes: bool) -> Line:
    heights = [point[1] for point in points] or [0]
    way = Fraction(max(heights) - min(heights)) / 4 or 1
    sign = 1 if yes else -1
    return Line(0, sign, sign * (min(heights) - way))


def _turn_line(points: Sequence[Point], start: Point, end: Point) -> Iterator[Labels]:
    """Yield the labellings of a line through two points, turned about each place along it."""
    turns = [_turn(start, end, point) for point in points]
    along = [_measure_along(start, end, point) for point in points]
    marks = sorted({way for way, turn in zip(along, turns, strict=True) if turn == 0})
    for mark in marks[1:]:
        for is_left in (True, False):
            labels = tuple(
                turn > 0 if turn else (way < mark) == is_left
                for way, turn in zip(along, turns, strict=True)
            )
            yield labels
            yield tuple(not label for label in labels)


def _turn(one: Point, two: Point, three: Point) -> Number:
    """Twice the area of a triangle: above 0 counter-clockwise, 0 on a line."""
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def _measure_along(start: Point, end: Point, point: Point) -> Number:
    x, y = end[0] - start[0], end[1] - start[1]
    return x * (point[0] - start[0]) + y * (point[1] - start[1])


def _check(points: Sequence[Point]) -> None:
    for point in points:
        for value in point:
            if isinstance(value, bool) or not isinstance(value, int | Fraction):
                raise ValueError(
                    f"coordinates must be integers or fractions, got {value!r} in {point!r}; "
                    "Fraction(value) keeps a float as it is"
                )


def _check_labels(points: Sequence[Point], labels: Sequence[bool]) -> None:
    _check(points)
    if len(labels) != len(points):
        raise ValueError(f"expected one label a point, got {len(labels)} for {len(points)} points")
