"""The files that are published beside each table and figure."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import PurePosixPath

import markdown

from engine.exhibits.columns import figure_table
from engine.exhibits.drawing.style import NARROW_INCHES
from engine.exhibits.export.citation import Citation
from engine.exhibits.export.forms import Form
from engine.exhibits.export.latex import comment_latex, titled_latex
from engine.exhibits.export.latex_narrow import narrow_table, slide_table
from engine.exhibits.export.latex_table import latex_table
from engine.exhibits.figure import Figure, pdf_bytes, png_bytes, standalone_svg
from engine.exhibits.table import Table

Exhibit = Table | Figure

_MEDIA_BOX = re.compile(rb"/MediaBox \[ *0 0 ([0-9.]+) ([0-9.]+) *\]")
_COLUMN_PT = 260
_TALL_PT = 300
"""Height from which on a figure may not fit a page together with its caption."""
_LABELS = {
    "svg": "SVG",
    "pdf": "PDF",
    "png": "PNG",
    "csv": "CSV",
    "json": "JSON",
    "bib": "BibTeX",
}
_LATEX_LABELS = {Form.FULL: "LaTeX", Form.NARROW: "LaTeX, one column", Form.SLIDE: "LaTeX, slide"}


def list_downloads(exhibit: Exhibit) -> list[tuple[str, str]]:
    """Return what a reader may download of an exhibit: label, and path from the site's root."""
    bib = (_LABELS["bib"], f"data/{exhibit.id}.bib")
    data = [(_LABELS[kind], f"data/{exhibit.id}.{kind}") for kind in ("csv", "json")]
    latex = [(_LATEX_LABELS[form], form.file(exhibit.id)) for form in _forms_of(exhibit)]
    if isinstance(exhibit, Table):
        return [*data, *latex, bib]
    figures = [(_LABELS[kind], f"figures/{exhibit.id}.{kind}") for kind in ("svg", "pdf", "png")]
    return [*figures, ("PDF, one column", narrow_pdf_file(exhibit)), *data, *latex, bib]


def _forms_of(exhibit: Exhibit) -> tuple[Form, ...]:
    return tuple(Form) if isinstance(exhibit, Table) else (Form.FULL, Form.NARROW)


def narrow_pdf_file(figure: Figure) -> str:
    """Return the file of a figure's drawing for one column, relative to the site's root."""
    return f"figures/{figure.id}{Form.NARROW}.pdf"


def exhibit_files(
    exhibit: Exhibit, citation: Citation, page_address: str
) -> Iterator[tuple[str, str | bytes]]:
    """Yield the published files of an exhibit: path from the site's root, and content.

    Args:
        exhibit: The table or figure.
        citation: How the report is cited.
        page_address: Address of the page that shows it, relative to the site's root.
    """
    base = f"data/{exhibit.id}"
    place = f"{page_address}#{exhibit.anchor}"
    caption = plain_text(exhibit.caption)
    source = (
        f"{exhibit.title}. {citation.title}, version {citation.version}\n{citation.link(place)}"
    )
    if isinstance(exhibit, Table):
        data = exhibit
        yield Form.FULL.file(exhibit.id), latex_table(exhibit, caption, source)
        yield Form.NARROW.file(exhibit.id), narrow_table(exhibit, caption, source)
        yield Form.SLIDE.file(exhibit.id), slide_table(exhibit, source)
    else:
        data = figure_table(exhibit)
        pdf = pdf_bytes(exhibit)
        yield f"figures/{exhibit.id}.svg", standalone_svg(exhibit)
        yield f"figures/{exhibit.id}.pdf", pdf
        yield f"figures/{exhibit.id}.png", png_bytes(exhibit)
        yield narrow_pdf_file(exhibit), pdf_bytes(exhibit, narrow=True)
        yield Form.FULL.file(exhibit.id), latex_figure(exhibit, caption, source, pdf)
        yield Form.NARROW.file(exhibit.id), narrow_latex_figure(exhibit, caption, source)
    yield f"{base}.csv", data.to_csv()
    yield f"{base}.json", data.to_json()
    yield f"{base}.bib", citation.bibtex(place, exhibit.id, exhibit.title)


def latex_figure(figure: Figure, caption: str, source: str, pdf: bytes) -> str:
    """Return a figure environment for the PDF of a figure, as wide as a column or as the text.

    A tall one leaves room on its page for its caption.

    Args:
        figure: The figure.
        caption: Its caption as plain text.
        source: What it was taken from, for a comment at its top.
        pdf: Its PDF, for the width.
    """
    box = _MEDIA_BOX.search(pdf)
    wide = box is not None and float(box[1]) > _COLUMN_PT
    environment, width = ("figure*", "\\textwidth") if wide else ("figure", "\\columnwidth")
    tall = box is not None and float(box[2]) > _TALL_PT
    size = f"width={width}" + (",height=0.6\\textheight,keepaspectratio" if tall else "")
    return _wrap_figure(figure, environment, size, f"{figure.id}.pdf", caption, source)


def narrow_latex_figure(figure: Figure, caption: str, source: str) -> str:
    """Return a figure environment for the narrow PDF of a figure: a column, and no wider.

    Where a column is wider than the drawing, it keeps its own size, and its type with it.

    Args:
        figure: The figure.
        caption: Its caption as plain text.
        source: What it was taken from, for a comment at its top.
    """
    width = f"{72.27 * NARROW_INCHES:.1f}pt"
    size = (
        f"width=\\ifdim\\columnwidth<{width} \\columnwidth\\else {width}\\fi,"
        "height=0.75\\textheight,keepaspectratio"
    )
    return _wrap_figure(
        figure, "figure", size, PurePosixPath(narrow_pdf_file(figure)).name, caption, source
    )


def _wrap_figure(
    figure: Figure, environment: str, size: str, file: str, caption: str, source: str
) -> str:
    return (
        f"% \\usepackage{{graphicx}}\n{comment_latex(source)}"
        f"\\begin{{{environment}}}\n\\centering\n"
        f"\\includegraphics[{size}]{{{file}}}\n"
        f"{titled_latex(figure.title, caption)}\\label{{fig:{figure.id}}}\n"
        f"\\end{{{environment}}}\n"
    )


@cache
def caption_html(caption: str) -> str:
    """Return a caption, one paragraph of Markdown, as HTML without the paragraph around it."""
    text = markdown.markdown(caption)
    return text.removeprefix("<p>").removesuffix("</p>")


@cache
def plain_text(caption: str) -> str:
    """Return a caption without its markup."""
    collected: list[str] = []

    class Collector(HTMLParser):
        def handle_data(self, data: str) -> None:
            collected.append(data)

    Collector().feed(caption_html(caption))
    return " ".join("".join(collected).split())
