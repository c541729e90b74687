from dataclasses import replace

import pytest

from engine.records.key import Inputs, record_key
from engine.records.plan import Job
from engine.records.record import Record
from engine.records.reference.fit import explain_misfit, find_misfits, take_over
from engine.records.reference.folder import Reference, ReferenceFaultError
from tests.records.records_samples import INPUTS
from tests.records.run_studies import FakeStudy

MADE = {"seconds": 0.5, "cpu": "any", "python": "3.11", "commit": "abc", "time": "now"}
STUDY = FakeStudy("sleeping")


def make_jobs(count, inputs=INPUTS):
    return [
        Job(STUDY, params, inputs, record_key(STUDY.name, params, inputs))
        for params in ({"seed": seed} for seed in range(count))
    ]


def results_of(jobs):
    return [
        Record(job.study.name, job.params, job.key, job.inputs, {"bits": 1}, MADE) for job in jobs
    ]


@pytest.fixture
def reference(tmp_path):
    reference = Reference(tmp_path / "paper-run", "1.0.0")
    reference.write(STUDY.name, results_of(make_jobs(3)), "paper")
    return reference


def test_what_fits_has_no_reason():
    jobs = make_jobs(3)
    assert explain_misfit(jobs, results_of(jobs)) is None


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        (replace(INPUTS, code="0ther"), "its code has changed"),
        (replace(INPUTS, data={"digits": "0ther"}), "its data have changed"),
        (replace(INPUTS, packages={"numpy": "2.1"}), "numpy 2.0 there, 2.1 here"),
        (
            replace(INPUTS, packages={"numpy": "2.0", "torch": "2.13"}),
            "it rests on other packages",
        ),
        (replace(INPUTS, reads={"mnist": "abc"}), "what it reads of mnist has changed"),
        (
            Inputs("0ther", INPUTS.data, {"numpy": "2.1"}),
            "numpy 2.0 there, 2.1 here; its code has changed",
        ),
    ],
)
def test_what_does_not_fit_says_why(inputs, reason):
    assert explain_misfit(make_jobs(3, inputs), results_of(make_jobs(3))) == reason


def test_another_grid_says_how_much_of_it_is_new():
    reason = explain_misfit(make_jobs(5), results_of(make_jobs(3)))
    assert reason == "2 of its 5 results were not asked for then"
    reason = explain_misfit(make_jobs(3), results_of(make_jobs(5)))
    assert reason == "2 of its 5 results are of no use any more"


def test_misfits_name_studies_that_are_not_there_any_more_or_not_yet(reference):
    assert find_misfits({STUDY.name: make_jobs(3)}, reference) == {}
    assert find_misfits({}, reference) == {STUDY.name: "there is no such study any more"}
    (reason,) = find_misfits({STUDY.name: make_jobs(3), "new": make_jobs(1)}, reference).values()
    assert "the reference has no records of new" in reason


def test_a_damaged_file_is_a_misfit_and_no_reference_an_error(reference, tmp_path):
    (reference.folder / "sleeping.json.xz").write_bytes(b"")
    (reason,) = find_misfits({STUDY.name: make_jobs(3)}, reference).values()
    assert "truncated or altered" in reason
    with pytest.raises(ReferenceFaultError):
        find_misfits({}, Reference(tmp_path / "nowhere", "1.0.0"))


def test_what_is_valid_here_is_taken_over_and_the_rest_said(reference, store):
    jobs = make_jobs(5)
    store.write(replace(results_of(jobs)[0], made={**MADE, "time": "later"}))
    taken = take_over({STUDY.name: jobs, "new": [], "other": make_jobs(1)}, reference, store)
    assert (taken.count, taken.by_study, taken.wanted) == (2, {STUDY.name: 2}, 6)
    assert taken.misfits == {
        STUDY.name: "2 of its 5 results were not asked for then",
        "other": "the reference does not have it",
    }
    assert store.find(STUDY.name, jobs[0].key).made["time"] == "later", "what is here stays"
    assert store.find(STUDY.name, jobs[2].key) == results_of(jobs)[2]
    assert store.find(STUDY.name, jobs[4].key) is None


def test_nothing_is_taken_over_that_other_code_has_made(reference, store):
    jobs = make_jobs(3, replace(INPUTS, code="0ther"))
    taken = take_over({STUDY.name: jobs}, reference, store)
    assert taken.count == 0
    assert taken.misfits == {STUDY.name: "its code has changed"}


def test_a_damaged_study_is_passed_over(reference, store):
    (reference.folder / "sleeping.json.xz").write_bytes(b"")
    taken = take_over({STUDY.name: make_jobs(3)}, reference, store)
    assert taken.count == 0
    assert "truncated or altered" in taken.misfits[STUDY.name]
