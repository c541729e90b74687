"""Tables and figures as they stand in a page, and the files that are published beside them."""

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import markdown
from jinja2 import Environment

from engine.report.citation import Citation
from engine.report.exhibit import trace
from engine.report.figure import Figure, inline_svg, pdf_bytes, standalone_svg
from engine.report.table import Table, is_missing

Exhibit = Table | Figure


def render_exhibit(exhibit: Exhibit, environment: Environment, root: str, profile: str) -> str:
    """Return the HTML of a table or figure for a page.

    Args:
        exhibit: What to show.
        environment: Where the templates are.
        root: Way from the page to the root of the site: "../" for a page one level deep.
        profile: Profile of the build.
    """
    shared = {
        "exhibit": exhibit,
        "caption": caption_html(exhibit.caption),
        "root": root,
        "profile": profile,
        "command": f"python -m engine compute --profile {profile}",
        "provenance": trace(exhibit.records),
    }
    if isinstance(exhibit, Table):
        rows = [list(row) for row in _cells(exhibit, root)]
        text = environment.get_template("table.html").render(**shared, rows=rows)
    else:
        text = environment.get_template("figure.html").render(
            **shared, svg=inline_svg(exhibit, root)
        )
    return _without_blank_lines(text)


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
    bibtex = citation.bibtex(f"{page_address}#{exhibit.anchor}", exhibit.id, exhibit.title)
    if isinstance(exhibit, Table):
        yield f"{base}.csv", exhibit.to_csv()
        yield f"{base}.json", exhibit.to_json()
        yield f"{base}.tex", exhibit.to_latex(plain_text(exhibit.caption))
        yield f"{base}.md.txt", exhibit.to_markdown()
    else:
        yield f"{base}.csv", exhibit.data.to_csv(index=False, lineterminator="\n")
        yield f"figures/{exhibit.id}.svg", standalone_svg(exhibit)
        yield f"figures/{exhibit.id}.pdf", pdf_bytes(exhibit)
    yield f"{base}.bib", bibtex


def caption_html(caption: str) -> str:
    """Return a caption, one paragraph of Markdown, as HTML without the paragraph around it."""
    text = markdown.markdown(caption)
    return text.removeprefix("<p>").removesuffix("</p>")


def plain_text(caption: str) -> str:
    """Return a caption without its markup."""
    collected: list[str] = []

    class Collector(HTMLParser):
        def handle_data(self, data: str) -> None:
            collected.append(data)

    Collector().feed(caption_html(caption))
    return " ".join("".join(collected).split())


def _cells(table: Table, root: str) -> Iterator[Iterator[dict[str, str]]]:
    for _, row in table.frame.iterrows():
        yield (
            {
                "text": html.escape(column.format(row[column.name])),
                "value": "" if is_missing(row[column.name]) else str(row[column.name]),
                "type": column.type,
                "href": _resolve(root, row[column.link]) if column.link else "",
            }
            for column in table.columns
        )


def _resolve(root: str, address: object) -> str:
    """Return an address as a page reaches it; addresses in frames are relative to the root."""
    if not isinstance(address, str):
        return ""
    return address if re.match(r"[a-z]+:", address) else root + address


def _without_blank_lines(text: str) -> str:
    """A blank line would end the HTML block in Markdown."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
