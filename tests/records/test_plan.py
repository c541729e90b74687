from dataclasses import replace

import pytest

from engine.records.code import sha256_text
from engine.records.plan import PlanError, in_waves, plan_jobs, plan_studies
from engine.studies.study import Profile
from engine.studies.worked_examples import study as worked_examples
from tests.records.run_studies import FakeStudy


def grid_of(*numbers):
    return lambda profile: [{"number": number} for number in numbers]


def study(name, *reads, numbers=(0,), **fields):
    fields = {"compute": worked_examples.compute, **fields}
    return FakeStudy(name, grid=grid_of(*numbers), reads=reads, **fields)


def plan_all(*studies):
    return plan_studies(studies, studies, Profile.QUICK)


def test_what_is_read_is_planned_with_what_reads_it_and_comes_first():
    known = [study("fit", "runs", "sizes"), study("runs", numbers=(1, 2)), study("sizes", "runs")]
    plan = plan_studies(known[:1], [*known, study("other")], Profile.QUICK)
    assert list(plan) == ["runs", "sizes", "fit"]
    (fit,) = plan["fit"]
    assert fit.sources == {"runs": tuple(plan["runs"]), "sizes": tuple(plan["sizes"])}
    runs = sha256_text("\n".join(job.key for job in plan["runs"]))
    assert fit.inputs.reads["runs"] == runs
    assert plan["runs"][0].inputs.reads == {}


def test_the_profile_is_that_of_the_whole_plan():
    asked = []
    runs = FakeStudy("runs", grid=lambda profile: asked.append(profile) or [], compute=len_of)
    plan_studies([study("fit", "runs")], [runs], Profile.PAPER)
    assert asked == [Profile.PAPER]


def len_of(params):
    return {}


len_of.__module__ = worked_examples.compute.__module__


@pytest.mark.parametrize(
    "changed",
    [
        study("runs", numbers=(1, 3)),
        study("runs", numbers=(2, 1)),
        study("runs", numbers=(1, 2, 3)),
        study("runs", numbers=(1, 2), packages=("numpy",)),
        study("runs", "sizes", numbers=(1, 2)),
    ],
    ids=["params", "order", "one more", "packages", "reads more"],
)
def test_a_key_follows_every_key_that_it_reads_however_far(changed):
    fit, report, sizes = study("fit", "runs"), study("report", "fit"), study("sizes")
    before = plan_all(study("runs", numbers=(1, 2)), sizes, fit, report)
    after = plan_all(changed, sizes, fit, report)
    for name in ("fit", "report"):
        assert [job.key for job in after[name]] != [job.key for job in before[name]]
    assert after["sizes"] == before["sizes"]


def test_the_same_plan_has_the_same_keys_wherever_studies_stand():
    studies = [study("runs", numbers=(1, 2)), study("sizes"), study("fit", "runs", "sizes")]
    first, second = plan_all(*studies), plan_all(*reversed(studies))
    assert first == second
    swapped = replace(studies[2], reads=("sizes", "runs"))
    assert plan_all(*studies[:2], swapped)["fit"][0].key == first["fit"][0].key


@pytest.mark.parametrize(
    ("studies", "said"),
    [
        ([study("a", "a")], "in a circle: a reads a;"),
        ([study("a", "b"), study("b", "c"), study("c", "a")], "circle: a reads b reads c reads a;"),
        ([study("x", "b"), study("b", "c"), study("c", "b")], "circle: b reads c reads b;"),
        ([study("a", "absent"), study("b")], "'a' reads 'absent', and there is no .* known: a, b"),
    ],
)
def test_what_cannot_be_read_is_named(studies, said):
    with pytest.raises(PlanError, match=said):
        plan_all(*studies)


def test_a_study_alone_says_what_it_lacks():
    with pytest.raises(PlanError, match="'fit' reads 'runs', which is not planned"):
        plan_jobs(study("fit", "runs"), [{"number": 1}])


def test_waves_hold_each_study_after_all_that_it_reads():
    plan = plan_all(
        study("late", "fit", "runs"),
        study("fit", "runs"),
        study("runs", numbers=(1, 2)),
        study("x"),
    )
    jobs = [job for part in plan.values() for job in part]
    waves = [sorted(job.study.name for job in wave) for wave in in_waves(jobs)]
    assert waves == [["runs", "runs", "x"], ["fit"], ["late"]]


def test_what_is_there_already_keeps_nobody_waiting():
    plan = plan_all(study("fit", "runs"), study("runs"), study("x"))
    assert in_waves([*plan["fit"], *plan["x"]]) == [[*plan["fit"], *plan["x"]]]
    assert in_waves([]) == []
