"""How a table fits a page of LaTeX's article class: upright or turned, in which size, over pages.

Widths of text are in em, lengths of the page in pt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil

from engine.exhibits.export.latex import LatexError

TEXT_WIDTH_PT = 345.0
TEXT_HEIGHT_PT = 550.0
"""The text of `\\documentclass{article}` as it stands, in 10 pt on letter paper or A4."""

CAPTION_PT = 70.0
NARROWEST_TEXT_EM = 8.0
"""A column of text is wrapped to no less."""
_SAFETY = 1.02
_LINE = 1.25
_MOST_LINES = (6, 20)
"""Lines of a wrapped cell: as few as that if a layout allows it, else at most as many."""

_DIGIT_EM = 0.5
_MINUS_EM = 0.78
_POINT_EM = 0.28
_GROUP_EM = 0.17
_UNGROUPED_DIGITS = 4
_LETTERS_EM = {
    0.28: "!',.:;[]il",
    0.31: "fj",
    0.34: "- It()",
    0.40: "rs",
    0.45: "cez",
    0.56: "Sbdhnpukqvxy_",
    0.68: "LZFEPα",
    0.76: "BCTwRAHNUVXYD",
    0.79: "GKOQ&+=@<>×±≤≥−",
    0.92: "#%mM",
    1.03: "W→",
}
_WIDTHS_EM = {letter: em for em, letters in _LETTERS_EM.items() for letter in letters}
"""Widths in Computer Modern at 10 pt, rounded up; 0.5 for what is not named."""


@dataclass(frozen=True, slots=True)
class Size:
    """A size of LaTeX's.

    Attributes:
        command: Its command.
        points: Its nominal size; lines are 1.25 times as far apart.
        em_pt: Its em. Computer Modern cuts smaller sizes wider.
        separation_pt: Half of the space between two columns.
    """

    command: str
    points: float
    em_pt: float
    separation_pt: int


_NORMAL = Size("normalsize", 10, 10.0, 5)
_SMALL = Size("small", 9, 9.25, 4)
_FOOTNOTE = Size("footnotesize", 8, 8.5, 4)
_SCRIPT = Size("scriptsize", 7, 7.97, 3)
_TINY = Size("tiny", 5, 6.8, 3)
_UPRIGHT = (_NORMAL, _SMALL, _FOOTNOTE)
_TURNED = (_SMALL, _FOOTNOTE, _SCRIPT, _TINY)


@dataclass(frozen=True, slots=True)
class Extent:
    """What the layout needs to know of a column.

    Attributes:
        widest_em: Width of its widest cell, header included.
        cells_em: Width of each cell below the header, for a column that may be wrapped;
            empty for one that may not.
    """

    widest_em: float
    cells_em: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is set.

    Attributes:
        turned: Whether it lies on its side.
        paged: Whether it runs over more than one page.
        size: Its size.
        wrapped_em: For each column, the width to wrap it to, or None to let it be.
    """

    turned: bool
    paged: bool
    size: Size
    wrapped_em: tuple[float | None, ...]


def choose_layout(columns: Sequence[Extent], header_lines: int, rows: int) -> Layout:
    """Return the largest and plainest layout in which no column is cut.

    Args:
        columns: The columns.
        header_lines: Lines of the highest header.
        rows: Rows below the header.

    Raises:
        LatexError: If the table is too wide for a page on its side in the smallest size.
    """
    for most_lines, (turned, sizes) in product(_MOST_LINES, ((False, _UPRIGHT), (True, _TURNED))):
        across, down = (
            (TEXT_HEIGHT_PT, TEXT_WIDTH_PT) if turned else (TEXT_WIDTH_PT, TEXT_HEIGHT_PT)
        )
        for size in sizes:
            available_pt = across - 2 * size.separation_pt * (len(columns) - 1)
            wrapped = _fit(columns, available_pt / size.em_pt, most_lines)
            if wrapped is None:
                continue
            lines = header_lines + _count_lines(columns, wrapped, rows)
            paged = lines * _LINE * size.points > down - CAPTION_PT
            return Layout(turned, paged, size, wrapped)
    raise LatexError(
        f"a table of {len(columns)} columns is too wide for LaTeX, even on its side; shorten its "
        "labels, or split it in two"
    )


def text_em(text: str) -> float:
    """Return about how wide a text is in Computer Modern."""
    return sum(_WIDTHS_EM.get(character, _DIGIT_EM) for character in text)


def number_em(whole: int, digits: int, negative: bool) -> float:
    """Return how wide siunitx makes a column of numbers with so many digits."""
    decimals = _POINT_EM + digits * _DIGIT_EM if digits else 0.0
    groups = _GROUP_EM * sum((n - 1) // 3 for n in (whole, digits) if n > _UNGROUPED_DIGITS)
    return whole * _DIGIT_EM + groups + decimals + (_MINUS_EM if negative else 0.0)


def _fit(
    columns: Sequence[Extent], available_em: float, most_lines: int
) -> tuple[float | None, ...] | None:
    """Return widths to wrap the columns to, or None if they do not fit in so many lines a cell.

    The narrower of the columns that may be wrapped keep their width as long as that is less than
    their share of what is left.
    """
    left = available_em / _SAFETY
    widths: list[float | None] = [None] * len(columns)
    left -= sum(column.widest_em for column in columns if not column.cells_em)
    flexible = sorted(
        (index for index, column in enumerate(columns) if column.cells_em),
        key=lambda index: columns[index].widest_em,
    )
    for done, index in enumerate(flexible):
        share = left / (len(flexible) - done)
        if columns[index].widest_em <= share:
            left -= columns[index].widest_em
        else:
            if share < max(NARROWEST_TEXT_EM, columns[index].widest_em / most_lines):
                return None
            widths[index] = round(share - 0.05, 1)
            left -= share
    return tuple(widths) if left >= 0 else None


def _count_lines(columns: Sequence[Extent], wrapped_em: tuple[float | None, ...], rows: int) -> int:
    heights = [1] * rows
    for column, width in zip(columns, wrapped_em, strict=True):
        if width is not None:
            for row, cell in enumerate(column.cells_em):
                heights[row] = max(heights[row], ceil(cell * _SAFETY / width))
    return sum(heights)
