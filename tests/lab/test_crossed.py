"""The mean of runs by examples: its error has two parts, and its interval covers what it says."""

from math import isnan

import numpy as np
import pytest
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from engine.lab.crossed import crossed_mean
from engine.lab.statistics import t_interval


def draw(generator, runs=5, examples=200, *, of_runs=1.0, of_examples=3.0, mean=0.0):
    """Runs by examples, both with an effect of their own."""
    return (
        mean
        + of_runs * generator.normal(size=(runs, 1))
        + of_examples * generator.normal(size=(1, examples))
        + generator.normal(size=(runs, examples))
    )


def test_mean_squares_are_those_of_the_analysis_of_variance():
    values = draw(np.random.default_rng(3), runs=4, examples=6)
    rows, columns = np.indices(values.shape)
    frame = {"value": values.ravel(), "row": rows.ravel(), "column": columns.ravel()}
    table = anova_lm(ols("value ~ C(row) + C(column)", frame).fit())["mean_sq"]
    found = crossed_mean(values)
    assert found.row_error**2 == pytest.approx(table["C(row)"] / 24)
    expected = (table["C(column)"] - table["Residual"]) / 24
    assert found.column_error**2 == pytest.approx(expected)
    assert found.error**2 == pytest.approx(table["C(row)"] / 24 + expected)
    assert found.estimate == pytest.approx(values.mean())


def test_without_examples_that_differ_it_is_the_t_interval_over_runs():
    of_runs = np.array([0.1, 0.5, 0.2, 0.4])
    found = crossed_mean(np.tile(of_runs[:, None], (1, 50))).interval()
    expected = t_interval(of_runs)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_hard_and_easy_examples_widen_the_error():
    values = draw(np.random.default_rng(4))
    found = crossed_mean(values)
    assert (
        found.error
        > found.row_error
        == pytest.approx(np.std(values.mean(axis=1), ddof=1) / np.sqrt(5))
    )
    assert found.error**2 == pytest.approx(found.row_error**2 + found.column_error**2)


@pytest.mark.parametrize("of_examples", [0.0, 5.0, 20.0])
def test_the_interval_covers_the_mean_of_new_runs_and_new_examples(of_examples):
    generator = np.random.default_rng(5)
    trials = 600
    inside = 0
    for _ in range(trials):
        found = crossed_mean(draw(generator, of_examples=of_examples, mean=7)).interval()
        inside += found.low <= 7 <= found.high
    assert 0.925 < inside / trials < 0.98


def test_an_interval_over_runs_alone_misses_new_examples():
    """What the crossed interval is for: examples matter here, and five runs do not show it."""
    generator = np.random.default_rng(6)
    missed = 0
    for _ in range(300):
        values = draw(generator, of_examples=20.0, mean=7)
        found = t_interval(values.mean(axis=1))
        missed += not found.low <= 7 <= found.high
    assert missed / 300 > 0.2


def test_the_tests_agree_with_the_intervals():
    found = crossed_mean(draw(np.random.default_rng(7), mean=1.2))
    narrow = found.interval(0.90)
    for margin in (0.5, abs(narrow.low) + 0.01, abs(narrow.high) - 0.01, abs(narrow.high) + 0.01):
        within = -margin < narrow.low and narrow.high < margin
        assert (found.equivalence_p(margin) < 0.05) == within
    wide = found.interval()
    assert (found.p_value() < 0.05) == (not wide.low <= 0 <= wide.high)


def test_one_run_has_a_mean_and_no_error():
    found = crossed_mean(np.array([[1.0, 0.0, 1.0, 1.0]]))
    assert found.estimate == 0.75
    assert isnan(found.interval().low)
    assert isnan(found.p_value())
    assert isnan(found.equivalence_p(1.0))


def test_runs_that_never_differ_are_not_tested():
    found = crossed_mean(np.array([[1.0, 0.0, 1.0], [1.0, 0.0, 1.0]]))
    assert isnan(found.p_value())
    assert isnan(found.interval().high)
