"""What is computed of the two tables, counted again another way."""

from math import log2

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer

from engine.dataset import null
from engine.dataset.directions import Directions, step_network
from engine.dataset.sums import sum_standardised
from engine.records.source import Source
from engine.studies.data_examples import study
from engine.studies.study import Profile

FEW = 19
NO_LAW = {name: [Source({}, {"reason": "too few networks"})] for name in study.STUDY.reads}


@pytest.fixture(scope="module")
def results():
    """Both tables, with fewer shuffles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(null, "MANY_PERMUTATIONS", FEW)
        grid = study.make_grid(Profile.QUICK)
        return [study.compute(params, NO_LAW) for params in grid]


@pytest.fixture(scope="module")
def table():
    return load_breast_cancer()


def count_along_the_sum(values, labels):
    sums = ((values - values.mean(axis=0)) / values.std(axis=0)).sum(axis=1)
    return int((np.diff(labels[np.argsort(sums)]) != 0).sum())


def test_the_grid_is_one_table_with_its_labels_and_once_shuffled():
    for profile in Profile:
        seeds = [params["shuffle_seed"] for params in study.make_grid(profile)]
        assert len(seeds) == 2
        assert seeds[0] is None
        assert seeds[1] is not None


def test_the_requirement_is_counted_along_the_standardised_sum(results, table):
    headline = results[0]["headline"]
    changes = count_along_the_sum(table.data, table.target)
    assert headline["changes"] == results[0]["shares"][-1]["sum_changes"] == changes
    assert headline["maximum_bits"] == 32 * changes
    assert headline["unrounded_bits"] == pytest.approx(30 * log2(changes + 1))


def test_both_tables_hold_the_same_label_information(results, table):
    share = table.target.mean()
    bits = -569 * (share * log2(share) + (1 - share) * log2(1 - share))
    for result in results:
        assert result["rows"] == 569
        assert result["label_information_bits"] == pytest.approx(bits)


def test_a_rule_shows_in_labels_as_recorded_and_in_no_shuffled_ones(results):
    recorded, shuffled = results
    assert recorded["p"] == 1 / (1 + FEW)
    assert shuffled["p"] > 0.05
    assert "A rule shows" in recorded["words"][1]
    assert "No rule shows" in shuffled["words"][1]


def test_the_sure_network_gets_all_rows_right_when_it_is_run(results):
    prepared = study._load(None)
    columns, labels = prepared.encoding.columns, prepared.target.labels
    sure = results[0]["sure"]
    weights = Directions(prepared.inputs, columns, 2).weigh(sure["direction"], labels)
    sums = sum_standardised(prepared.inputs, columns, weights)
    network = step_network(weights, sums, labels, 2)
    assert len(network.thresholds) == sure["sizes"][1]
    assert (network.predict(sums) == labels).sum() == sure["rows_right"] == 569


def test_without_a_law_nothing_is_expected(results):
    for result in results:
        assert {one["reading"] for one in result["candidates"]} >= {"width_capped"}
        assert all(one["expected"] == [] for one in result["candidates"])
