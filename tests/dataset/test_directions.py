import numpy as np
import pytest

from engine.dataset.directions import (
    PLAIN_SUM,
    Directions,
    find_best,
    list_fixed,
    step_network,
)
from engine.dataset.discriminant import DISCRIMINANT, MARGIN, Discriminant
from engine.dataset.sums import sum_standardised
from tests.dataset.test_sums import Spread

ROWS, COLUMNS = 300, 5


def make(rule, classes, seed=0, rows=ROWS):
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(rows, COLUMNS)).round(1)
    labels = np.array([rule(row, rng) for row in inputs])
    spreads = [Spread(column.mean(), column.std()) for column in inputs.T]
    return list(inputs.T.copy()), spreads, labels, Directions(list(inputs.T), spreads, classes)


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_c_thresholds_are_a_network_of_c_step_neurons_that_fits(classes):
    """Its weights, written down, get every row right that the count says."""
    inputs, spreads, labels, directions = make(lambda row, rng: rng.integers(classes), classes)
    for one in directions.count(labels):
        weights = directions.weigh(one.name, labels)
        sums = sum_standardised(inputs, spreads, weights)
        network = step_network(weights, sums, labels, classes)
        assert len(network.thresholds) == one.neurons
        assert (network.predict(sums) != labels).sum() == one.rows_wrong


def test_random_directions_tell_all_rows_apart():
    *_, labels, directions = make(lambda row, rng: rng.integers(2), 2)
    wrong = {one.name: one.rows_wrong for one in directions.count(labels)}
    assert wrong[PLAIN_SUM] >= 0
    assert all(count == 0 for name, count in wrong.items() if name.startswith("random"))


def test_the_discriminant_finds_a_rule_on_few_columns():
    *_, labels, directions = make(lambda row, rng: int(row[1] - row[3] > 0.03), 2)
    found = {one.name: one.neurons for one in directions.count(labels)}
    assert found[MARGIN] == 1
    assert found[MARGIN] < found[DISCRIMINANT] < 20
    weights = directions.weigh(MARGIN, labels)
    assert weights[1] == pytest.approx(-weights[3], abs=0.15)
    assert np.abs(weights[[0, 2, 4]]).max() < 0.15
    assert np.abs(weights).max() == 1


def test_the_discriminant_is_fishers():
    """For two classes: within-class scatter, inverted, times the difference of the means."""
    inputs, spreads, labels, _ = make(lambda row, rng: int(row[0] + rng.normal() > 0), 2)
    standard = np.column_stack(
        [(values - one.center) / one.scale for values, one in zip(inputs, spreads, strict=True)]
    )
    groups = [standard[labels == label] for label in (0, 1)]
    within = sum(np.cov(group.T, bias=True) * len(group) for group in groups) / ROWS
    fisher = np.linalg.solve(within, groups[1].mean(axis=0) - groups[0].mean(axis=0))
    fisher /= np.abs(fisher).max()
    fisher *= np.sign(fisher[np.abs(fisher).argmax()])
    found = dict(Discriminant(inputs, spreads, 2).find(labels))
    assert found[DISCRIMINANT] == pytest.approx(fisher, abs=3e-3)


def test_more_columns_than_are_weighed_leave_the_least_telling_out():
    rng = np.random.default_rng(1)
    inputs = list(rng.normal(size=(300, 500)).T)
    labels = (inputs[7] > 0).astype(int)
    found = dict(Discriminant(inputs, [Spread(0.0, 1.0)] * 500, 2).find(labels))
    assert np.count_nonzero(found[DISCRIMINANT]) <= 256
    assert np.abs(found[DISCRIMINANT]).argmax() == 7


def test_one_column_has_no_random_directions():
    assert [name for name, _ in list_fixed(1)] == [PLAIN_SUM]


def test_equal_columns_and_fewer_rows_than_columns_do_no_harm():
    values = np.arange(4.0)
    inputs, spreads = [values] * 6, [Spread(1.5, values.std())] * 6
    found = Directions(inputs, spreads, 2).count(np.array([0, 0, 1, 1]))
    assert find_best(found).neurons == 1
