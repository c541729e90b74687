"""A drawing made fit for a phone: type that can be read, labels that break, legends above."""

from textwrap import fill
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure as Drawing
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

LEAST_POINTS: Final = 8.0
"""Least size of type in points: over 11 pixels on a phone of 390."""

_COLUMN_INCHES: Final = 6.6
"""Height of a column of a page, less the room of a caption."""

_LETTERS_ACROSS: Final = 42
"""Letters of a label that the width of a phone holds."""

_LETTERS_OF_A_TICK: Final = 14

_LETTERS_BY_COLUMNS: Final = ((9, 3), (17, 2))
"""Longest label of a legend of so many columns."""

_INCHES_A_ROW: Final = 0.24
"""Height of a row of a legend: a finger's width."""


def make_narrow(drawing: Drawing) -> None:
    """Change a drawing of a phone's width so that it can be read on one.

    Args:
        drawing: As it was drawn under `style(narrow=True)`, all of it there.
    """
    for axes in drawing.axes:
        _break_labels(axes)
    _put_legends_above(drawing)
    for text in drawing.findobj(Text):
        text.set_fontsize(max(LEAST_POINTS, text.get_fontsize()))


def fit_column(drawing: Drawing) -> None:
    """Make a narrow drawing no higher than a column of a page; its type keeps its size."""
    width, height = drawing.get_size_inches()
    drawing.set_size_inches(width, min(height, _COLUMN_INCHES))


def _break_labels(axes: Axes) -> None:
    beside = _break_names(axes.yaxis)
    axes.set_xlabel(fill(axes.get_xlabel(), _LETTERS_ACROSS - beside))
    axes.set_ylabel(fill(axes.get_ylabel(), _LETTERS_ACROSS))
    place = axes.get_subplotspec()
    columns = place.get_gridspec().ncols if place else 1
    letters = _LETTERS_ACROSS // columns - 1
    axes.set_title(fill(axes.get_title(loc="left"), letters), loc="left")


def _break_names(axis: Axis) -> int:
    """Break names that stand for ticks; return how many letters the longest line has."""
    if not isinstance(axis.get_major_locator(), FixedLocator):
        return 0
    names = axis.get_major_formatter().format_ticks(list(axis.get_ticklocs()))
    broken = [fill(name, _LETTERS_OF_A_TICK) for name in names]
    axis.set_ticks(axis.get_ticklocs(), broken)
    return max(len(line) for name in broken for line in name.split("\n"))


def _put_legends_above(drawing: Drawing) -> None:
    """Gather the legends of all axes above them, each label once."""
    legends = [*drawing.legends, *(axes.get_legend() for axes in drawing.axes)]
    entries: dict[str, Any] = {}
    for legend in legends:
        if isinstance(legend, Legend):
            names = [text.get_text() for text in legend.get_texts()]
            entries = dict(zip(names, legend.legend_handles, strict=True)) | entries
            legend.remove()
    if not entries:
        return
    names = [fill(name, _LETTERS_ACROSS) for name in entries]
    longest = max(map(len, entries))
    columns = next((count for most, count in _LETTERS_BY_COLUMNS if longest <= most), 1)
    rows = -(-len(names) // columns) + sum(name.count("\n") for name in names)
    width, height = drawing.get_size_inches()
    drawing.set_size_inches(width, height + rows * _INCHES_A_ROW)
    drawing.legend(
        list(entries.values()), names, loc="outside upper left", ncols=columns, borderpad=0
    )
