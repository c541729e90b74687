"""Effort and what training leaves out: the sentence turns when the records turn."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.exhibits.claim import Verdict
from engine.studies.series.controls import shortfall_frame, teachers_frame
from engine.studies.series.controls_list import Control
from engine.studies.series.effort import given_up_frame
from engine.studies.series.published import published_capacity
from engine.studies.series.training_claims import (
    CONVERGED,
    EXACT,
    FRIEDLAND,
    GIVEN_UP,
    TEACHERS,
    TREES,
)
from engine.studies.series.training_findings import list_evidence
from engine.studies.series.trees import tree_frame
from tests.studies.series.series_samples import (
    list_sources,
    make_control,
    make_given_up,
    make_networks,
    make_stack,
    make_teachers,
    make_tree,
)

NETWORKS = {("4-4-4-1", "tanh"): 60.0, ("4-7-1", "tanh"): 70.0, ("4-4-4-4-1", "relu"): 80.0}
KNOWN = [9, 9, 10, 10, 11, 11, 12, 12]


def find(growths=(1.01, 1.01, 1.01), effort=(), controls=(), trees=(), ours=None):
    """What records say of every claim on training; none of a kind where none is given."""
    records = [
        make_stack(*name, n50, growth)
        for (name, n50), growth in zip(NETWORKS.items(), growths, strict=True)
    ]
    _, frame = make_networks(NETWORKS)
    frame = frame.assign(growth=growths, converged=[one <= 1.03 for one in growths])
    all_records = {"networks": records, "effort": effort, "controls": controls, "trees": trees}
    evidence = list_evidence(
        frame,
        given_up_frame(effort),
        shortfall_frame(controls),
        teachers_frame(controls),
        tree_frame(trees),
        ours or {},
        all_records,
    )
    assert list_sources(records)
    return {claim.id: claim.judge_by(found, records) for claim, found in evidence}


def test_all_that_needs_records_cannot_be_tested_without_them():
    found = find()
    untested = [name for name, one in found.items() if one.verdict is Verdict.UNTESTABLE]
    assert untested == [one.id for one in (GIVEN_UP, EXACT, TEACHERS, FRIEDLAND, TREES)]


def test_networks_that_no_longer_grow_have_converged():
    found = find()[CONVERGED.id]
    assert found.verdict is Verdict.HOLDS
    assert "In none of 3 networks did n at 50 % grow by more than 3 %" in found.statement


def test_one_that_grows_is_named_with_its_growth():
    found = find(growths=(1.01, 1.002, 1.087))[CONVERGED.id]
    assert found.verdict is Verdict.FAILS
    assert "In 1 of 3 networks" in found.statement
    assert "by 8.7 % in 4-4-4-4-1, ReLU" in found.statement
    assert (
        "0.2 % with 1 hidden layer, 1.0 % with 2 hidden layers and 8.7 % with 3 hidden layers"
        in found.statement
    )


@pytest.mark.parametrize(("lost", "verdict"), [(3, Verdict.HOLDS), (4, Verdict.FAILS)])
def test_more_than_one_in_a_hundred_given_up_wrongly_refutes_it(lost, verdict):
    found = find(effort=[make_given_up(100, 0), make_given_up(350, lost)])[GIVEN_UP.id]
    assert found.verdict is verdict
    assert f"of 350 networks that were not right when given up on, {lost} were" in found.statement
    assert "of 48 trials, 24 were memorised so and 26 without" in found.statement
    assert found.evidence.estimate == pytest.approx(100 * lost / 350)


def test_none_given_up_is_no_verdict():
    found = find(effort=[make_given_up(400, 0)])[GIVEN_UP.id]
    assert found.verdict is Verdict.UNTESTABLE


def control(trained, network="1-4-1", kind=Control.LINE, activation="step"):
    return make_control(network, activation, kind, KNOWN, trained)


def test_no_shortfall_is_not_said_to_be_none():
    found = find(controls=[control(KNOWN)])[EXACT.id]
    assert found.verdict is Verdict.OPEN
    assert "which is not to say that there is none" in found.statement
    assert "largest estimate is 0.0 % (1-4-1, step)" in found.statement


def test_a_network_that_falls_short_in_every_trial_is_named():
    short = control([round(0.6 * one) for one in KNOWN], "1-8-1", activation="relu")
    found = find(controls=[control(KNOWN), short])[EXACT.id]
    assert found.verdict is Verdict.FAILS
    assert "in 1 of 2 networks: 1-8-1, ReLU lacks" in found.statement
    assert 30 < found.evidence.estimate < 50
    assert "In the other 1 no shortfall" in found.statement
    assert "1-4-1" not in found.statement


def test_a_single_trial_that_fell_short_may_be_chance():
    found = find(controls=[control([*KNOWN[:-1], 11])])[EXACT.id]
    assert found.verdict is Verdict.OPEN
    assert found.evidence.estimate > 0


def test_what_is_no_exact_answer_is_none():
    """A construction is a floor, and what exceeds or misses it says nothing of exact ones."""
    other = control([6] * 8, "4-1-8-1", Control.PROJECTION, "relu")
    assert find(controls=[other])[EXACT.id].verdict is Verdict.UNTESTABLE
    found = find(controls=[other, control(KNOWN)])[EXACT.id]
    assert (found.verdict, found.evidence.n) == (Verdict.OPEN, 1)


@pytest.mark.parametrize(
    ("fitted", "verdict"),
    [(24, Verdict.HOLDS), (22, Verdict.HOLDS), (20, Verdict.OPEN), (12, Verdict.FAILS)],
)
def test_teachers(fitted, verdict):
    """As many points as the teacher had decide; what is fitted of more is told beside it."""
    found = find(controls=[make_teachers("4-4-1", "tanh", fitted)])[TEACHERS.id]
    assert found.verdict is verdict
    assert f"{fitted} of 24 (4-4-1, tanh)" in found.statement
    assert "at 2 times as many, 0 of 24 (4-4-1, tanh)" in found.statement
    assert (verdict is Verdict.FAILS) == (upper_share(fitted, 24) < 0.9)


def upper_share(fitted, count):
    return stats.binomtest(fitted, count).proportion_ci(method="wilson").high


def test_one_bad_network_among_good_ones_refutes_it():
    good, bad = make_teachers("4-4-1", "tanh", 24), make_teachers("4-4-4-1", "relu", 10)
    assert find(controls=[good, bad])[TEACHERS.id].verdict is Verdict.FAILS


def test_no_teachers_is_no_verdict():
    assert (
        find(controls=[make_teachers("4-4-1", "tanh", 0, teachers=0)])[TEACHERS.id].verdict
        is Verdict.UNTESTABLE
    )


def ours(factor, inputs=range(1, 6), noise=0.02):
    return {
        f"friedland-mk-{number}": published_capacity(f"friedland-mk-{number}").value
        * factor
        * math.exp(noise * (-1) ** number)
        for number in inputs
    }


@pytest.mark.parametrize(
    ("factor", "verdict"), [(0.8, Verdict.FAILS), (1.0, Verdict.OPEN), (1.3, Verdict.HOLDS)]
)
def test_friedland_and_krell(factor, verdict):
    found = find(ours=ours(factor))[FRIEDLAND.id]
    assert found.verdict is verdict
    logs = [math.log(one / published_capacity(name).value) for name, one in ours(factor).items()]
    span = stats.t.interval(0.95, 4, loc=sum(logs) / 5, scale=stats.sem(logs))
    assert found.evidence.estimate == pytest.approx(math.exp(sum(logs) / 5))
    assert [found.evidence.low, found.evidence.high] == pytest.approx([math.exp(x) for x in span])
    assert "over 5 of their networks" in found.statement
    assert f"5-8-1 {ours(factor)['friedland-mk-5']:.1f} against 101" in found.statement


@pytest.mark.parametrize("inputs", [[], [4], [4, 5]])
def test_two_networks_are_too_few_to_compare(inputs):
    found = find(ours=ours(0.5, inputs) | {"tree-relu": 2.0, "geiger-transition": 1.0})
    assert found[FRIEDLAND.id].verdict is Verdict.UNTESTABLE


def grow(limit, slope=-0.5):
    return [make_tree(inputs, limit + slope / inputs) for inputs in (4, 8, 16)]


@pytest.mark.parametrize(
    ("limit", "verdict"), [(2.2, Verdict.FAILS), (2.66, Verdict.OPEN), (3.2, Verdict.HOLDS)]
)
def test_trees(limit, verdict):
    found = find(trees=grow(limit))[TREES.id]
    assert found.verdict is verdict
    assert found.evidence.estimate == pytest.approx(limit, rel=0.02)
    assert "the physics of random patterns gives 2.66" in found.statement
    assert "at 16 inputs a neuron" in found.statement


@given(st.integers(0, 2))
def test_fewer_than_three_committees_are_no_limit(count):
    found = find(trees=grow(2.0)[:count])[TREES.id]
    assert found.verdict is Verdict.UNTESTABLE
