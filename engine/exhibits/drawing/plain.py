"""Texts of a drawing written so that every character of them can be seen, and none is a command."""

from matplotlib.axis import Axis
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter

from engine.records.foreign import show_lines


def write_plainly(drawing: Drawing) -> None:
    """Write the texts of a drawing as they are seen: names in it may come from outside.

    That a dollar begins no formula is set in the style sheet.

    Args:
        drawing: All of it there; changed in place.
    """
    for text in drawing.findobj(Text):
        text.set_text(show_lines(text.get_text()))
    for axis in drawing.findobj(Axis):
        names = axis.get_major_formatter()
        if isinstance(names, FixedFormatter):
            names.seq = [show_lines(name) for name in names.seq]
