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
_ROUNDING_EM = 1e-9
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
        least_em: Width that one that may be wrapped has at least.
    """

    widest_em: float
    cells_em: tuple[float, ...] = ()
    least_em: float = NARROWEST_TEXT_EM


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
            lines = header_lines + sum(row_lines(columns, wrapped, rows))
            paged = lines * _LINE * size.points > down - CAPTION_PT
            return Layout(turned, paged, size, wrapped)
    raise LatexError(
        f"a table of {len(columns)} columns is too wide for LaTeX, even on its side; shorten its "
        "labels, or split it in two"
    )


def fit_columns(
    columns: Sequence[Extent], width_pt: float, em_pt: float, separation_pt: float
) -> tuple[float | None, ...] | None:
    """Return for each column the width to wrap it to, None to let it be; None if they do not fit.

    Args:
        columns: The columns.
        width_pt: Width that they share with the spaces between them.
        em_pt: The em of their type.
        separation_pt: Half of the space between two columns.
    """
    available_em = (width_pt - 2 * separation_pt * (len(columns) - 1)) / em_pt
    fits = (_fit(columns, available_em, most_lines) for most_lines in _MOST_LINES)
    return next((widths for widths in fits if widths is not None), None)


def row_lines(
    columns: Sequence[Extent], wrapped_em: Sequence[float | None], rows: int
) -> list[int]:
    """Return how many lines each row takes."""
    heights = [1] * rows
    for column, width in zip(columns, wrapped_em, strict=True):
        if width is not None:
            for row, cell in enumerate(column.cells_em):
                heights[row] = max(heights[row], ceil(cell * _SAFETY / width))
    return heights


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

    Of the columns that may be wrapped the narrow ones keep their width as long as that is less
    than their share of what is left, those whose share is too little get what they need, and the
    others share alike.
    """
    left = available_em / _SAFETY
    widths: list[float | None] = [None] * len(columns)
    left -= sum(column.widest_em for column in columns if not column.cells_em)
    waiting = {
        index: max(column.least_em, column.widest_em / most_lines)
        for index, column in enumerate(columns)
        if column.cells_em
    }
    while waiting and left > 0:
        share = left / len(waiting)
        whole = [index for index in waiting if columns[index].widest_em <= share]
        needy = [index for index, least_em in waiting.items() if least_em > share]
        for index in whole or needy or list(waiting):
            least_em = waiting.pop(index)
            if index not in whole:
                widths[index] = round(max(least_em, share) - 0.05, 1)
            left -= columns[index].widest_em if index in whole else max(least_em, share)
    return tuple(widths) if left >= -_ROUNDING_EM and not waiting else None
