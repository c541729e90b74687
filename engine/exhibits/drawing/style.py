"""How the report's figures look: sizes, colours, line styles and markers.

Colour never stands alone: each series also has its own line style and its own marker.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import ceil, floor, log10
from pathlib import Path
from typing import Any, Final, Literal

import matplotlib as mpl
from cycler import cycler
from matplotlib import style as style_sheet
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from engine.records.foreign import show

Width = Literal["single", "double"]

WIDTH_INCHES: Final[dict[Width, float]] = {"single": 3.5, "double": 7.2}
"""Width of one column, and of both, in a two-column paper."""

NARROW_INCHES: Final = 3.5
"""Width of a drawing for a phone."""

_NARROW_SHAPE: Final = 0.9
"""Least height over width of a drawing for a phone."""

_TICKS: Final = (((1, 2, 5), 2.0), ((1, 3), 3.0))
"""Ticks in a decade of a logarithmic axis, and the least factor between two of them."""

_TICK_LETTER: Final = 5.4
_TICK_HEIGHT: Final = 14.0
"""Room that the label of a tick takes in points: a letter's width, and its height."""

_NUMBER: Final = "{x:,.15g}"

_narrow: ContextVar[bool] = ContextVar("narrow", default=False)

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
def style(*, narrow: bool = False) -> Iterator[None]:
    """Apply the report's look to whatever is drawn inside, whatever the user's own settings.

    Args:
        narrow: Whether what is drawn inside is for a phone.
    """
    token = _narrow.set(narrow)
    try:
        with style_sheet.context(_STYLE_SHEET, after_reset=True):
            mpl.rcParams["grid.color"] = GRID_COLOUR
            mpl.rcParams["axes.prop_cycle"] = cycler(color=SERIES_COLOURS, linestyle=LINE_STYLES)
            yield
    finally:
        _narrow.reset(token)


def is_narrow() -> bool:
    """Return whether what is drawn now is for a phone."""
    return _narrow.get()


def width_inches(width: Width) -> float:
    """Return how wide a drawing is: for a phone always the same."""
    return NARROW_INCHES if is_narrow() else WIDTH_INCHES[width]


def new_drawing(width: Width = "single", height_to_width: float = 0.68) -> tuple[Drawing, Axes]:
    """Start a drawing with one pair of axes.

    Args:
        width: How many columns of a paper it spans.
        height_to_width: Height over width; for a phone, the least.
    """
    inches = width_inches(width)
    shape = max(height_to_width, _NARROW_SHAPE) if is_narrow() else height_to_width
    drawing = Drawing(figsize=(inches, inches * shape))
    return drawing, drawing.add_subplot()


def write_numbers(axis: Axis) -> None:
    """Label the ticks of a logarithmic axis with numbers: 2, 5, 10, not powers of ten.

    Where the decades have no room for a number each, only some have one. Call it when the limits
    are set.
    """
    low, high = sorted(axis.get_view_interval())
    if not 0 < low < high:  # nothing is drawn
        return
    box, is_across = axis.axes.get_window_extent(), isinstance(axis, XAxis)
    inches = (box.width if is_across else box.height) / axis.axes.figure.dpi
    longest = _NUMBER.format(x=10 ** floor(log10(high)))
    room = _TICK_LETTER * (len(longest) + 1) if is_across else _TICK_HEIGHT
    decade = 72 * inches / log10(high / low)
    subs = next((subs for subs, least in _TICKS if decade * log10(least) > room), (1,))
    spare = _TICK_LETTER * (1 + longest.count(",")) / 2 if is_across else 0  # a comma is narrow
    base = 10.0 ** ceil((room - spare) / decade)
    axis.set_major_locator(LogLocator(base=base, subs=subs, numticks=30))
    axis.set_major_formatter(StrMethodFormatter(_NUMBER))
    axis.set_minor_formatter(NullFormatter())


def line_look(series: int) -> dict[str, Any]:
    """Keyword arguments of `Axes.plot` for the line of a series, counted from 0."""
    lap, turn = divmod(series, len(SERIES_COLOURS))
    style = LINE_STYLES[(turn + lap) % len(LINE_STYLES)]  # a colour that comes again is dashed
    return {"color": SERIES_COLOURS[turn], "linestyle": style}


def point_look(series: int) -> dict[str, Any]:
    """Keyword arguments of `Axes.plot` for the points of a series, counted from 0."""
    lap, turn = divmod(series, len(SERIES_COLOURS))
    marker = MARKERS[(turn + lap) % len(MARKERS)]  # a colour that comes again has another marker
    return {"color": SERIES_COLOURS[turn], "marker": marker, "linestyle": "none"}


def mark(label: str) -> str:
    """The `gid` that names an artist: its label shows when the pointer rests on it."""
    return f"mark:{show(label)}"
