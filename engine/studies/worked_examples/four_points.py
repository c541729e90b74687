"""All labellings of four points in the plane, and the line that separates each, drawn."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Polygon

from engine.exhibits.drawing.style import (
    MUTED_COLOUR,
    SERIES_COLOURS,
    mark,
    new_drawing,
)
from engine.exhibits.figure import Figure
from engine.records.record import Record
from engine.theory.cover import count_dichotomies
from engine.theory.labellings import WEIGHTS_IN_PLANE, Labels, Line, find_line, list_labellings

_SIDE = 100
_POINTS = ((24, 76), (76, 76), (76, 24), (24, 24))
"""Corners of a square in a panel of side `_SIDE`, clockwise, so that XOR is every other one."""

_COLUMNS = 4
_PITCH = 1.14 * _SIDE
_YES_COLOUR, _NO_COLOUR = SERIES_COLOURS[:2]


def count_four_points() -> dict[str, int]:
    """Return how many labellings four points have, and how many of them a line realises."""
    return {
        "points": len(_POINTS),
        "labellings": 1 << len(_POINTS),
        "separated": count_dichotomies(len(_POINTS), WEIGHTS_IN_PLANE),
        "parameters": WEIGHTS_IN_PLANE,
    }


def make_figure(records: Sequence[Record]) -> Figure:
    """Return the labellings of four points as panels, those that no line realises last.

    Args:
        records: Those of a neuron of as many parameters as a line has.

    Raises:
        ArithmeticError: If the lines found are not as many as Cover's theorem says.
    """
    frame = _list_panels()
    counts = count_four_points()
    if int(frame["is_separable"].sum()) != counts["separated"]:
        raise ArithmeticError("the labellings of four points disagree with Cover's theorem")
    points, parameters = counts["points"], counts["parameters"]

    def draw() -> Drawing:
        rows = -(-len(frame) // _COLUMNS)
        drawing, axes = new_drawing("single", (rows * _PITCH + 6) / (_COLUMNS * _PITCH))
        for place, row in enumerate(frame.itertuples(index=False)):
            down, right = divmod(place, _COLUMNS)
            _draw_panel(axes, right * _PITCH, (rows - 1 - down) * _PITCH, row)
        axes.set_xlim(-4, _COLUMNS * _PITCH - 0.14 * _SIDE + 4)
        axes.set_ylim(-18, rows * _PITCH - 0.14 * _SIDE + 4)
        axes.set_aspect("equal")
        axes.set_axis_off()
        return drawing

    return Figure(
        id="four-points-labellings",
        title="Four points, 16 labellings",
        caption="Each panel answers yes (filled) or no (ring) at four points. A line separates "
        f"the answers in {counts['separated']} of {counts['labellings']}, wherever you drag the "
        "points, as long as no three are on a line. In the last two, XOR, none does: what joins "
        f"the yes crosses what joins the no. So a neuron of {parameters} weights takes any "
        f"labelling of {parameters} points, not of {points}.",
        description="Sixteen small squares, each with the same four points at its corners and "
        "another choice of filled points and rings. In fourteen a straight line is drawn with "
        "all filled points on its shaded side. The last two, with a dashed frame and the words "
        "no line, have filled points at opposite corners: two dashed diagonals cross.",
        draw=draw,
        fits_phone=True,
        data=frame,
        records=tuple(records),
    )


def _list_panels() -> pd.DataFrame:
    """Return a row for each labelling: by how many points say yes, what no line realises last."""
    realised = set(list_labellings(_POINTS))
    labellings = sorted(
        product((False, True), repeat=len(_POINTS)),
        key=lambda labels: (labels not in realised, sum(labels), [not one for one in labels]),
    )
    return pd.DataFrame([_make_row(labels) for labels in labellings]).astype(
        dict.fromkeys(("line_x_weight", "line_y_weight", "line_threshold"), "Int64")
    )


def _make_row(labels: Labels) -> dict[str, Any]:
    line = find_line(_POINTS, labels)
    return {
        **{f"label_{name}": int(label) for name, label in zip("abcd", labels, strict=True)},
        "is_separable": line is not None,
        "line_x_weight": line and int(line.x_weight),
        "line_y_weight": line and int(line.y_weight),
        "line_threshold": line and int(line.threshold),
    }


def _draw_panel(axes: Axes, left: float, low: float, row: Any) -> None:  # noqa: ANN401 - a row
    labels = (row.label_a, row.label_b, row.label_c, row.label_d)
    said = ", ".join("yes" if label else "no" for label in labels)
    verdict = "a line separates them" if row.is_separable else "no line separates them"
    axes.add_patch(
        Polygon(
            [(left + x, low + y) for x, y in _corners()],
            facecolor="white",
            edgecolor=MUTED_COLOUR,
            linewidth=0.7 if row.is_separable else 1.1,
            linestyle="-" if row.is_separable else (0, (3, 2)),
            gid=mark(f"{said}: {verdict}"),
        )
    )
    if row.is_separable:
        line = Line(row.line_x_weight, row.line_y_weight, row.line_threshold)
        _draw_line(axes, left, low, line)
    else:
        _draw_crossing(axes, left, low, labels)
        axes.annotate(
            "no line", (left + _SIDE / 2, low - 3), ha="center", va="top", fontweight="bold"
        )
    for (x, y), label in zip(_POINTS, labels, strict=True):
        colour = _YES_COLOUR if label else _NO_COLOUR
        face = colour if label else "white"
        look: dict[str, Any] = {"marker": "o", "markersize": 7, "markeredgewidth": 1.6}
        axes.plot(left + x, low + y, color=colour, markerfacecolor=face, **look)


def _draw_line(axes: Axes, left: float, low: float, line: Line) -> None:
    shade, ends = _cut_panel(line)
    placed = [(left + float(x), low + float(y)) for x, y in shade]
    if placed:
        axes.add_patch(Polygon(placed, facecolor=_YES_COLOUR, alpha=0.12, linewidth=0))
    if ends:
        xs, ys = zip(*ends, strict=True)
        places = [left + float(x) for x in xs], [low + float(y) for y in ys]
        axes.plot(*places, color="black", linewidth=1.3, linestyle="-")


def _draw_crossing(axes: Axes, left: float, low: float, labels: Sequence[int]) -> None:
    for one, other in combinations(range(len(_POINTS)), 2):
        if labels[one] == labels[other]:
            (x, y), (to_x, to_y) = _POINTS[one], _POINTS[other]
            colour = _YES_COLOUR if labels[one] else _NO_COLOUR
            way = [left + x, left + to_x], [low + y, low + to_y]
            axes.plot(*way, color=colour, linewidth=1.2, linestyle=(0, (3, 2)))


def _corners() -> list[tuple[int, int]]:
    return [(0, 0), (_SIDE, 0), (_SIDE, _SIDE), (0, _SIDE)]


def _cut_panel(line: Line) -> tuple[list[tuple[Fraction, Fraction]], list[Any]]:
    """Return the part of the panel on the side of yes, and the two ends of the line in it."""
    corners = [(Fraction(x), Fraction(y)) for x, y in _corners()]
    sides = [line.x_weight * x + line.y_weight * y - line.threshold for x, y in corners]
    shade, ends = [], []
    for index, (corner, side) in enumerate(zip(corners, sides, strict=True)):
        if side >= 0:
            shade.append(corner)
        after, side_after = corners[index - len(corners) + 1], sides[index - len(corners) + 1]
        if side * side_after < 0:
            share = Fraction(side) / (side - side_after)
            place = tuple(a + share * (b - a) for a, b in zip(corner, after, strict=True))
            shade.append((place[0], place[1]))
            ends.append(place)
        elif side == 0:
            ends.append(corner)
    return shade, ends
