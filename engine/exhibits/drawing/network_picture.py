"""The picture of a network, drawn with matplotlib from its boxes and arrows."""

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Polygon, Rectangle

from engine.exhibits.drawing.choices import belong
from engine.exhibits.drawing.network import (
    DECADE,
    LINE,
    MOST_WIDE,
    WIDTH,
    Arrow,
    Box,
    Choice,
    Diagram,
    Place,
    extent,
    lay_out,
    shorten,
)
from engine.exhibits.drawing.style import GRID_COLOUR, MUTED_COLOUR, SERIES_COLOURS

CENTRE: Final = 48.0
BOX_WIDTH: Final = 92.0
TEXT_LEFT: Final = 106.0
TIP: Final = 6.0
"""Length of the point of an arrow."""

_MARGIN: Final = 2.0
_SIZE: Final = 8.5
_COUNTS, _CAPS = SERIES_COLOURS[0], SERIES_COLOURS[1]


def draw_network(diagram: Diagram) -> Drawing:
    """Return the picture of a network: boxes with their numbers, and arrows between them."""
    layout = lay_out(diagram)
    height = layout.height + 2 * _MARGIN
    drawing = Drawing(figsize=(WIDTH / 72, height / 72))
    drawing.set_layout_engine("none")
    axes = drawing.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, WIDTH), ylim=(height - _MARGIN, -_MARGIN))
    axes.set_axis_off()
    for choice in diagram.choices:
        _draw_total(axes, choice, diagram)
    for index, (arrow, place) in enumerate(zip(diagram.arrows, layout.arrows, strict=True)):
        _draw_arrow(axes, arrow, place)
        for choice in diagram.choices:
            if index in choice.limits:
                _belong_to(diagram, choice, _outline_arrow(axes, arrow, place))
    for box, place in zip(diagram.boxes, layout.boxes, strict=True):
        _draw_box(axes, box, place)
        for choice in diagram.choices if box.counted else ():
            _draw_counted(axes, box, place, choice, diagram)
        if box.counted:
            _rule_decades(axes, place)
    return drawing


def _draw_arrow(axes: Axes, arrow: Arrow, place: Place) -> None:
    axes.add_patch(Polygon(_arrow_corners(arrow, place), facecolor=GRID_COLOUR, linewidth=0))
    _write(axes, place.text_top, arrow.lines, color=MUTED_COLOUR)


def _outline_arrow(axes: Axes, arrow: Arrow, place: Place) -> Polygon:
    corners = _arrow_corners(arrow, place)
    outline = Polygon(corners, facecolor="none", edgecolor=_CAPS, linewidth=1.4)
    axes.add_patch(outline)
    return outline


def _arrow_corners(arrow: Arrow, place: Place) -> list[tuple[float, float]]:
    half = extent(arrow.values, MOST_WIDE) / 2
    neck = place.bottom - TIP
    return [
        (CENTRE - half, place.top),
        (CENTRE + half, place.top),
        (CENTRE + half, neck),
        (CENTRE, place.bottom),
        (CENTRE - half, neck),
    ]


def _draw_box(axes: Axes, box: Box, place: Place) -> None:
    """Draw the whole of a box: hatched where it never counts, else pale."""
    look: dict[str, Any] = {"facecolor": "white", "linewidth": 0.9}
    if box.counted:
        look |= {"edgecolor": _COUNTS}
    else:
        look |= {"edgecolor": MUTED_COLOUR, "hatch": "////"}
    axes.add_patch(Rectangle((CENTRE - BOX_WIDTH / 2, place.top), BOX_WIDTH, place.height, **look))
    _write(axes, place.text_top, [box.name], fontweight="bold")
    _write(axes, place.text_top + LINE, box.lines)


def _draw_counted(axes: Axes, box: Box, place: Place, choice: Choice, diagram: Diagram) -> None:
    """Fill a box from its foot as far as it counts by a choice, and say so."""
    counted = box.counted[choice.label]
    height = extent(counted)
    corner = (CENTRE - BOX_WIDTH / 2, place.bottom - height)
    filled = axes.add_patch(
        Rectangle(corner, BOX_WIDTH, height, facecolor=_COUNTS, edgecolor=_COUNTS, linewidth=0.9)
    )
    _belong_to(diagram, choice, filled)
    colour = _COUNTS if counted == box.amount else _CAPS if counted else MUTED_COLOUR
    top = place.text_top + LINE * (1 + len(box.lines))
    said = _write(axes, top, [box.said[choice.label]], color=colour, fontweight="bold")
    _belong_to(diagram, choice, *said)


def _rule_decades(axes: Axes, place: Place) -> None:
    """Draw a line across a box for each factor of ten."""
    left, right = CENTRE - BOX_WIDTH / 2, CENTRE + BOX_WIDTH / 2
    levels = [place.bottom - DECADE * n for n in range(1, ceil(place.height / DECADE))]
    axes.hlines(levels, left, right, colors=GRID_COLOUR, linewidth=0.4)


def _draw_total(axes: Axes, choice: Choice, diagram: Diagram) -> None:
    """Write what counts by a choice; below all else, so that it comes first in the file."""
    of = f"{shorten(diagram.name)}: " if diagram.name else ""
    label = f"{of}MEC, {choice.label}"
    above = _write(axes, 0.0, [label], left=_MARGIN, color=MUTED_COLOUR, zorder=0)
    below = _write(
        axes, LINE, [choice.total], left=_MARGIN, fontsize=11, fontweight="bold", zorder=0
    )
    _belong_to(diagram, choice, *above, *below)


def _belong_to(diagram: Diagram, choice: Choice, *artists: Any) -> None:  # noqa: ANN401
    for artist in artists:
        belong(artist, choice.label, shown=choice.label == diagram.shown)


def _write(
    axes: Axes,
    top: float,
    lines: Sequence[str],
    left: float = TEXT_LEFT,
    **look: Any,  # noqa: ANN401
) -> list[Any]:
    return [
        axes.text(
            left,
            top + LINE * (number + 0.5),
            line,
            va="center_baseline",
            **{"fontsize": _SIZE, **look},
        )
        for number, line in enumerate(lines)
    ]
