"""More effort: the frames on ends made by hand, and the small grid computed."""

import json
from math import log, log2

import numpy as np
import pytest

from engine.records.record import Record
from engine.studies.series.effort import budget_frame, given_up_frame, growth_frame
from engine.studies.series.effort_study import STUDY, make_grid
from engine.studies.series.paired import compare_n50, find_n50
from engine.studies.study import Profile
from engine.theory.activation import Activation
from engine.theory.stack_bounds import most_points
from engine.theory.stack_sizes import parse_sizes

SPREAD = (-4, -2, -1, -1, 0, 0, 1, 1, 2, 4)


def record(params, result):
    return Record("series-effort", params, "key", None, result, {})


def budget(steps, ends_by_restarts, standard=100):
    params = {
        "kind": "budget",
        "sizes": "4-4-1",
        "activation": "relu",
        "steps": steps,
        "standard_steps": standard,
    }
    settings = [
        {"restarts": number, "trials": [[middle + one, middle + one + 1] for one in SPREAD]}
        for number, middle in ends_by_restarts.items()
    ]
    return record(params, {"parameters": 25, "settings": settings})


RECORDS = [
    budget(200, {1: 34, 4: 44}),
    budget(100, {1: 30, 4: 40, 16: 50}),
    budget(50, {1: 24, 4: 34}),
]


def test_n50_is_where_half_of_the_trials_end():
    ends = [[40 + one, 41 + one] for one in SPREAD]
    n50 = find_n50(ends)
    assert n50.low < n50.points < n50.high
    assert n50.points == pytest.approx(np.median([low + 0.5 for low, _ in ends]), abs=0.25)


def test_the_ratio_of_n50_is_narrower_than_unpaired_ends_would_have_it():
    generator = np.random.default_rng(1)
    lower = generator.integers(30, 70, 40)
    ratio = compare_n50([[2 * n, 2 * n + 2] for n in lower], [[n, n + 1] for n in lower])
    assert ratio.points == pytest.approx(2, rel=1e-3)
    assert ratio.high - ratio.low < 0.01
    shuffled = generator.permutation(lower)
    apart = compare_n50([[2 * n, 2 * n + 2] for n in shuffled], [[n, n + 1] for n in lower])
    assert apart.high - apart.low > 10 * (ratio.high - ratio.low)


def test_other_trials_cannot_be_compared():
    with pytest.raises(ValueError, match="only the same trials can be compared, got 3 and 4"):
        compare_n50([[3, 4]] * 3, [[3, 4]] * 4)


def test_each_setting_is_held_against_the_most_restarts_at_the_standard_steps():
    frame = budget_frame(RECORDS)
    assert list(zip(frame["steps"], frame["restarts"], strict=True)) == [
        (50, 1), (50, 4), (100, 1), (100, 4), (100, 16), (200, 1), (200, 4),
    ]  # fmt: skip
    assert (frame["effort"] == frame["steps"] * frame["restarts"]).all()
    (reference,) = frame[frame["is_reference"]].to_dict("records")
    assert (reference["steps"], reference["restarts"]) == (100, 16)
    assert (reference["ratio"], reference["ratio_low"], reference["ratio_high"]) == (1, 1, 1)
    assert frame["ratio"].to_numpy() == pytest.approx(frame["n50"] / reference["n50"])
    assert frame["n50"].to_numpy() == pytest.approx(
        np.array([24, 34, 30, 40, 50, 34, 44]) + 0.5, abs=0.25
    )
    assert ((frame["low"] < frame["n50"]) & (frame["n50"] < frame["high"])).all()


def test_growth_is_the_straight_line_through_the_settings():
    (row,) = growth_frame(RECORDS).to_dict("records")
    frame = budget_frame(RECORDS)
    standard = frame[frame["steps"] == 100]
    slope = np.polyfit(np.log2(standard["restarts"]), standard["n50"], 1)[0]
    assert row["points_a_doubling"] == pytest.approx(slope)
    assert slope == pytest.approx(5, abs=0.05)
    assert row["extrapolated"] == pytest.approx(row["n50"] + 10 * slope)
    assert row["restarts_percent"] == pytest.approx(100 * slope / row["n50"])
    steep = np.polyfit([log2(one) for one in frame["effort"]], [log(n) for n in frame["n50"]], 1)[0]
    assert row["effort_percent"] == pytest.approx(100 * (np.exp(steep) - 1))
    assert row["extrapolated_by_effort"] == pytest.approx(row["n50"] * np.exp(10 * steep))
    assert row["upper_bound"] == most_points((4, 4, 1), Activation.RELU) > row["n50"]
    n50 = frame.set_index(["steps", "restarts"])["n50"]
    assert row["steps_percent"] == pytest.approx(100 * (n50[200, 4] / n50[100, 4] - 1))
    for name in ("points_a_doubling", "extrapolated", "steps_percent", "effort_percent"):
        assert row[f"{name}_low"] <= row[name] <= row[f"{name}_high"]


def test_twice_the_steps_may_not_have_been_measured():
    (row,) = growth_frame(RECORDS[1:]).to_dict("records")
    assert np.isnan(row["steps_percent"])


def test_a_network_without_standard_steps_is_named():
    with pytest.raises(ValueError, match=r"4-4-1 \(relu\) was not measured at its standard steps"):
        budget_frame([RECORDS[0], RECORDS[2]])


def test_what_giving_up_loses_is_apart_from_what_rounding_does():
    params = {"kind": "given up", "sizes": "4-4-1", "activation": "tanh", "points": 58}
    result = {
        "networks": 100,
        "right": 20,
        "right_without": 23,
        "right_in_both": 19,
        "trials": 10,
        "trials_right": 5,
        "trials_right_without": 6,
    }
    (row,) = given_up_frame([*RECORDS, record(params, result)]).to_dict("records")
    assert (row["lost"], row["gained"]) == (4, 1)
    assert row["lost"] - row["gained"] == row["right_without"] - row["right"]


@pytest.mark.parametrize("profile", list(Profile))
def test_a_grid_varies_steps_and_restarts_one_after_the_other(profile):
    grid = make_grid(profile)
    assert json.loads(json.dumps(grid)) == grid
    budgets = [one for one in grid if one["kind"] == "budget"]
    networks = {(one["sizes"], one["activation"]) for one in budgets}
    assert len(networks) == (2 if profile is Profile.QUICK else 6)
    for network in networks:
        own = [one for one in budgets if (one["sizes"], one["activation"]) == network]
        shares = [one["steps"] / one["standard_steps"] for one in own]
        assert shares == ([0.5, 1] if profile is Profile.QUICK else [0.25, 0.5, 1, 2])
        most = max(one["restarts"][-1] for one in own)
        (standard,) = [one for one in own if one["steps"] == one["standard_steps"]]
        assert standard["restarts"][-1] == most
        assert len({one["seed"] for one in own} | {one["trials"] for one in own}) == 2


def test_networks_differ_in_depth_and_activation():
    grid = [one for one in make_grid(Profile.STANDARD) if one["kind"] == "budget"]
    assert {one["activation"] for one in grid} == {"tanh", "relu", "step"}
    assert {len(parse_sizes(one["sizes"])) for one in grid} == {3, 4, 5}


@pytest.mark.framework
def test_the_small_grid_computes_and_is_shown():
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        records = [record(one, STUDY.compute(one)) for one in make_grid(Profile.QUICK)]
    finally:
        torch.set_num_threads(before)
    assert json.loads(json.dumps([one.result for one in records])) == [
        one.result for one in records
    ]
    frame = budget_frame(records)
    for _, own in frame.groupby(["network", "steps"]):
        assert own.sort_values("restarts")["n50"].is_monotonic_increasing
    assert (growth_frame(records)["points_a_doubling"] > 0).all()
    (given_up,) = given_up_frame(records).to_dict("records")
    assert 0 < given_up["right"] < given_up["networks"]
    assert given_up["lost"] <= 0.2 * given_up["right"]
