"""Names in a drawing written so that every character is seen, and none of them does anything."""

from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from matplotlib.ticker import Formatter

from engine.records.foreign import link_address, show, show_lines


def write_plainly(drawing: Drawing) -> None:
    """Write texts, names of marks and addresses of a drawing as they are seen.

    They may come from outside. That a dollar begins no formula is set in the style sheet.

    Args:
        drawing: All of it there; changed in place.
    """
    for artist in drawing.findobj(Artist):
        if isinstance(artist, Text):
            artist.set_text(show_lines(artist.get_text()))
        if isinstance(artist, Axis):
            _show_ticks(artist.get_major_formatter())
        if isinstance(artist, Collection):
            artist.set_urls([url and link_address(url) for url in artist.get_urls()])
        artist.set_url(link_address(artist.get_url() or "") or None)
        artist.set_gid(show(artist.get_gid() or "") or None)


def _show_ticks(names: Formatter) -> None:
    """Let what names ticks show what it names them; it is asked anew whenever it is drawn."""
    name = names.format_ticks

    def format_ticks(values: list[float]) -> list[str]:
        return [show_lines(one) for one in name(values)]

    names.format_ticks = format_ticks  # type: ignore[method-assign]
