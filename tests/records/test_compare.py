"""What differs in two builds, and whether it is more than noise."""

import numpy as np
import pytest

from engine.records.compare import compare
from engine.records.difference import Verdict
from engine.records.quantities import count_values, flatten
from tests.records.compare_samples import document, make_record, only, runs


def test_same_results_are_the_same_whatever_they_were_made_on():
    old = document(*runs([0.98, 0.97]))
    new = document(*runs([0.98, 0.97], torch="2.14", code="c1de", seconds=9.0))
    found = compare(old, new)
    assert found.is_same
    assert found.compared == 1
    assert found.packages == (("torch", "2.13", "2.14"),)
    assert found.recoded == ("mnist",)


def test_number_without_seed_is_reported_with_its_place():
    old = document(make_record("sizes", {"name": "a"}, {"stages": [{"g": 1.0}, {"g": 2.0}]}))
    new = document(make_record("sizes", {"name": "a"}, {"stages": [{"g": 1.0}, {"g": 2.5}]}))
    difference = only(compare(old, new))
    assert (difference.quantity, difference.old, difference.new) == ("stages[1].g", 2.0, 2.5)
    assert difference.verdict is Verdict.CHANGED
    assert difference.p is None


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ([0.980, 0.981, 0.982, 0.979], [0.981, 0.980, 0.979, 0.983], Verdict.WITHIN_NOISE),
        ([0.980, 0.981, 0.982, 0.979], [0.950, 0.952, 0.951, 0.949], Verdict.MORE_THAN_NOISE),
        ([0.98], [0.95], Verdict.ONE_SEED),
        ([0.98, 0.98], [0.95, 0.95], Verdict.MORE_THAN_NOISE),
        ([0.98, 0.97], [0.97, 0.98], Verdict.WITHIN_NOISE),
    ],
)
def test_runs_are_tested_against_noise(old, new, verdict):
    difference = only(compare(document(*runs(old)), document(*runs(new))))
    assert difference.verdict is verdict
    assert difference.old == pytest.approx(np.mean(old))
    assert list(difference.new_by_seed.values()) == new


def test_noise_is_seldom_taken_for_a_change():
    """200 quantities that do not change, over four seeds each: Holm keeps false alarms away."""
    generator = np.random.default_rng(7)
    draws = generator.normal(0.98, 0.002, (2, 200, 4))
    old, new = (
        document(*(run for n, row in enumerate(side) for run in runs(row, network=f"net{n}")))
        for side in draws.tolist()
    )
    found = compare(old, new)
    assert len(found.differences) == 200
    assert found.count(Verdict.MORE_THAN_NOISE) == 0


def test_more_seeds_are_within_noise():
    values = [0.980, 0.981, 0.982, 0.979, 0.9815]
    difference = only(compare(document(*runs(values[:3])), document(*runs(values))))
    assert difference.verdict is Verdict.WITHIN_NOISE


def test_rounding_noise_next_to_zero_is_within_a_tolerance():
    old = document(make_record("sizes", {}, {"shift": 0.0, "g": 1.0}))
    new = document(make_record("sizes", {}, {"shift": -3e-17, "g": 1.0 + 4e-16}))
    assert compare(old, new, tolerance=1e-12).is_same
    assert not compare(old, new).is_same
    new = document(make_record("sizes", {}, {"shift": 1e-13, "g": 1.0}))
    assert not compare(old, new, tolerance=1e-12).is_same


def test_every_value_has_a_place():
    assert dict(flatten({"a": {"b": [1, [2]]}, "c": None})) == {
        "a.b[0]": 1,
        "a.b[1][0]": 2,
        "c": None,
    }


def test_tolerance_is_relative():
    old = document(make_record("sizes", {}, {"g": 1.0, "n": 1_000_000}))
    new = document(make_record("sizes", {}, {"g": 1.0 + 1e-9, "n": 1_000_001}))
    assert len(compare(old, new).differences) == 2
    assert compare(old, new, tolerance=1e-5).is_same
    assert [one.quantity for one in compare(old, new, tolerance=1e-8).differences] == ["n"]


def test_texts_and_kinds_are_compared_too():
    old = document(make_record("sizes", {}, {"title": "A", "one": 1, "none": None}))
    new = document(make_record("sizes", {}, {"title": "B", "one": True, "none": 0}))
    found = compare(old, new)
    assert {one.quantity for one in found.differences} == {"title", "one", "none"}


def test_the_values_to_compare_are_counted_before_there_is_another_build():
    one = document(*runs([0.98, 0.97]), make_record("sizes", {"name": "a"}, {"g": [1.0, 2.0]}))
    assert count_values(one.records) == compare(one, one).compared == 3


def test_seeds_that_both_have_are_enough_where_that_is_asked():
    values = [0.980, 0.981, 0.982, 0.979, 0.9815]
    old, new = document(*runs(values)), document(*runs(values[:2]))
    assert not compare(old, new).has_same_values
    assert compare(old, new, on_shared=True).has_same_values
    other = document(*runs([0.980, 0.985]))
    difference = only(compare(old, other, on_shared=True))
    assert difference.verdict is Verdict.WITHIN_NOISE


def test_one_new_run_is_held_against_all_old_ones():
    old = document(*runs([0.980, 0.981, 0.982, 0.979]))
    near = only(compare(old, document(*runs([0.984])), on_shared=True))
    far = only(compare(old, document(*runs([0.900])), on_shared=True))
    assert near.verdict is Verdict.WITHIN_NOISE
    assert far.verdict is Verdict.MORE_THAN_NOISE
    low, high = far.interval
    assert 0.900 < low < 0.980 < high
