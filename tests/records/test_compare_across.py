"""Builds of two machines: what may be rounded otherwise, and what rests on training."""

from engine.records.compare import compare
from engine.records.difference import Verdict
from engine.records.rounding import trained_studies
from tests.records.compare_samples import document, make_record

TORCH = {"numpy": "2.0", "torch": "2.13"}


def across(old, new):
    found = compare(document(*old), document(*new), across_machines=True)
    return found, [one.verdict for one in found.differences]


def test_another_machine_may_round_the_last_digits():
    before, little, much = (
        [make_record("fits", {}, {"g": g}, packages={})] for g in (1.0, 1 + 1e-12, 1 + 1e-6)
    )
    assert across(before, little)[0].is_same
    found, verdicts = across(before, much)
    assert verdicts == [Verdict.CHANGED]
    assert not found.is_same_but_for_noise


def test_another_machine_may_train_to_something_else():
    old, new = ([make_record("runs", {}, {"loss": loss}, packages=TORCH)] for loss in (0.5, 0.7))
    found, verdicts = across(old, new)
    assert verdicts == [Verdict.OTHER_PATH]
    assert found.is_same_but_for_noise
    assert not found.is_same
    assert compare(document(*old), document(*new)).differences[0].verdict is Verdict.CHANGED


def test_what_reads_what_is_trained_rests_on_it_and_what_describes_does_not():
    runs = make_record("runs", {}, {"loss": 1}, packages=TORCH)
    fits = make_record("fits", {}, {"loss": 1}, packages={}, reads={"runs": "a" * 64})
    judged = make_record("judged", {}, {"loss": 1}, packages={}, reads={"fits": "b" * 64})
    layers = make_record("layers", {}, {"mec": 1}, packages={**TORCH, "timm": "1.0"})
    assert trained_studies([document(layers, judged, fits, runs).records]) == {
        "runs", "fits", "judged"
    }  # fmt: skip


def test_more_than_noise_is_no_excuse_on_another_machine():
    old = [make_record("runs", {"seed": n}, {"acc": 1 + n / 1e4}, packages=TORCH) for n in range(9)]
    new = [make_record("runs", {"seed": n}, {"acc": 2 + n / 1e4}, packages=TORCH) for n in range(9)]
    found, verdicts = across(old, new)
    assert verdicts == [Verdict.MORE_THAN_NOISE]
    assert not found.is_same_but_for_noise


def estimates(points, low, high):
    result = {"crossings": [{"success": 0.5, "points": points, "low": low, "high": high}]}
    return [make_record("runs", {"seed": 1}, result, packages=TORCH)]


def test_an_estimate_of_one_seed_is_judged_by_the_interval_that_it_states():
    near, verdicts = across(estimates(40.0, 38.0, 42.0), estimates(41.0, 38.5, 43.5))
    assert verdicts == [Verdict.WITHIN_NOISE] * 3
    assert near.is_same_but_for_noise
    far, verdicts = across(estimates(40.0, 38.0, 42.0), estimates(60.0, 58.0, 62.0))
    assert verdicts == [Verdict.MORE_THAN_NOISE] * 3
    assert not far.is_same_but_for_noise
    low, high = far.differences[0].interval
    assert 30 < low < 40 < high < 50
    here = compare(document(*estimates(40.0, 38.0, 42.0)), document(*estimates(41.0, 38.5, 43.5)))
    assert {one.verdict for one in here.differences} == {Verdict.ONE_SEED}


def test_what_trains_nothing_has_no_noise_on_another_machine():
    old, new = (
        [make_record("counts", {"seed": n}, {"separable": n + more}, packages={}) for n in range(4)]
        for more in (0, 1)
    )
    found, verdicts = across(old, new)
    assert verdicts == [Verdict.CHANGED]
    assert not found.is_same_but_for_noise
