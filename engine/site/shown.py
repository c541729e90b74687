"""Tables and figures as they stand in a page."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup

from engine.exhibits.exhibit import trace
from engine.exhibits.export.citation import Citation
from engine.exhibits.export.files import Exhibit, caption_html
from engine.exhibits.figure import inline_svg
from engine.exhibits.mec_names import MEC_NAMES
from engine.exhibits.strip import Strip
from engine.exhibits.table import Column, Table, is_missing
from engine.records.foreign import link_address
from engine.site.reuse import describe_reuse
from engine.theory.cover import count_dichotomies
from engine.theory.labellings import MOST_POINTS, WEIGHTS_IN_PLANE

MOST_ROWS_WHOLE: Final = 30
"""Most rows of a table that stands whole in its page; a longer one scrolls in a box."""

MOST_STOPS: Final = 60
"""Most linked marks of a drawing that a reader passes one by one with the tab key."""
Drawer = Callable[[Environment, str, Markup], str]
"""Draws a table: from the environment, the way to the root of the site, and the caption as HTML."""

_LINK: Final = re.compile(r"<a(?=\s)\s*")


def render_exhibit(
    exhibit: Exhibit,
    environment: Environment,
    root: str,
    profile: str,
    citation: Citation,
    place: str,
    draw: Drawer | None = None,
) -> Markup:
    """Return the HTML of a table or figure for a page.

    Args:
        exhibit: What to show.
        environment: Where the templates are.
        root: Way from the page to the root of the site: "../" for a page one level deep.
        profile: Profile of the build.
        citation: How the report is cited.
        place: Where the exhibit stands, relative to the site's root: "rules/#table-studies".
        draw: Draws the table in a way of its own, given the environment and the root.
    """
    provenance = trace(exhibit.records)
    caption = Markup(caption_html(exhibit.caption))
    shared = {
        "exhibit": exhibit,
        "caption": caption,
        "root": root,
        "profile": profile,
        "reuse": describe_reuse(exhibit, citation, place, profile),
        "provenance": provenance,
        "command": " ".join(
            [f"python -m engine compute --profile {profile}"]
            + [f"--study {study}" for study in provenance.studies]
        ),
    }
    if draw:
        text = environment.get_template("drawn.html").render(
            **shared, body=Markup(draw(environment, root, caption))
        )
    elif isinstance(exhibit, Table):
        grid = _grid(exhibit, root, is_searched=not exhibit.filterable)
        text = environment.get_template("table.html").render(**shared, **grid, is_exhibit=True)
    else:
        text = environment.get_template("figure.html").render(
            **shared, svg=Markup(_thin_out_stops(inline_svg(exhibit, root)))
        )
    return _without_blank_lines(text)


def render_plain_table(table: Table, environment: Environment, root: str) -> Markup:
    """Return a table that is part of a page alone: it has no files and no id of its own.

    The site's search leaves its rows out.

    Args:
        table: What to show.
        environment: Where the templates are.
        root: Way from the page to the root of the site.
    """
    text = environment.get_template("plain_table.html").render(
        exhibit=table,
        caption=Markup(caption_html(table.caption)),
        root=root,
        **_grid(table, root, is_searched=False),
        is_exhibit=False,
    )
    return _without_blank_lines(text)


def render_lookup(environment: Environment, root: str, citation: Citation) -> Markup:
    """Return the field that finds an architecture of the atlas and shows its card.

    Args:
        environment: Where the templates are.
        root: Way from the page to the root of the site.
        citation: How the report is cited.
    """
    text = environment.get_template("lookup.html").render(
        root=root,
        readings=json.dumps(MEC_NAMES),
        # The entry of a row, its places left open for the script that knows the row.
        bibtex=citation.bibtex("@place@", "@id@", "MEC of @title@"),
    )
    return _without_blank_lines(text)


def render_neuron(environment: Environment) -> Markup:
    """Return the plane in which a reader labels points that a neuron may not separate.

    Args:
        environment: Where the templates are.
    """
    lost = WEIGHTS_IN_PLANE + 1
    text = environment.get_template("neuron.html").render(
        points=lost,
        labellings=1 << lost,
        separated=count_dichotomies(lost, WEIGHTS_IN_PLANE),
        most=MOST_POINTS,
    )
    return _without_blank_lines(text)


def render_strips(strips: Iterable[object], environment: Environment) -> Markup:
    """Return bars of which parameters of networks are counted, a row each.

    Args:
        strips: What they show. What is none, such as the gap of a record that is not there yet, is
            left out; where nothing is left, nothing is shown.
        environment: Where the templates are.
    """
    shown = [one for one in strips if isinstance(one, Strip)]
    if not shown:
        return Markup()
    return _without_blank_lines(environment.get_template("strips.html").render(strips=shown))


def _thin_out_stops(svg: str) -> str:
    """Leave the tab key the first mark of a crowded drawing; the others stay links.

    A script moves between them by arrow keys. Without one the figure's table serves who has no
    pointer.
    """
    if len(_LINK.findall(svg.partition("</svg>")[0])) <= MOST_STOPS:
        return svg
    return "</svg>".join(map(_leave_one_stop, svg.split("</svg>")))


def _leave_one_stop(drawing: str) -> str:
    first = _LINK.search(drawing)
    end = first.end() if first else 0
    return drawing[:end] + _LINK.sub('<a tabindex="-1" ', drawing[end:])


def _grid(table: Table, root: str, *, is_searched: bool) -> dict[str, Any]:
    """Return what the template of a table's rows takes."""
    return {
        "rows": list(_cells(table, root)) if table.shown == "whole" else [],
        "anchors": table.frame[table.anchors].tolist() if table.anchors else [],
        "count": len(table.frame),
        "is_long": len(table.frame) > MOST_ROWS_WHOLE,
        "is_searched": is_searched,
    }


def _cells(table: Table, root: str) -> Iterator[list[dict[str, str]]]:
    shown = table.page_columns
    columns = [table.frame[column.name] for column in shown]
    links = [
        table.frame[column.link] if column.link else [None] * len(table.frame) for column in shown
    ]
    for values, addresses in zip(zip(*columns, strict=True), zip(*links, strict=True), strict=True):
        yield [
            {
                "text": (text := column.format(value)),
                "value": _unseen_value(column, value, text),
                "type": column.type,
                "href": _resolve(root, address),
            }
            for column, value, address in zip(shown, values, addresses, strict=True)
        ]


def _unseen_value(column: Column, value: Any, text: str) -> str:  # noqa: ANN401 - of a data frame
    """Return a number as a script can compare it; empty where the text of its cell says it all."""
    if is_missing(value) or column.type != "number":
        return ""
    is_seen = not text.startswith("<") and float(text.replace(",", "")) == float(value)
    return "" if is_seen else str(value)


def _resolve(root: str, address: object) -> str:
    """Return an address as a page reaches it; addresses in frames are relative to the root."""
    leads_to = link_address(address) if isinstance(address, str) else ""
    return leads_to if not leads_to or re.match(r"[a-z]+:", leads_to) else root + leads_to


def _without_blank_lines(text: str) -> Markup:
    """Return the HTML that a template gave; a blank line would end its block in Markdown."""
    return Markup("\n".join(line.strip() for line in text.splitlines() if line.strip()))
