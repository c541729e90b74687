r"""A table in LaTeX: booktabs, siunitx, caption and label; it fits the page of an article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.exhibits.export.latex import LatexError, comment_latex, escape_latex, titled_latex
from engine.exhibits.export.latex_layout import (
    NARROWEST_TEXT_EM,
    Extent,
    Layout,
    choose_layout,
    number_em,
    text_em,
)
from engine.exhibits.table import Column, Table, is_missing

_WRAPPABLE_EM = 10.0
_HEADER_EM = 6.0
_MISSING = "--"
_BETWEEN_WORDS = re.compile(r"\s+|(?<=\w{4}-)(?=\w{4})")
"""Between words, and after the hyphen of a long one."""

_BREAKABLE = re.compile(r"/|\\_|\.(?=[a-z])")


@dataclass(frozen=True, slots=True)
class _Set:
    """A column with its header in lines and its cells as they are read."""

    column: Column
    header: tuple[str, ...]
    cells: tuple[str | None, ...]
    body_em: float
    spec: str

    @property
    def wrappable(self) -> bool:
        return self.column.type == "text" and self.body_em > _WRAPPABLE_EM

    @property
    def extent(self) -> Extent:
        header_em = max(map(text_em, self.header))
        cells = tuple(text_em(cell or _MISSING) for cell in self.cells) if self.wrappable else ()
        return Extent(max(self.body_em, header_em), cells)


def latex_table(table: Table, caption: str, source: str) -> str:
    r"""Return a table for LaTeX that compiles as it stands in a minimal article.

    It needs booktabs and siunitx; a table that does not fit the text upright lies on its side
    (rotating, pdflscape), one that is longer than a page runs on (longtable). The first line
    names the packages.

    Args:
        table: The table.
        caption: Its caption as plain text.
        source: What it was taken from, for a comment at its top: one line a line.

    Raises:
        LatexError: If it is too wide.
    """
    columns = [
        _set_column(column, list(table.published[column.name]))
        for column in table.columns
        if column.in_latex
    ]
    try:
        layout = choose_layout(
            [column.extent for column in columns],
            max(len(column.header) for column in columns),
            len(table.frame),
        )
    except LatexError as error:
        raise LatexError(f"table {table.id!r}: {error}") from error
    specs = [_spec(column, width) for column, width in zip(columns, layout.wrapped_em, strict=True)]
    rows = zip(
        *(_cells(c, w) for c, w in zip(columns, layout.wrapped_em, strict=True)), strict=True
    )
    header = " & ".join(_header(column) for column in columns) + " \\\\\n"
    body = "".join(" & ".join(row) + " \\\\\n" for row in rows)
    titled = titled_latex(table.title, caption)
    label = f"\\label{{tab:{table.id}}}"
    comments = f"% {_packages(layout)}\n{comment_latex(source)}"
    spec = f"@{{}}{' '.join(specs)}@{{}}"
    wrap = _wrap_paged if layout.paged else _wrap_floating
    return comments + wrap(layout, f"{titled}{label}", spec, header, body)


def _wrap_floating(layout: Layout, caption: str, spec: str, header: str, body: str) -> str:
    environment = "sidewaystable" if layout.turned else "table"
    return (
        f"\\begin{{{environment}}}\n\\centering{_size(layout)}\n{caption}\n"
        f"\\begin{{tabular}}{{{spec}}}\n\\toprule\n{header}\\midrule\n{body}\\bottomrule\n"
        f"\\end{{tabular}}\n\\end{{{environment}}}\n"
    )


def _wrap_paged(layout: Layout, caption: str, spec: str, header: str, body: str) -> str:
    text = (
        f"{{{_size(layout)}\n\\begin{{longtable}}{{{spec}}}\n{caption}\\\\\n"
        f"\\toprule\n{header}\\midrule\n\\endfirsthead\n"
        f"\\toprule\n{header}\\midrule\n\\endhead\n"
        f"\\bottomrule\n\\endfoot\n{body}\\end{{longtable}}\n}}\n"
    )
    return f"\\begin{{landscape}}\n{text}\\end{{landscape}}\n" if layout.turned else text


def _packages(layout: Layout) -> str:
    needed = ["booktabs", "siunitx"]
    if layout.paged:
        needed += ["longtable", *(["pdflscape"] if layout.turned else [])]
    elif layout.turned:
        needed.append("rotating")
    return f"\\usepackage{{{','.join(needed)}}}"


def _size(layout: Layout) -> str:
    return f"\\{layout.size.command}\\setlength{{\\tabcolsep}}{{{layout.size.separation_pt}pt}}"


def _set_column(column: Column, values: Sequence[Any]) -> _Set:
    cells = tuple(None if is_missing(value) else column.format_plain(value) for value in values)
    if column.type == "text":
        body_em = max((text_em(cell or _MISSING) for cell in cells), default=0.0)
        header = _break_header(column, min(max(body_em, _HEADER_EM), NARROWEST_TEXT_EM))
        return _Set(column, header, cells, body_em, "l")
    present = [cell for cell in cells if cell]
    whole = max((len(cell.partition(".")[0].lstrip("-")) for cell in present), default=1)
    negative = any(cell.startswith("-") for cell in present)
    digits = column.digits if column.type == "number" else 0
    body_em = number_em(whole, digits, negative)
    spec = f"S[table-format={'-' if negative else ''}{whole}.{digits}]"
    return _Set(column, _break_header(column, body_em), cells, body_em, spec)


def _break_header(column: Column, target_em: float) -> tuple[str, ...]:
    """Break a label over lines about as wide as the column; the unit stands last."""
    words = _BETWEEN_WORDS.split(column.label)
    target = max(target_em, *map(text_em, words))
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]}{'' if lines[-1].endswith('-') else ' '}{word}"
        if text_em(longer) <= target:
            lines[-1] = longer
        else:
            lines.append(word)
    unit = f"({column.unit})"
    if not column.unit:
        return tuple(lines)
    if text_em(f"{lines[-1]} {unit}") <= target:
        return (*lines[:-1], f"{lines[-1]} {unit}")
    return (*lines, unit)


def _header(column: _Set) -> str:
    lines = r"\\".join(map(escape_latex, column.header))
    if len(column.header) == 1:
        return f"{{{lines}}}"
    align = "l" if column.column.type == "text" else "c"
    return f"{{\\begin{{tabular}}[b]{{@{{}}{align}@{{}}}}{lines}\\end{{tabular}}}}"


def _spec(column: _Set, wrapped_em: float | None) -> str:
    if wrapped_em is None:
        return column.spec
    return f">{{\\raggedright\\arraybackslash}}p{{{wrapped_em}em}}"


def _cells(column: _Set, wrapped_em: float | None) -> list[str]:
    """Return the cells of a column; long words may be broken where the column is wrapped."""
    if column.column.type != "text":
        return [cell or f"{{{_MISSING}}}" for cell in column.cells]
    escaped = [_set_text(cell) if cell else _MISSING for cell in column.cells]
    if wrapped_em is None:
        return escaped
    return [_BREAKABLE.sub(r"\g<0>\\allowbreak{}", cell) for cell in escaped]


def _set_text(cell: str) -> str:
    """Return a cell escaped; behind the end of a row a bracket or a star would belong to that."""
    return f"{{}}{escape_latex(cell)}" if cell.startswith(("[", "*")) else escape_latex(cell)
