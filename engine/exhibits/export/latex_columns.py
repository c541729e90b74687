r"""The columns of a table for LaTeX: their headers in lines, their cells, how they are aligned."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from engine.exhibits.export.latex import escape_latex
from engine.exhibits.export.latex_layout import NARROWEST_TEXT_EM, Extent, number_em, text_em
from engine.exhibits.table import Column, Table, is_missing

_WRAPPABLE_EM = 10.0
_HEADER_EM = 6.0
_HYPHEN_EM = 0.35
_MISSING = "--"
_BETWEEN_WORDS = re.compile(r"\s+|(?<=\w{4}-)(?=\w{4})")
"""Between words, and after the hyphen of a long one."""

_BREAKABLE = re.compile(r"/|\\_|\.(?=[a-z])")
_BETWEEN_PIECES = re.compile(r"\s+|(?<=[-/_])|(?<=\.)(?=[a-z])")
"""Where a wrapped cell may be broken, before it is escaped."""

_LONGEST_PIECE = 30
_BROKEN_PIECE = 12
"""A piece of more characters than the first may be broken at any: it is no word but a name that
somebody gave, and this many of them have to fit in a line."""


@dataclass(frozen=True, slots=True)
class SetColumn:
    """A column with its header in lines and its cells as they are read.

    Attributes:
        column: The column.
        header: Its header, a line each.
        cells: Its cells, not yet escaped; None for a value that is missing.
        body_em: Width of its widest cell, the header apart.
        spec: How it is aligned, for the argument of `tabular`.
    """

    column: Column
    header: tuple[str, ...]
    cells: tuple[str | None, ...]
    body_em: float
    spec: str

    @property
    def extent(self) -> Extent:
        """What the layout needs to know of it."""
        header_em = max(map(text_em, self.header))
        wrappable = self.column.type == "text" and self.body_em > _WRAPPABLE_EM
        cells = tuple(text_em(cell or _MISSING) for cell in self.cells) if wrappable else ()
        return Extent(max(self.body_em, header_em), cells)

    def wrapped_extent(self, least_em: float) -> Extent:
        """Return the same where text is wrapped as far as its words allow, and to no less."""
        if self.column.type != "text":
            return self.extent
        pieces = [
            piece if len(piece) <= _LONGEST_PIECE else piece[:_BROKEN_PIECE]
            for cell in self.cells
            for piece in _pieces(cell)
        ]
        least_em = max(least_em, *map(text_em, (*pieces, *self.header))) + _HYPHEN_EM
        cells = tuple(text_em(cell or _MISSING) for cell in self.cells)
        widest_em = max((*cells, *map(text_em, self.header)))
        return Extent(widest_em, cells if least_em < widest_em else (), least_em)


def set_columns(
    table: Table, columns: Sequence[Column], text_header_em: float = NARROWEST_TEXT_EM
) -> list[SetColumn]:
    """Return some columns of a table, set; they stand side by side in the order given.

    A label that leans on the column before it is replaced by the one for the page where that
    column is not there.

    Args:
        table: The table.
        columns: Those of its columns.
        text_header_em: Width over which the header of a column of text is broken between words.
    """
    before = dict(zip(table.columns[1:], table.columns, strict=False))
    return [
        _set_column(
            column,
            _label_beside(column, left, before.get(column)),
            list(table.published[column.name]),
            text_header_em,
        )
        for column, left in zip(columns, [None, *columns], strict=False)
    ]


def header_lines(columns: Sequence[SetColumn]) -> int:
    """Return how many lines the highest header has."""
    return max(len(column.header) for column in columns)


def header_rows(columns: Sequence[SetColumn]) -> str:
    r"""Return the headers, a row a line, on the ground of the last.

    No header is a table within a cell: some classes change `tabular`, and then it fails inside a
    column of siunitx.
    """
    upside_down = zip_longest(*(reversed(column.header) for column in columns), fillvalue="")
    rows = [[f"{{{escape_latex(line)}}}" for line in lines] for lines in upside_down]
    return "".join(" & ".join(row) + " \\\\\n" for row in reversed(rows))


def body_rows(columns: Sequence[SetColumn], wrapped_em: Sequence[float | None]) -> list[str]:
    """Return the rows below the header.

    Args:
        columns: The columns.
        wrapped_em: For each, the width it is wrapped to, or None.
    """
    cells = [_cells(*each) for each in zip(columns, wrapped_em, strict=True)]
    return [" & ".join(row) + " \\\\\n" for row in zip(*cells, strict=True)]


def column_specs(columns: Sequence[SetColumn], wrapped_em: Sequence[float | None]) -> str:
    """Return the argument of `tabular` for columns of which some are wrapped."""
    specs = [_spec(*each) for each in zip(columns, wrapped_em, strict=True)]
    return f"@{{}}{' '.join(specs)}@{{}}"


def _label_beside(column: Column, left: Column | None, usual: Column | None) -> str:
    """Return the header of a column, beside the one on its left and not the one usually there."""
    return column.label if left == usual else column.page_label or column.label


def _set_column(
    column: Column, label: str, values: Sequence[Any], text_header_em: float
) -> SetColumn:
    cells = tuple(None if is_missing(value) else column.format_plain(value) for value in values)
    if column.type == "text":
        body_em = max((text_em(cell or _MISSING) for cell in cells), default=0.0)
        target_em = min(max(body_em, _HEADER_EM), text_header_em)
        return SetColumn(column, _break_header(label, column.unit, target_em), cells, body_em, "l")
    present = [cell for cell in cells if cell]
    whole = max((len(cell.partition(".")[0].lstrip("-")) for cell in present), default=1)
    negative = any(cell.startswith("-") for cell in present)
    digits = column.digits if column.type == "number" else 0
    body_em = number_em(whole, digits, negative)
    spec = f"S[table-format={'-' if negative else ''}{whole}.{digits}]"
    return SetColumn(column, _break_header(label, column.unit, body_em), cells, body_em, spec)


def _break_header(label: str, unit: str, target_em: float) -> tuple[str, ...]:
    """Break a label over lines about as wide as the column; the unit stands last."""
    words = _BETWEEN_WORDS.split(label)
    target = max(target_em, *map(text_em, words))
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]}{'' if lines[-1].endswith('-') else ' '}{word}"
        if text_em(longer) <= target:
            lines[-1] = longer
        else:
            lines.append(word)
    if not unit:
        return tuple(lines)
    if text_em(f"{lines[-1]} ({unit})") <= target:
        return (*lines[:-1], f"{lines[-1]} ({unit})")
    return (*lines, f"({unit})")


def _spec(column: SetColumn, wrapped_em: float | None) -> str:
    if wrapped_em is None:
        return column.spec
    # TeX hyphenates no word that begins a paragraph; after a space of no width it does.
    return f">{{\\raggedright\\arraybackslash\\hspace{{0pt}}}}p{{{wrapped_em}em}}"


def _cells(column: SetColumn, wrapped_em: float | None) -> list[str]:
    """Return the cells of a column; long words may be broken where the column is wrapped."""
    if column.column.type != "text":
        return [cell or f"{{{_MISSING}}}" for cell in column.cells]
    escaped = [_set_text(cell) if cell else _MISSING for cell in column.cells]
    if wrapped_em is None:
        return escaped
    return [
        _break_anywhere(cell)
        if any(len(piece) > _LONGEST_PIECE for piece in _pieces(cell))
        else _BREAKABLE.sub(r"\g<0>\\allowbreak{}", text)
        for cell, text in zip(column.cells, escaped, strict=True)
    ]


def _pieces(cell: str | None) -> list[str]:
    """Return what stays together where a cell is wrapped."""
    return _BETWEEN_PIECES.split(cell or "")


def _break_anywhere(cell: str | None) -> str:
    """Return a cell escaped that may be broken after each of its characters."""
    return "{}" + "\\allowbreak{}".join(escape_latex(character) for character in cell or "")


def _set_text(cell: str) -> str:
    """Return a cell escaped; behind the end of a row a bracket or a star would belong to that."""
    return f"{{}}{escape_latex(cell)}" if cell.startswith(("[", "*")) else escape_latex(cell)
