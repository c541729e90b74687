"""How the report's figures look: sizes, colours, line styles and markers.

Colour never stands alone: each series also has its own line style and its own marker.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

import matplotlib as mpl
from cycler import cycler
from matplotlib import style as style_sheet
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

Width = Literal["single", "double"]

WIDTH_INCHES: Final[dict[Width, float]] = {"single": 3.5, "double": 7.2}
"""Width of one column, and of both, in a two-column paper."""

SERIES_COLOURS: Final = (
    "#0067a5",
    "#b84500",
    "#0b5a40",
    "#d8508f",
    "#b08d00",
    "#3f2b96",
    "#5c6670",
    "#5e1020",
)
"""Colours of the series on a light page; the style sheet has their counterparts for a dark one."""

GRID_COLOUR: Final = "#d3d8dd"
MUTED_COLOUR: Final = "#5a6672"
"""Reference lines and remarks: readable, but behind the data."""

LINE_STYLES: Final = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (3, 1)), "-")
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X", "*")

_STYLE_SHEET = Path(__file__).parent / "styles" / "mec.mplstyle"


@contextmanager
def style() -> Iterator[None]:
    """Apply the report's look to whatever is drawn inside, whatever the user's own settings."""
    with style_sheet.context(_STYLE_SHEET, after_reset=True):
        mpl.rcParams["grid.color"] = GRID_COLOUR
        mpl.rcParams["axes.prop_cycle"] = cycler(color=SERIES_COLOURS, linestyle=LINE_STYLES)
        yield


def new_drawing(width: Width = "single", height_to_width: float = 0.68) -> tuple[Drawing, Axes]:
    """Start a drawing with one pair of axes.

    Args:
        width: How many columns of a paper it spans.
        height_to_width: Height over width.
    """
    inches = WIDTH_INCHES[width]
    drawing = Drawing(figsize=(inches, inches * height_to_width))
    return drawing, drawing.add_subplot()


def line_look(series: int) -> dict[str, Any]:
    """Keyword arguments of `Axes.plot` for the line of a series, counted from 0."""
    turn = series % len(SERIES_COLOURS)
    return {"color": SERIES_COLOURS[turn], "linestyle": LINE_STYLES[turn]}


def point_look(series: int) -> dict[str, Any]:
    """Keyword arguments of `Axes.plot` for the points of a series, counted from 0."""
    lap, turn = divmod(series, len(SERIES_COLOURS))
    marker = MARKERS[(turn + lap) % len(MARKERS)]  # a colour that comes again has another marker
    return {"color": SERIES_COLOURS[turn], "marker": marker, "linestyle": "none"}


def mark(label: str) -> str:
    """The `gid` that names an artist: its label shows when the pointer rests on it."""
    return f"mark:{label}"
