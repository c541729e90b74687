"""Committees: points a weight, and the limit of many inputs against a fit made another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.studies.series.published import published_capacity
from engine.studies.series.trees import THEORY, extrapolate, tree_frame, tree_table
from tests.studies.series.series_samples import make_tree

TREES = [make_tree(inputs, 2.3 - 0.6 / inputs) for inputs in (16, 4, 8)]


def test_a_row_a_committee_in_the_order_of_its_inputs():
    frame = tree_frame(TREES)
    assert frame["inputs_a_neuron"].tolist() == [4, 8, 16]
    assert frame["weights"].tolist() == [64, 128, 256]
    for row in frame.to_dict(orient="records"):
        assert row["points_a_weight"] == pytest.approx(2.3 - 0.6 / row["inputs_a_neuron"], rel=0.01)
        assert row["points_a_weight"] == row["n50"] / row["weights"]
        assert row["points_a_weight_low"] < row["points_a_weight"] < row["points_a_weight_high"]
        assert row["growth_percent"] == pytest.approx(1.0)
        assert row["trials"] == 24


@given(
    limit=st.floats(0.5, 4),
    slope=st.floats(-2, 2),
    sizes=st.lists(st.integers(2, 64), min_size=3, max_size=6, unique=True),
    seed=st.integers(0, 99),
)
def test_the_limit_is_that_of_a_weighted_line(limit, slope, sizes, seed):
    generator = np.random.default_rng(seed)
    frame = tree_frame(TREES[:1] * len(sizes)).assign(inputs_a_neuron=sizes)
    deviations = generator.uniform(0.02, 0.2, len(sizes))
    points = limit + slope / np.array(sizes) + deviations * generator.standard_normal(len(sizes))
    frame = frame.assign(
        points_a_weight=points,
        points_a_weight_low=points - 1.959964 * deviations,
        points_a_weight_high=points + 1.959964 * deviations,
    )
    found = extrapolate(frame)
    (_, expected), covariance = np.polyfit(
        1 / np.array(sizes), points, 1, w=1 / deviations, cov="unscaled"
    )
    assert found["estimate"] == pytest.approx(expected, rel=1e-6, abs=1e-8)
    half = (found["high"] - found["low"]) / 2
    assert half == pytest.approx(1.959964 * np.sqrt(covariance[1, 1]), rel=1e-6)
    assert found["high"] - found["estimate"] == pytest.approx(half)


def test_the_limit_is_found_where_the_points_lie_on_a_line():
    assert extrapolate(tree_frame(TREES))["estimate"] == pytest.approx(2.3, rel=0.015)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_two_committees_have_no_limit(count):
    assert extrapolate(tree_frame(TREES[:count])) is None


def test_the_table_names_what_theory_gives():
    table = tree_table(tree_frame(TREES), TREES)
    assert published_capacity(THEORY).value == 2.66
    assert "2.66 points a weight" in table.caption
    assert len(table.formatted_rows()) == 3
    assert tree_table(tree_frame([]), []).formatted_rows() == []
