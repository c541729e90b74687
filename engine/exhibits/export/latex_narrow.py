r"""A table in LaTeX where there is little room: one column of a journal's page, or a slide.

Both forms are a plain `table` with booktabs and siunitx, so that they need nothing that a class
lacks: no sideways environment and no longtable, which two columns do not allow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from engine.exhibits.export.latex import (
    LatexError,
    comment_latex,
    end_sentence,
    escape_latex,
    short_latex,
)
from engine.exhibits.export.latex_columns import (
    SetColumn,
    body_rows,
    column_specs,
    header_lines,
    header_rows,
    set_columns,
)
from engine.exhibits.export.latex_layout import NARROWEST_TEXT_EM, fit_columns, row_lines, text_em
from engine.exhibits.export.latex_rows import MOST_EXTRACTED, extract_rows, say_which
from engine.exhibits.table import Column, Table

PACKAGES: Final = "\\usepackage{booktabs,siunitx}"
"""What every narrow form needs, and all that it needs."""

_SEPARATION_PT: Final = 3
_TEXT_HEADER_EM: Final = 5.0


@dataclass(frozen=True, slots=True)
class Room:
    r"""What a table may take.

    Attributes:
        width_pt: Width of the table.
        em_pt: The em of its type, \\footnotesize.
        lines: Lines of its header and its rows together.
        most_rows: Rows up to which all are shown.
        goes_on: Whether it may go on in a second table.
        caption_em: Width of a line of its caption, in the em of that.
    """

    width_pt: float
    em_pt: float
    lines: int
    most_rows: int
    goes_on: bool
    caption_em: float


COLUMN: Final = Room(238, 8.5, lines=38, most_rows=100, goes_on=True, caption_em=24)
"""One column of the narrowest two-column class, the page of the lowest one."""

SLIDE: Final = Room(300, 9.25, lines=17, most_rows=12, goes_on=False, caption_em=30)
"""A slide of beamer, below its title."""


def narrow_table(table: Table, caption: str, source: str) -> str:
    r"""Return a table for one column of a journal, of the columns that matter.

    One longer than a column goes on in a second `table`; one of over 100 rows is an extract, and
    its caption says which.

    Args:
        table: The table.
        caption: Its caption as plain text.
        source: What it was taken from, for a comment at its top: one line a line.

    Raises:
        LatexError: If the columns that its author chose are too wide, or it holds a character that
            LaTeX does not know.
    """
    return _write(table, COLUMN, f"{end_sentence(table.title)} {caption}", source)


def slide_table(table: Table, source: str) -> str:
    """Return a table for a slide: as `narrow_table`, with its title alone, of a dozen rows."""
    return _write(table, SLIDE, table.title, source)


def _write(table: Table, room: Room, caption: str, source: str) -> str:
    columns, wrapped_em, lines = _choose_columns(table, room)
    header = header_lines(columns)
    rows = body_rows(columns, wrapped_em)
    left = room.lines - header
    first = left - _caption_lines(caption, room)
    if len(lines) > room.most_rows or not (room.goes_on or sum(lines) <= first):
        most = min(room.most_rows, MOST_EXTRACTED)
        first = left - _caption_lines(_say(caption, most, table), room)
        kept = extract_rows(table, lines, first, most)
        rows, lines = [rows[row] for row in kept], [lines[row] for row in kept]
        caption = _say(caption, len(kept), table)
    parts = _split(rows, lines, first, left)
    if len(parts) > 1 and not room.goes_on:
        raise LatexError(f"table {table.id!r}: a row is too high for a slide; choose fewer columns")
    comments = (PACKAGES, source, f"All rows and columns: {table.id}.tex")
    tabular = (column_specs(columns, wrapped_em), header_rows(columns))
    return comment_latex("\n".join(comments)) + "\n".join(
        _wrap(_caption(table, caption, part), *tabular, "".join(body))
        for part, body in enumerate(parts)
    )


def _choose_columns(
    table: Table, room: Room
) -> tuple[list[SetColumn], tuple[float | None, ...], list[int]]:
    """Return the columns that matter, set, the widths to wrap them to, and the lines of each row.

    Raises:
        LatexError: If the author chose some that are not there or do not fit, or not even the
            first fits.
    """
    by_name = {column.name: column for column in table.columns}
    _check_names(table, by_name)
    leading = [by_name[name] for name in table.narrow or table.first_on_page]
    leading = leading or [column for column in table.columns if column.in_latex]
    fewest = len(leading) if table.narrow else 1
    least_em = 0.0 if table.narrow else NARROWEST_TEXT_EM
    for count in range(len(leading), fewest - 1, -1):
        if not table.narrow and _ends_in_lower_end(leading[:count], table.columns):
            continue
        columns = set_columns(table, leading[:count], _TEXT_HEADER_EM)
        extents = [column.wrapped_extent(least_em) for column in columns]
        wrapped_em = fit_columns(extents, room.width_pt, room.em_pt, _SEPARATION_PT)
        if wrapped_em is not None:
            return columns, wrapped_em, row_lines(extents, wrapped_em, len(table.frame))
    raise LatexError(
        f"table {table.id!r}: its columns {', '.join(one.name for one in leading)} are too wide "
        f"for {room.width_pt} pt; name fewer or narrower ones in its `narrow`"
    )


def _check_names(table: Table, by_name: Mapping[str, Column]) -> None:
    if unknown := [name for name in table.narrow if name not in by_name]:
        raise LatexError(
            f"table {table.id!r}: its narrow form names {', '.join(unknown)}; "
            f"its columns are {', '.join(by_name)}"
        )
    numbers = [name for name, column in by_name.items() if column.type != "text"]
    if table.extract_by and table.extract_by not in numbers:
        raise LatexError(
            f"table {table.id!r}: extract_by is {table.extract_by!r}; its columns of numbers are "
            f"{', '.join(numbers) or 'none'}"
        )


def _ends_in_lower_end(chosen: Sequence[Column], columns: Sequence[Column]) -> bool:
    """Return whether the last is the lower end of an interval whose upper end is left out."""
    upper = chosen[-1].name.replace("_low", "_high")
    return upper != chosen[-1].name and upper in {column.name for column in columns}


def _say(caption: str, count: int, table: Table) -> str:
    return (
        f"{end_sentence(caption)} {say_which(table, count)} "
        f"All are in the supplement ({table.id}.tex)."
    )


def _caption_lines(caption: str, room: Room) -> int:
    return ceil(text_em(caption) / room.caption_em)


def _split(rows: Sequence[str], lines: Sequence[int], first: int, others: int) -> list[list[str]]:
    """Return the rows in parts of at most so many lines, and of at least one row."""
    parts: list[list[str]] = [[]]
    left = first
    for row, height in zip(rows, lines, strict=True):
        if height > left and parts[-1]:
            parts.append([])
            left = others
        parts[-1].append(row)
        left -= height
    return parts


def _caption(table: Table, caption: str, part: int) -> str:
    if part:
        title = escape_latex(table.title)
        return f"\\addtocounter{{table}}{{-1}}\n\\caption[]{{{title} (continued)}}"
    short = short_latex(table.title)
    return f"\\caption[{short}]{{{escape_latex(caption)}}}\\label{{tab:{table.id}}}"


def _wrap(caption: str, spec: str, header: str, body: str) -> str:
    r"""Return a `table` of its own; \emergencystretch ends with it."""
    return (
        f"\\begin{{table}}\n\\emergencystretch=2em\n{caption}\n\\centering\\linespread{{1}}\\footnotesize"
        f"\\setlength{{\\tabcolsep}}{{{_SEPARATION_PT}pt}}\n"
        f"\\begin{{tabular}}{{{spec}}}\n\\toprule\n{header}\\midrule\n{body}\\bottomrule\n"
        f"\\end{{tabular}}\n\\end{{table}}\n"
    )
