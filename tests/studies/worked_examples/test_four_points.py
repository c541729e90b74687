"""The panels of four points: their verdicts by linear programme, their lines, their drawing."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from engine.exhibits.figure import inline_svg
from engine.studies.worked_examples.four_points import _POINTS, count_four_points, make_figure
from engine.theory.cover import count_dichotomies

LABELS = [f"label_{name}" for name in "abcd"]


@pytest.fixture(scope="module")
def figure():
    return make_figure([])


def test_every_labelling_has_a_panel_with_the_verdict_of_a_linear_programme(figure):
    panels = figure.data[LABELS].apply(tuple, axis=1)
    assert sorted(panels) == sorted(product((0, 1), repeat=4))
    for labels, is_separable in zip(panels, figure.data["is_separable"], strict=True):
        signs = np.where(labels, 1.0, -1.0)[:, None]
        rows = -signs * np.column_stack([np.array(_POINTS, float), np.ones(4)])
        found = linprog(np.zeros(3), A_ub=rows, b_ub=-np.ones(4), bounds=(None, None))
        assert (found.status == 0) == is_separable


def test_the_lines_have_each_label_on_its_side(figure):
    lines = figure.data[figure.data["is_separable"]]
    assert len(lines) == count_dichotomies(4, 3) == 14
    for row in lines.itertuples():
        for (x, y), name in zip(_POINTS, LABELS, strict=True):
            side = row.line_x_weight * x + row.line_y_weight * y - row.line_threshold
            assert side != 0
            assert (side > 0) == bool(getattr(row, name))


def test_those_without_a_line_come_last_and_are_xor(figure):
    last = figure.data[~figure.data["is_separable"]]
    assert list(last.index) == [14, 15]
    assert sorted(last[LABELS].apply(tuple, axis=1)) == [(0, 1, 0, 1), (1, 0, 1, 0)]


def test_the_drawing_says_of_each_panel_what_it_shows(figure):
    svg = inline_svg(figure)
    assert svg.count(": a line separates them</title>") == 14
    assert svg.count(": no line separates them</title>") == 2
    assert svg.count(">no line</text>") == 2


def test_the_counts_are_those_of_the_caption(figure):
    counts = count_four_points()
    assert counts == {"points": 4, "labellings": 16, "separated": 14, "parameters": 3}
    assert "14 of 16" in figure.caption
