from dataclasses import replace

import pytest

from engine.records.key import Inputs, record_key
from engine.records.record import Record
from engine.records.reference.folder import Reference
from engine.records.reference.standing import StudyStanding, stand, summarize
from engine.records.store import Build

HERE = {"seconds": 1.0, "cpu": "here", "python": "3.11", "commit": "abc", "time": "today"}
THERE = {**HERE, "cpu": "there", "time": "then"}
TRAINS = {"numpy": "2.0", "torch": "2.13"}


def record(study, params, result, *, packages=None, reads=None, made=HERE):
    inputs = Inputs("c0de", {}, packages or {"numpy": "2.0"}, reads or {})
    return Record(study, params, record_key(study, params, inputs), inputs, result, made)


def runs(accuracies, first=42):
    return tuple(
        record("runs", {"network": "a", "seed": first + n}, {"accuracy": one}, packages=TRAINS)
        for n, one in enumerate(accuracies)
    )


@pytest.fixture
def keep(tmp_path):
    """A function that makes a reference of some records, as another machine computed them."""

    def make(*records):
        reference = Reference(tmp_path / "paper-run", "1.0.0")
        studies = {}
        for one in records:
            studies.setdefault(one.study, []).append(replace(one, made=THERE))
        for study, found in studies.items():
            reference.write(study, found, "paper")
        return Reference(reference.folder, "1.0.0")

    return make


def build_of(*records, profile="standard"):
    studies = {}
    for one in records:
        studies[one.study] = (*studies.get(one.study, ()), one)
    return Build(profile, studies)


SIZES = record("sizes", {"name": "a"}, {"bits": [1, 2, 3], "ratio": 0.1})


def test_what_is_computed_again_and_the_same_is_equal(keep):
    found = stand(build_of(SIZES), keep(SIZES))
    assert found.studies == {"sizes": StudyStanding(compared=4)}
    assert found.total.equal == 4
    assert summarize(found) == (
        "against the reference (paper, 1.0.0): of 4 values that both have, 4 are equal, 0 within "
        "noise, 0 outside it, and 0 rest on one training, which nothing judges"
    )


def test_what_is_taken_over_proves_nothing(keep):
    reference = keep(SIZES, *runs([0.97, 0.98]))
    taken = replace(SIZES, made=THERE)
    found = stand(build_of(taken, *runs([0.97, 0.98])), reference)
    assert found.studies["sizes"] == StudyStanding(taken_over=4)
    assert found.studies["runs"] == StudyStanding(compared=1)
    assert "4 values were taken from it" in summarize(found)
    found = stand(build_of(taken), reference)
    assert summarize(found).startswith("nothing was computed anew that the reference")


def test_an_exact_value_that_differs_is_named(keep):
    other = replace(SIZES, result={"bits": [1, 2, 4], "ratio": 0.1 + 1e-13})
    found = stand(build_of(SIZES), keep(other))
    assert found.studies["sizes"] == StudyStanding(compared=4, outside_noise=1)
    (difference,) = found.outside
    assert (difference.quantity, difference.old, difference.new) == ("bits[2]", 4, 3)


def test_seeds_are_held_against_each_other(keep):
    reference = keep(*runs([0.980, 0.981, 0.982, 0.979, 0.9805]))
    near, far = (stand(build_of(*runs(one)), reference) for one in ([0.9812, 0.979], [0.90, 0.91]))
    assert near.studies["runs"] == StudyStanding(compared=1, within_noise=1)
    assert far.studies["runs"] == StudyStanding(compared=1, outside_noise=1)
    low, high = far.outside[0].interval
    assert low < 0.98 < high
    assert far.outside[0].new < low


def test_fewer_seeds_that_are_the_same_are_equal(keep):
    accuracies = [0.980, 0.981, 0.982, 0.979]
    found = stand(build_of(*runs(accuracies[:2])), keep(*runs(accuracies)))
    assert found.studies["runs"] == StudyStanding(compared=1)
    assert found.total.equal == 1


def test_one_training_each_is_not_judged(keep):
    found = stand(build_of(*runs([0.98])), keep(*runs([0.97])))
    assert found.studies["runs"] == StudyStanding(compared=1, not_judged=1)
    assert not found.outside


def test_what_was_made_of_other_results_is_not_held_against_the_reference(keep):
    fits = record("fits", {}, {"slope": 1.0}, reads={"runs": "a" * 64})
    other = replace(fits, result={"slope": 2.0})
    reference = keep(*runs([0.97, 0.98, 0.99]), other)
    found = stand(build_of(*runs([0.97]), fits), reference)
    assert found.studies["fits"] == StudyStanding(other=1)
    found = stand(build_of(*runs([0.97, 0.98, 0.99]), fits), reference)
    assert found.studies["fits"] == StudyStanding(compared=1, not_judged=1)


def test_what_the_reference_lacks_is_only_here(keep):
    more = record("sizes", {"name": "b"}, {"bits": 7})
    found = stand(build_of(SIZES, more), keep(SIZES))
    assert found.studies["sizes"] == StudyStanding(compared=4, other=1)


def test_without_a_reference_the_reason_is_said(keep, tmp_path):
    found = stand(build_of(SIZES), Reference(tmp_path / "nowhere", "1.0.0"))
    assert found.version is None
    assert found.studies == {"sizes": StudyStanding(other=4)}
    assert summarize(found).startswith("not compared with a reference: there is no reference in")
    reference = Reference(keep(SIZES).folder, "2.0.0")
    assert "is of version 1.0.0 of the report, this is 2.0.0" in summarize(
        stand(build_of(SIZES), reference)
    )


def test_a_study_that_cannot_be_read_is_said_and_the_others_are_compared(keep):
    reference = keep(SIZES, *runs([0.98, 0.97]))
    (reference.folder / "runs.json.xz").write_bytes(b"")
    found = stand(build_of(SIZES, *runs([0.98, 0.97])), reference)
    assert found.studies == {"sizes": StudyStanding(compared=4), "runs": StudyStanding(other=1)}
    assert "runs.json.xz is not the file that the manifest names" in summarize(found)
