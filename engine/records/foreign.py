"""Text from outside, written so that it stays text: on a page, in a file, in a terminal.

A name out of a user's model, a cell of a table, a value of a record that somebody put there, an
address out of the environment: none of them is ours, and each may hold what the place where it is
written would run, hide or misread. Whatever writes such a text takes it through here.

Templates do so by themselves with all that they are given. LaTeX is written by
`engine.exhibits.export.latex`, which shows what this module shows.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

LINKED: Final = ("http", "https", "mailto")
"""Schemes that a link may have; what a script would run is none."""

_SCHEME: Final = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_FORMULA: Final = re.compile(r"[\s']*[=+\-@＝＋－＠]")
"""How a text begins that a spreadsheet computes; those of full width count in some."""

_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)

_MARKDOWN: Final = re.compile(r"[&<>\"\\`*\[\]{}#|~^$!]|(?<![^\W_])_|_(?![^\W_])")
"""Markup wherever it stands; an underscore is none between two letters."""

_MARKDOWN_AT_START: Final = re.compile(r"^( *(?:\d+(?=\.(?:\s|$)))?)([-+=:?.(])")
_EDGES: Final = re.compile(r"^ {2,}| {2,}$")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def show(text: str) -> str:
    r"""Return a text whose every character can be seen, on one line.

    What cannot be seen, or would change how the rest is read, is written as Python writes it in a
    literal: control characters, marks that turn the direction of writing, characters of no width,
    separators of lines, halves of a surrogate pair. Spaces and letters of any script stay.

    Examples:
        >>> show("a\x1b[31mb\u202e")
        'a\\x1b[31mb\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(one if _is_seen(one) else _name(one) for one in text)


def show_lines(text: str) -> str:
    r"""Return a text for a terminal: as `show`, line by line.

    Examples:
        >>> show_lines("rows\n\x1b]52;c;eA==\x07")
        'rows\n\\x1b]52;c;eA==\\x07'
    """
    return "\n".join(map(show, text.split("\n")))


def html_text(text: str) -> str:
    """Return a text for HTML, in an element as in an attribute in quotes.

    Examples:
        >>> html_text("<b>")
        '&lt;b&gt;'
    """
    return html.escape(show(text))


def csv_text(text: str) -> str:
    """Return a text for a cell of a CSV file, which no spreadsheet takes for a formula.

    One that begins as a formula has an apostrophe put before it. A number is none, and stays as it
    is: "-3".

    Source: OWASP, CSV Injection.

    Examples:
        >>> csv_text("=1+1"), csv_text("-3"), csv_text("resnet50")
        ("'=1+1", '-3', 'resnet50')
    """
    shown = show(text)
    begins_formula = _FORMULA.match(shown) and not _NUMBER.fullmatch(shown)
    return f"'{shown}" if begins_formula else shown


def csv_row(row: Mapping[str, object]) -> dict[str, object]:
    """Return a row of a CSV file with its texts as `csv_text` writes them."""
    return {name: csv_text(one) if isinstance(one, str) else one for name, one in row.items()}


def json_text(text: str) -> str:
    r"""Return a JSON text that reads back the same, with what cannot be seen written as \uXXXX.

    Args:
        text: What `json.dumps` returned; it may spread over lines.
    """
    if text.replace("\n", "").isprintable():
        return text
    return "".join(one if one == "\n" or _is_seen(one) else _json_name(one) for one in text)


def json_for_script(text: str) -> str:
    """Return a JSON text for a `<script>` element of a page, which nothing in it ends.

    Args:
        text: What `json.dumps` returned.
    """
    return json_text(text).replace("<", "\\u003c").replace("&", "\\u0026")


def markdown_text(text: str, *, begins_line: bool = True) -> str:
    r"""Return a text for a page in Markdown, as which it has no markup and no HTML.

    What would be markup is written as a reference to the character; it reads the same in prose, in
    a cell of a table and in an attribute of HTML. Between backticks it is safe, but reads as it is
    written: there take `code_html`.

    Args:
        text: The text.
        begins_line: Whether it may stand at the start of a line, where more is markup; not so in
            a cell of a table.

    Examples:
        >>> markdown_text("mobilenet_v3 *b* <i>")
        'mobilenet_v3 &#42;b&#42; &lt;i&gt;'
    """
    plain = _MARKDOWN.sub(lambda match: _entity(match[0]), show(text))
    if not begins_line:
        return plain
    plain = _MARKDOWN_AT_START.sub(lambda match: match[1] + _entity(match[2]), plain)
    return _EDGES.sub(lambda match: _entity(" ") * len(match[0]), plain)


def code_html(text: str) -> str:
    """Return a text as code for a page in Markdown, between tags instead of backticks."""
    return f"<code>{markdown_text(text)}</code>"


def markdown_value(value: object) -> object:
    """Return a value for a page in Markdown: what is no markup of the engine's own, as text.

    Args:
        value: Markup says so by a method `__html__`, as that of markupsafe does.
    """
    if hasattr(value, "__html__") or isinstance(value, int | float):
        return value
    return markdown_text(str(value))


def link_address(address: str) -> str:
    """Return an address that a link may lead to, or nothing where following it runs something.

    Args:
        address: Relative to the site's root, or with a scheme.

    Examples:
        >>> link_address("rules/"), link_address("javascript:alert(1)")
        ('rules/', '')
    """
    shown = show(address)
    scheme = _SCHEME.match(shown)
    return shown if scheme is None or scheme[1].lower() in LINKED else ""


def _is_seen(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _name(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _json_name(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))


def _entity(character: str) -> str:
    return _ENTITIES.get(character, f"&#{ord(character)};")
