"""Studies that read others, computed."""

import json

import pytest

from engine.records import plan as planning
from engine.records.plan import plan_studies
from engine.records.record import read_record
from engine.records.run import ComputeError, missing_jobs, run_jobs
from engine.records.validate import find_fault
from tests.records.run_studies import FakeStudy, fail_always, fail_on_odd, square, total


@pytest.fixture(autouse=True)
def _tests_have_code(monkeypatch):
    """Studies of tests are no modules of the engine: their code is their function's name."""
    monkeypatch.setattr(planning, "code_hash", lambda module: "c0de")


def study(name, *reads, numbers=(0,), **fields):
    grid = [{"number": number} for number in numbers]
    compute = total if reads else square
    return FakeStudy(name, **{"compute": compute, **fields}, reads=reads, grid=lambda _: grid)


def jobs_of(*studies, chosen=None):
    plan = plan_studies(chosen or studies, studies, "quick")
    return {name: list(part) for name, part in plan.items()}


def flat(plan):
    return [job for part in plan.values() for job in part]


def results(store, jobs):
    return [store.find(job.study.name, job.key).result for job in jobs]


CHAIN = (
    study("report", "fit", "runs"),
    study("fit", "runs", numbers=(10, 20), framework="torch"),
    study("runs", numbers=(3, 1, 2), framework="keras"),
)


def test_readers_get_what_was_computed_in_the_order_of_its_grid(store):
    plan = jobs_of(*CHAIN)
    assert run_jobs(flat(plan), store, workers=2) == 6
    assert results(store, plan["fit"]) == [
        {"square": 14 + number, "order": {"runs": [3, 1, 2]}} for number in (10, 20)
    ]
    (report,) = results(store, plan["report"])
    assert report["square"] == 24 + 34 + 14
    assert run_jobs(flat(plan), store, workers=2) == 0


def test_records_say_what_they_were_made_from(store):
    plan = jobs_of(*CHAIN)
    run_jobs(flat(plan), store, workers=2)
    (job,) = plan["report"]
    path = store.path("report", job.key)
    assert read_record(path).inputs.reads.keys() == {"fit", "runs"}
    assert '"reads"' not in store.path("runs", plan["runs"][0].key).read_text(encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    store.path("report", job.key).write_text(
        text.replace(job.inputs.reads["fit"], "0" * 64), encoding="utf-8"
    )
    with pytest.warns(UserWarning, match="its key does not fit"):
        assert missing_jobs([job], store) == [job]


def test_the_schema_knows_what_a_record_reads(store):
    plan = jobs_of(*CHAIN)
    run_jobs(flat(plan), store, workers=2)
    for job in flat(plan):
        body = json.loads(store.path(job.study.name, job.key).read_text(encoding="utf-8"))
        assert find_fault(body, "record") is None


def test_records_that_are_there_are_read_from_disk(store):
    plan = jobs_of(*CHAIN)
    run_jobs(plan["runs"], store, workers=1)
    assert run_jobs(flat(plan), store, workers=1) == 3
    assert results(store, plan["report"])[0]["square"] == 72


def test_one_more_source_computes_the_readers_anew(store):
    runs = study("runs", numbers=(1, 2))
    fit = study("fit", "runs")
    run_jobs(flat(jobs_of(runs, fit)), store, workers=1)
    more = jobs_of(study("runs", numbers=(1, 2, 3)), fit)
    assert run_jobs(flat(more), store, workers=1) == 2
    assert results(store, more["fit"])[0]["square"] == 14


def test_what_reads_a_failure_is_not_computed_and_says_why(store):
    plan = jobs_of(
        study("report", "fit"),
        study("fit", "runs"),
        study("runs", numbers=(2, 3), compute=fail_on_odd),
        study("fine", "others"),
        study("others"),
    )
    with pytest.raises(ComputeError) as raised:
        run_jobs(flat(plan), store, workers=2)
    message = str(raised.value)
    assert message.startswith("3 of 6 results could not be computed (the others are written)")
    assert "fit (number=0):\nnot computed, since it reads runs (number=3), which has no" in message
    assert "report (number=0):\nnot computed, since it reads fit (number=0)" in message
    assert results(store, plan["fine"])[0]["square"] == 0


def test_a_reader_that_fails_leaves_what_it_reads(store):
    plan = jobs_of(study("fit", "runs", compute=fail_always), study("runs", numbers=(1, 2)))
    with pytest.raises(ComputeError, match=r"1 of 3 .*\n\nfit"):
        run_jobs(flat(plan), store, workers=1)
    assert results(store, plan["runs"])[1]["square"] == 4


def test_waves_run_on_a_cluster_alike(store):
    distributed = pytest.importorskip("dask.distributed", reason="dask is not installed")
    plan = jobs_of(*CHAIN)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as cluster:
        assert run_jobs(flat(plan), store, dask=cluster.scheduler_address) == 6
    assert results(store, plan["report"])[0]["square"] == 72
