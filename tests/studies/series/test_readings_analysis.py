"""The analysis finds the predictor and the factor that the networks were made with."""

import json
from itertools import pairwise

import numpy as np
import pytest

from engine.records.source import Source
from engine.studies.series.factor_fits import compare_best, rank_predictors
from engine.studies.series.measured import measure_frame
from engine.studies.series.networks import HELD_OUT
from engine.studies.series.predictors import PREDICTORS
from engine.studies.series.readings_analysis import READS, STUDY
from engine.studies.study import Profile
from engine.theory.activation import Activation
from tests.studies.series.analysis_samples import (
    FAMILIES,
    STACKS,
    TWO_LAYERS,
    make_sources,
    make_two_layers,
)

FACTORS = {"tanh": 1.9, "relu": 1.6}
PARAMS = {"families": FAMILIES}
BY_KEY = {one.key: one for one in PREDICTORS}


def memorise_by(key):
    """Networks that memorise a factor times a predictor, exactly."""

    def points_of(sizes, activation):
        return FACTORS[activation] * BY_KEY[key].count(sizes, Activation(activation)) / sizes[-1]

    return points_of


@pytest.fixture(scope="module")
def found():
    return STUDY.compute(PARAMS, make_sources(memorise_by("running_minimum")))


def pick(result, key):
    (row,) = [one for one in result["predictors"] if one["key"] == key]
    return row


def test_the_right_reading_is_best_with_its_factors(found):
    assert found["best"] == found["best_reading"] == "running_minimum"
    row = pick(found, "running_minimum")
    for activation, factor in FACTORS.items():
        assert row["factors"][activation]["estimate"] == pytest.approx(factor)
        assert row["factors"][activation]["high"] == pytest.approx(factor)
    assert row["factors"]["pooled"]["estimate"] == pytest.approx(np.sqrt(1.9 * 1.6))
    for part in row["errors"]["by_activation"].values():
        assert part["rms_log"] == pytest.approx(0, abs=1e-9)
    assert row["errors"]["pooled"]["families"]["rms_log"] == pytest.approx(
        np.log(1.9 / 1.6) / 2, rel=0.01
    )


def test_every_network_is_counted_once(found):
    fitted = 2 * (len(TWO_LAYERS) + sum(len(STACKS[one]) for one in STACKS) - 4 - 1)
    assert found["counts"] == {"fitted": fitted, "drawn": 8, "compared": 2}
    row = pick(found, "running_minimum")["errors"]["by_activation"]
    assert row["families"]["networks"] == fitted
    assert (row["drawn"]["networks"], row["drawn"]["families"]) == (8, 1)
    assert len(found["networks"]) == fitted + 10


def test_predictions_of_fitted_networks_are_held_out(found):
    """What is expected of a network does not change with its own family's points."""

    def points_of(sizes, activation):
        times = 3 if sizes in STACKS["bottleneck"] else 1
        return times * memorise_by("all_parameters")(sizes, activation)

    result = STUDY.compute(PARAMS, make_sources(points_of))
    row = pick(result, "all_parameters")
    measured = {(one["network"], one["activation"]): one["n50"] for one in result["networks"]}
    by_name = {(one["network"], one["activation"]): one for one in row["predictions"]}
    assert by_name["8-8-2-8-1", "tanh"]["points"] == pytest.approx(1.9 * 123)
    assert measured["8-8-2-8-1", "tanh"] == pytest.approx(
        3 * by_name["8-8-2-8-1", "tanh"]["points"]
    )
    assert by_name["4-4-4-1", "tanh"]["points"] > 1.9 * 45  # by the bottlenecks, among others


def test_nothing_is_fitted_to_what_is_held_out():
    """Drawn and compared networks may memorise anything: no factor moves."""

    def points_of(sizes, activation):
        times = 5 if sizes in (*STACKS[HELD_OUT], (3, 8, 1)) else 1
        return times * memorise_by("all_parameters")(sizes, activation)

    row = pick(STUDY.compute(PARAMS, make_sources(points_of)), "all_parameters")
    assert row["factors"]["tanh"]["estimate"] == pytest.approx(1.9)
    assert row["errors"]["by_activation"]["drawn"]["rms_log"] == pytest.approx(np.log(5))


def test_stated_factors_are_not_fitted(found):
    row = pick(found, "two_a_parameter")
    for one in row["predictions"]:
        sizes = [int(size) for size in one["network"].split("-")]
        parameters = sum((before + 1) * after for before, after in pairwise(sizes))
        assert one["points"] == pytest.approx(2 * parameters / sizes[-1])
    same = pick(found, "all_parameters")["errors_as_stated"]
    assert row["errors"]["by_activation"] == same


def test_a_clear_winner_is_better_than_all_parameters():
    generator = np.random.default_rng(4)

    def points_of(sizes, activation):
        return memorise_by("running_minimum")(sizes, activation) * np.exp(
            0.03 * generator.standard_normal()
        )

    sources = make_sources(points_of)
    frame = measure_frame(sources[READS[0]], sources[READS[1]], FAMILIES)
    rows = {row["against"]: row for row in compare_best(frame)}
    assert rows["all_parameters"]["is_better"]
    assert rows["all_parameters"]["low"] > 1
    ranking = rank_predictors(frame)
    assert [row["rms_log"] for row in ranking] == sorted(row["rms_log"] for row in ranking)
    assert rows.keys() == {ranking[1]["key"], "all_parameters"}


def test_step_networks_are_fitted_apart():
    steps = [make_two_layers(sizes, "step", 1.1 * sizes[0] * sizes[1]) for sizes in TWO_LAYERS[:3]]
    steps.append(make_two_layers((4, 4, 8), "step", 7.0))
    sources = make_sources(memorise_by("all_parameters"))
    found = STUDY.compute(PARAMS, {**sources, READS[1]: [*sources[READS[1]], *steps]})
    assert found["compared"] == ["relu", "tanh"]
    assert found["activations"] == ["tanh", "relu", "step"]
    assert pick(found, "jacobian_rank")["factors"]["step"] is None
    assert pick(found, "all_parameters")["factors"]["step"]["networks"] == 4
    assert pick(found, "all_parameters")["factors"]["tanh"]["estimate"] == pytest.approx(1.9)


def test_the_noise_floor_is_that_of_the_intervals(found):
    assert found["noise"]["fitted"]["rms_log"] == pytest.approx(0.05 / 1.96, rel=1e-3)


def test_a_result_is_json(found):
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def few_sources():
    quick = [(2, 1, 1), (2, 2, 1), (4, 2, 1), (2, 2, 4)]
    return {
        READS[0]: [
            Source({"sizes": network, "activation": activation}, make.result)
            for network, activation, _ in STUDY.grid(Profile.QUICK)[0]["families"]
            for make in [make_two_layers((2, 2, 1), "tanh", 11.0)]
        ],
        READS[1]: [make_two_layers(sizes, "tanh", 5.0) for sizes in quick],
    }


def test_the_networks_of_the_quick_profile_are_analysed():
    (params,) = STUDY.grid(Profile.QUICK)
    found = STUDY.compute(params, few_sources())
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["compared"] == ["tanh"]  # two ReLU networks are too few
    assert pick(found, "all_parameters")["factors"].keys() == {"pooled", "tanh"}


def test_a_single_network_compares_nothing():
    found = STUDY.compute(
        {"families": []}, {READS[0]: [], READS[1]: [make_two_layers((2, 2, 1), "tanh", 11.0)]}
    )
    assert found["best"] is None
    assert found["reason"]
    assert found["comparisons"] == []
    assert all(one["errors"]["by_activation"]["families"] is None for one in found["predictors"])


def test_the_grid_names_every_network_with_its_family():
    (params,) = STUDY.grid(Profile.STANDARD)
    families = {(network, activation): family for network, activation, family in params["families"]}
    assert families["4-4-2-4-1", "tanh"] == "bottleneck"
    assert list(families.values()).count(HELD_OUT) >= 6
