"""A figure of the report, and the forms in which it is published."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO, StringIO
from typing import Final

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.figure import Figure as Drawing
from PIL import Image

from engine.exhibits.drawing.cache import Drawn, draw_once
from engine.exhibits.drawing.captured import UnknownValueError, captured_values
from engine.exhibits.drawing.choices import forget, frame_choices, reveal_all
from engine.exhibits.drawing.narrow import fit_column, make_narrow
from engine.exhibits.drawing.plain import write_plainly
from engine.exhibits.drawing.series import name_series
from engine.exhibits.drawing.style import style
from engine.exhibits.drawing.svg import FigureError, adapt_to_page, add_description
from engine.exhibits.exhibit import check_exhibit_id
from engine.records.foreign import show
from engine.records.record import Record

_PNG_DPI: Final = 192
_PNG_COLOURS: Final = 128
"""Enough for lines, marks and type of a few colours with soft edges; a third of the bytes."""

_NAMELESS: Final = {"Software": None}

__all__ = ["Figure", "FigureError", "inline_svg", "pdf_bytes", "png_bytes", "standalone_svg"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        id: Permanent id: its anchor on the page and the name of its files.
        title: Short name, said first by a screen reader.
        caption: Text below the drawing, inline Markdown or HTML.
        description: What a reader sees, for one who does not: axes, series, what stands out.
        draw: Makes the drawing; called once for every form, inside the report's style. An artist
            whose gid is `plot_style.mark("ResNet50V2")` shows that label under the pointer; one
            with a url, relative to the root of the site, leads there.
        data: What is drawn, one row a mark, columns in snake_case with their units.
        records: What the data came from.
        terms: Of what it republishes, beside the licence of the report; empty if nothing.
        fits_phone: Whether it can be read on a phone as it is drawn, so that no narrow form is
            needed beside it.
    """

    id: str
    title: str
    caption: str
    description: str
    draw: Callable[[], Drawing]
    data: pd.DataFrame
    records: tuple[Record, ...] = field(default=(), repr=False)
    terms: str = ""
    fits_phone: bool = False

    def __post_init__(self) -> None:
        """Check the id.

        Raises:
            ValueError: If it is malformed.
        """
        check_exhibit_id(self.id)

    @property
    def anchor(self) -> str:
        """Anchor of the figure in its page."""
        return f"figure-{self.id}"


def inline_svg(figure: Figure, root: str = "") -> str:
    """The drawing as an element for a page: it takes on the page's fonts and its colours.

    It is there twice, wide and narrow, unless one form fits both; the style sheet shows the one
    that fits.

    Args:
        figure: What to draw.
        root: Way from the page to the root of the site; put before the addresses of its marks.
    """

    def draw() -> bytes:
        drawings = "".join(
            adapt_to_page(
                _draw_for_page(figure, narrow=narrow),
                root=root,
                figure_id=figure.id,
                title=figure.title,
                description=figure.description,
                narrow=narrow,
            )
            for narrow in ((False,) if figure.fits_phone else (False, True))
        )
        return frame_choices(drawings, figure.id).encode()

    return draw_once(_identify(figure), f"inline {root}", draw).decode()


def standalone_svg(figure: Figure) -> str:
    """The drawing as an SVG file, on white."""

    def draw() -> bytes:
        return add_description(
            _draw_for_file(figure),
            figure_id=figure.id,
            title=figure.title,
            description=figure.description,
        ).encode()

    return draw_once(_identify(figure), "svg", draw).decode()


def pdf_bytes(figure: Figure, *, narrow: bool = False) -> bytes:
    """The drawing as a PDF file for a paper, its fonts embedded.

    Args:
        figure: What to draw.
        narrow: Whether it is for one column of a page of two, whatever its own width.
    """

    def draw() -> bytes:
        file = BytesIO()
        with style(narrow=narrow):
            drawing = _draw(figure)
            if narrow:
                if not figure.fits_phone:
                    make_narrow(drawing)
                fit_column(drawing)
            _remove_links(drawing)
            metadata = dict.fromkeys(("Creator", "Producer", "CreationDate"))
            drawing.savefig(file, format="pdf", metadata={"Title": show(figure.title), **metadata})
        return file.getvalue()

    return draw_once(_identify(figure), "pdf narrow" if narrow else "pdf", draw)


def png_bytes(figure: Figure) -> bytes:
    """The drawing as a PNG file on white, two pixels for each of its 96 an inch, for slides."""

    def draw() -> bytes:
        file = BytesIO()
        with style():
            drawing = _draw(figure)
            drawing.savefig(file, format="png", dpi=_PNG_DPI, facecolor="white", metadata=_NAMELESS)
        image = Image.open(file).convert("RGB").quantize(_PNG_COLOURS, dither=Image.Dither.NONE)
        small = BytesIO()
        image.save(small, format="png", optimize=True)
        return small.getvalue()

    return draw_once(_identify(figure), "png", draw)


def _identify(figure: Figure) -> Drawn:
    """What the drawing of a figure depends on: its data, words, records, and who draws it."""
    draw = figure.draw.func if isinstance(figure.draw, partial) else figure.draw
    known = figure.records and draw.__module__.partition(".")[0] == "engine"
    try:
        captured = captured_values(figure.draw)
    except UnknownValueError:
        known, captured = False, ()
    return Drawn(
        content=(
            figure.id,
            figure.title,
            figure.description,
            figure.data.to_csv(index=False),
            *(record.key for record in figure.records),
            *captured,
        ),
        module=draw.__module__ if known else None,
    )


def _draw_for_page(figure: Figure, *, narrow: bool) -> str:
    with style(narrow=narrow):
        drawing = _draw(figure)
        if narrow:
            make_narrow(drawing)
        name_series(drawing)
        reveal_all(drawing)
        return _write_svg(drawing, "none")


def _draw_for_file(figure: Figure) -> str:
    with style():
        drawing = _draw(figure)
        _remove_links(drawing)
        forget(drawing)
        return _write_svg(drawing, "white")


def _write_svg(drawing: Drawing, background: str) -> str:
    file = StringIO()
    metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    drawing.savefig(file, format="svg", facecolor=background, metadata=metadata)
    return file.getvalue()


def _draw(figure: Figure) -> Drawing:
    drawing = figure.draw()
    if not isinstance(drawing, Drawing):
        raise FigureError(
            f"figure {figure.id!r}: draw() returned {type(drawing).__name__}, "
            "expected a matplotlib Figure. Return the first value of plot_style.new_drawing()."
        )
    write_plainly(drawing)
    return drawing


def _remove_links(drawing: Drawing) -> None:
    """Links are relative to a page, and lead nowhere from a file."""
    for artist in drawing.findobj(Artist):
        artist.set_url(None)
        if isinstance(artist, Collection):
            artist.set_urls([])
