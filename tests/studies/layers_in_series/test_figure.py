"""Rule 4's figure: each mark says its network and has its interval, and none hides another."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from engine.exhibits.drawing.narrow import make_narrow
from engine.exhibits.drawing.style import style
from engine.exhibits.drawing.svg_marks import MARK_PREFIX
from engine.exhibits.readings import READINGS
from engine.studies.layers_in_series.figure import readings_figure

LEAST_APART = 3.0
"""Points that the middles of two marks must lie apart to be told from one another."""


def make_ratios(count=24, seed=3):
    """Networks whose readings all coincide, or two of them do."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(count):
        same = float(rng.uniform(0.6, 8))
        for place, reading in enumerate(READINGS):
            ratio = same if n % 2 or place in (1, 2) else same * (1 + place)
            rows.append(
                {
                    "network": f"{n}-4-1",
                    "reading": reading,
                    "expected_points": 10.0,
                    "measured_points": 10 * ratio,
                    "ratio": ratio,
                    "ratio_low": 0.9 * ratio,
                    "ratio_high": 1.2 * ratio,
                }
            )
    return pd.DataFrame(rows)


@pytest.fixture(params=[False, True], ids=["wide", "narrow"])
def drawn(request):
    ratios = make_ratios()
    with style(narrow=request.param):
        drawing = readings_figure(ratios, ()).draw()
        if request.param:
            make_narrow(drawing)
        drawing.set_dpi(72)
        drawing.draw_without_rendering()
    return ratios, drawing.axes[0]


def marks_of(axes):
    return [line for line in axes.lines if (line.get_gid() or "").startswith(MARK_PREFIX)]


def test_each_mark_says_its_network_reading_and_interval(drawn):
    ratios, axes = drawn
    said = [line.get_gid().removeprefix(MARK_PREFIX) for line in marks_of(axes)]
    assert len(said) == len(set(said)) == len(ratios)
    for text, row in zip(said, ratios.to_dict(orient="records"), strict=True):
        name, _, numbers = text.partition(": ")
        assert name == f"{row['network']}, {READINGS[row['reading']]}"
        ends = f"{row['ratio']:.2f} ({row['ratio_low']:.2f} to {row['ratio_high']:.2f})"
        assert numbers.startswith(ends)


def test_each_mark_has_its_interval(drawn):
    ratios, axes = drawn
    ends = [tuple(line.get_xdata()) for line in axes.lines if len(line.get_xdata()) == 2]
    wanted = list(zip(ratios["ratio_low"], ratios["ratio_high"], strict=True))
    assert [pair for pair in ends if pair in set(wanted)] == wanted


def test_no_mark_hides_another(drawn):
    _, axes = drawn
    places = [axes.transData.transform(line.get_xydata()[0]) for line in marks_of(axes)]
    for one, other in combinations(places, 2):
        assert np.hypot(*(one - other)) >= LEAST_APART


def test_a_mark_stands_in_the_row_of_its_network_and_ticks_are_numbers(drawn):
    ratios, axes = drawn
    rows = [label.get_text() for label in axes.get_yticklabels()]
    assert rows == list(dict.fromkeys(ratios["network"]))
    for line in marks_of(axes):
        row = rows[round(float(line.get_ydata()[0]))]
        assert line.get_gid().startswith(f"{MARK_PREFIX}{row},")
    shown = [label.get_text() for label in axes.get_xticklabels() if label.get_text()]
    assert {"1", "2", "5", "10"} <= set(shown)
