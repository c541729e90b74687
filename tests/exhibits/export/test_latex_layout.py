"""A cell gets as few lines as a page allows, and more only where nothing else fits."""

import pytest

from engine.exhibits.export.latex import LatexError
from engine.exhibits.export.latex_layout import Extent, choose_layout


def text_columns(longest_em):
    return [Extent(10.0, (10.0,)), Extent(longest_em, (longest_em,)), Extent(longest_em, (8.0,))]


def test_a_long_statement_is_set_in_more_lines_than_six():
    layout = choose_layout(text_columns(400.0), 1, 1)
    assert layout.turned
    assert layout.wrapped_em[1] < 400 / 6


def test_what_fits_in_six_lines_keeps_to_them():
    assert choose_layout(text_columns(60.0), 1, 1).wrapped_em[1] >= 60 / 6


def test_what_fits_in_no_way_is_refused():
    with pytest.raises(LatexError, match="too wide"):
        choose_layout(text_columns(4000.0), 1, 1)
