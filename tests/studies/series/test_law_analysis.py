"""The law that networks were made by is found, and a law that is none is not preferred."""

import json

import numpy as np
import pandas as pd
import pytest

from engine.studies.series.held_out import leave_families_out
from engine.studies.series.law_analysis import STUDY, judge_comparisons
from engine.studies.series.law_effects import list_effects
from engine.studies.series.law_fits import TooFewError, choose_law, fit_law, select_law
from engine.studies.series.measured import FITTED, measure_frame
from engine.studies.series.readings_analysis import READS
from engine.studies.study import Profile
from engine.theory.activation import Activation
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_law import BASES, TERMS, predict_points, sum_throttled
from engine.theory.stack_sizes import parse_sizes
from tests.studies.series.analysis_samples import FAMILIES, make_sources
from tests.studies.series.test_readings_analysis import few_sources, memorise_by

PARAMS = {"families": FAMILIES}
LEVELS = {"tanh": 2.2, "relu": 2.0}


def throttle(noise=0.0):
    generator = np.random.default_rng(8)

    def points_of(sizes, activation):
        spread = np.exp(noise * generator.standard_normal())
        return LEVELS[activation] * sum_throttled(sizes, 2.0) / sizes[-1] * spread

    return points_of


@pytest.fixture(scope="module")
def found():
    return STUDY.compute(PARAMS, make_sources(throttle(noise=0.02)))


def make_frame(points_of):
    sources = make_sources(points_of)
    frame = measure_frame(sources[READS[0]], sources[READS[1]], FAMILIES)
    return frame[frame["role"] == FITTED]


def test_the_law_is_found(found):
    assert (found["base"], found["terms"]) == ("throttled_sum", [])
    assert found["shape"]["low"] <= 2 <= found["shape"]["high"]
    for activation, level in LEVELS.items():
        intercept = found["intercepts"][activation]
        assert intercept["estimate"] == pytest.approx(np.log(level), abs=0.02)
        assert intercept["low"] <= intercept["estimate"] <= intercept["high"]
    assert found["errors"]["families"]["rms_percent"] < 4
    assert found["error_factor"] == pytest.approx(
        1 + found["errors"]["families"]["rms_percent"] / 100
    )
    assert found["verdict"] == "law"
    assert {one["base"] for one in found["folds"]} == {"throttled_sum"}


def test_a_reading_that_is_exact_is_not_beaten():
    generator = np.random.default_rng(2)

    def points_of(sizes, activation):
        spread = np.exp(0.03 * generator.standard_normal())
        return memorise_by("all_parameters")(sizes, activation) * spread

    found = STUDY.compute(PARAMS, make_sources(points_of))
    assert found["verdict"] != "law"
    assert found["comparisons"][0]["against"] == "all_parameters"


def test_the_formula_gives_the_points_of_the_residuals(found):
    rows = [row for row in found["residuals"] if row["role"] == "drawn"]
    assert len(rows) == 8
    for row in rows:
        expected = predict_points(found, parse_sizes(row["network"]), row["activation"])
        assert row["points"] == pytest.approx(expected)
        assert row["log_error"] == pytest.approx(np.log(row["n50"] / expected))


def test_powers_are_those_of_least_squares():
    frame = make_frame(
        lambda sizes, activation: 3.0 * sizes[0] ** 0.7 * len(sizes) ** 0.0 * sizes[1] ** 0.4
    )
    frame = frame.assign(label_bits=frame["n50"])
    terms = [one for one in TERMS if one.name in ("inputs", "first_hidden", "parameters")]
    law = fit_law(frame, BASES[0], terms)
    powers = dict(zip([term.name for term in law.terms], law.powers, strict=True))
    # the base stands in the law with power one, so its own power as a term is less by one
    assert powers == pytest.approx({"inputs": 0.7, "first_hidden": 0.4, "parameters": -1.0})
    assert np.exp(law.intercepts["tanh"]) == pytest.approx(3.0)


def test_what_is_chosen_for_a_fold_does_not_see_the_family():
    frame = make_frame(throttle(noise=0.1))
    errors = leave_families_out(frame, choose_law())
    family = "bottleneck"
    is_out = (frame["family"] == family).to_numpy()
    law = select_law(frame[~is_out])
    expected = np.log(frame.loc[is_out, "label_bits"]) - law.predict(frame[is_out])
    assert errors[is_out] == pytest.approx(expected.to_numpy())


def test_an_activation_that_was_not_fitted_is_unknown():
    frame = make_frame(throttle())
    law = select_law(frame[frame["activation"] == Activation.TANH.value])
    is_known = np.isfinite(law.predict(frame))
    assert (is_known == (frame["activation"] == "tanh")).all()


def test_too_few_networks_have_no_law():
    frame = make_frame(throttle())
    with pytest.raises(TooFewError, match="got 8 of 1"):
        select_law(frame[frame["family"] == "bottleneck"])
    (params,) = STUDY.grid(Profile.QUICK)
    found = STUDY.compute(params, few_sources())
    assert found["base"] is None
    assert "networks" in found["reason"]
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_result_is_json_with_the_same_names(found):
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    (params,) = STUDY.grid(Profile.QUICK)
    assert STUDY.compute(params, few_sources()).keys() == found.keys()


def test_depth_and_narrowness_are_found_at_equal_parameters():
    def points_of(sizes, activation):
        parameters = stack_capacity(sizes, Reading.ALL_PARAMETERS)
        return parameters * (len(sizes) - 2) ** -0.5 * min(sizes[1:-1]) ** 0.25 / sizes[-1]

    effects = STUDY.compute(PARAMS, make_sources(points_of))["effects"]
    by_name = {(one["effect"], *one["given"], one["activation"]): one for one in effects}
    depth = by_name["hidden_layers", "parameters", "narrowest", "all"]
    assert depth["exponent"] == pytest.approx(-0.5)
    assert (depth["low"], depth["high"]) == pytest.approx((-0.5, -0.5))
    assert (
        depth["networks"]
        == sum(
            network.endswith("-1") and family not in ("drawn at random", "Friedland and Krell")
            for network, _, family in FAMILIES
        )
        + 2 * 4
    )


def test_intervals_of_effects_are_those_of_families_drawn_again():
    generator = np.random.default_rng(6)
    frame = make_frame(
        lambda sizes, activation: (
            12 * sizes[0] / sizes[-1] * np.exp(0.3 * generator.standard_normal())
        )
    )
    (row,) = [
        one
        for one in list_effects(frame)
        if (one["effect"], one["given"], one["activation"])
        == ("hidden_layers", ["parameters"], "tanh")
    ]
    part = frame[
        (frame["outputs"] == 1) & (frame["first_hidden"] > 1) & (frame["activation"] == "tanh")
    ]
    names = sorted(set(part["family"]))
    found = []
    for _ in range(400):
        drawn = pd.concat(
            [part[part["family"] == one] for one in generator.choice(names, len(names))]
        )
        design = np.column_stack(
            [np.ones(len(drawn)), np.log(drawn[["hidden_layers", "parameters"]].to_numpy(float))]
        )
        if np.linalg.matrix_rank(design) == 3:
            found.append(np.linalg.lstsq(design, np.log(drawn["label_bits"]), rcond=None)[0][1])
    low, high = np.quantile(found, [0.025, 0.975])
    assert row["low"] < row["exponent"] < row["high"]
    assert row["high"] - row["low"] == pytest.approx(high - low, rel=0.3)


@pytest.mark.parametrize(
    ("p", "low", "high", "verdict"),
    [
        (0.01, 1.1, 1.5, "law"),
        (0.01, 0.5, 0.9, "reading"),
        (0.01, 0.9, 1.5, "undecided"),
        (0.2, 1.1, 1.5, "undecided"),
        (0.01, None, None, "undecided"),
    ],
)
def test_a_verdict_needs_both_p_and_interval(p, low, high, verdict):
    assert judge_comparisons([{"families": {"low": low, "high": high}, "p_holm": p}]) == verdict


def test_without_a_comparison_nothing_is_decided():
    assert judge_comparisons([]) == judge_comparisons([{"families": None}]) == "undecided"
