import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.records import run
from engine.records.code import code_hash
from engine.records.plan import plan_jobs
from engine.records.run import ComputeError, run_jobs
from engine.records.store import RecordStore
from engine.studies.study import Profile
from engine.studies.worked_examples import study as worked_examples
from tests import ROOT
from tests.processes import needs_ps, processes_of
from tests.records import sleeping_study
from tests.records.run_studies import (
    FakeStudy,
    die,
    die_once,
    exhaust_memory,
    fail_on_odd,
    jobs_of,
    leave,
    look_at_the_clock,
    not_a_number,
    not_to_be_sent,
    nothing,
)

needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")


def test_a_plan_has_the_grid_in_order_and_all_that_goes_in():
    grid = worked_examples.grid(Profile.QUICK)
    jobs = plan_jobs(worked_examples.STUDY, grid)
    assert [job.params for job in jobs] == list(grid)
    assert len({job.key for job in jobs}) == len(jobs)
    assert {job.inputs.code for job in jobs} == {code_hash("engine.studies.worked_examples.study")}
    assert jobs[0].label == "worked-examples (name=single neuron, sizes=[2, 1])"


def test_a_plan_is_stable_and_its_data_and_packages_count():
    study = FakeStudy("fake", compute=worked_examples.compute)
    (job,) = plan_jobs(study, [{"number": 1}])
    assert plan_jobs(study, [{"number": 1}])[0].key == job.key
    with_data = FakeStudy("fake", compute=worked_examples.compute, data_files={"digits": "da7a"})
    with_package = FakeStudy("fake", compute=worked_examples.compute, packages=("numpy",))
    keys = {plan_jobs(other, [{"number": 1}])[0].key for other in (study, with_data, with_package)}
    assert len(keys) == 3


def test_what_fails_is_named_and_the_rest_is_written(store):
    failing = FakeStudy("halves", compute=fail_on_odd)
    jobs = [
        *jobs_of(failing, range(4)),
        *jobs_of(FakeStudy("losses", compute=not_a_number)),
        *jobs_of(FakeStudy("nothings", compute=nothing)),
    ]
    with pytest.raises(ComputeError) as raised:
        run_jobs(jobs, store, workers=2)
    message = str(raised.value)
    assert message.startswith("4 of 6 results could not be computed (the others are written)")
    assert "halves (number=1):\nTraceback" in message
    assert "ArithmeticError: 3 is odd" in message
    assert re.search(r"losses \(number=0\):\nstudy losses, .*not plain JSON.*finite", message)
    assert "nothings (number=0):\ncompute returned None, expected a dict" in message
    kept = [store.find(job.study.name, job.key) for job in jobs]
    assert [record.result["square"] for record in kept if record] == [0, 4]
    assert os.getpid() not in {record.result["process"] for record in kept if record}


def test_the_longest_come_first_and_one_worker_is_a_process_of_its_own(store):
    started = []
    study = FakeStudy("squares", cost=lambda params: params["number"])
    write = store.write
    store.write = lambda record: (started.append(record.params["number"]), write(record))[1]
    assert run_jobs(jobs_of(study, [1, 3, 0, 2]), store, workers=1) == 4
    assert started == [3, 2, 1, 0]
    records = [store.find("squares", job.key) for job in jobs_of(study, range(4))]
    processes = {record.result["process"] for record in records}
    assert len(processes) == 1
    assert os.getpid() not in processes
    assert {
        "cpu",
        "python",
        "commit",
        "time",
        "seconds",
        "core_seconds",
        "device",
        "platform",
    } == set(records[0].made)


def test_what_a_study_clocked_is_kept_apart_from_its_result(store):
    (job,) = jobs_of(FakeStudy("clocks", compute=look_at_the_clock))
    run_jobs([job], store)
    record = store.find("clocks", job.key)
    assert record.result == {"square": 0}
    assert record.made["clocked"] == {"epoch_seconds": [1.5]}


def test_valid_records_are_not_computed_again(store, monkeypatch):
    jobs = jobs_of(FakeStudy("squares"), range(2))
    assert run_jobs(jobs, store, workers=2) == 2
    prepared = []
    lost = jobs_of(FakeStudy("squares", prepare=lambda: prepared.append(1)), range(2))
    monkeypatch.setattr(run, "local_pool", lambda *arguments: pytest.fail("computed again"))
    assert run_jobs(lost, store) == 0
    assert prepared == []


def test_a_damaged_record_alone_is_computed_again(store):
    jobs = jobs_of(FakeStudy("squares"), range(2))
    run_jobs(jobs, store, workers=2)
    store.path("squares", jobs[1].key).write_text("{", encoding="utf-8")
    with pytest.warns(UserWarning, match=jobs[1].key):
        assert run_jobs(jobs, store, workers=2) == 1
    assert store.find("squares", jobs[1].key).result["square"] == 1


def test_data_is_prepared_once_before_anything_runs(store):
    def prepare():
        raise FileNotFoundError("no data here")

    jobs = jobs_of(FakeStudy("squares", prepare=prepare), range(2))
    with pytest.raises(FileNotFoundError, match="no data here"):
        run_jobs(jobs, store)
    assert not store.root.exists()


def test_one_worker_sees_one_framework_only(store):
    jobs = [
        job
        for framework in ("torch", "keras")
        for job in jobs_of(FakeStudy(framework, framework=framework), range(2))
    ]
    run_jobs(jobs, store, workers=1)
    processes = {"torch": set(), "keras": set()}
    for job in jobs:
        name = job.study.name
        processes[name].add(store.find(name, job.key).result["process"])
    assert not processes["keras"] & processes["torch"]


def test_what_kills_its_worker_fails_and_all_else_is_computed(store, tmp_path):
    deadly = jobs_of(FakeStudy("deaths", compute=die, memory_gb=1.5))
    harmless = jobs_of(FakeStudy("squares"), range(6))
    unlucky = jobs_of(FakeStudy("unlucky", compute=die_once), range(2), folder=str(tmp_path))
    with pytest.raises(ComputeError) as raised:
        run_jobs([*deadly, *harmless, *unlucky], store, workers=2)
    message = str(raised.value)
    assert message.startswith("1 of 9 results could not be computed (the others are written)")
    assert "deaths (number=0):\n3 processes were killed while it was computed" in message
    assert "it needs up to 1.5 GB" in message
    assert all(store.find(job.study.name, job.key) for job in [*harmless, *unlucky])


@pytest.mark.parametrize(
    ("compute", "said"),
    [
        (leave, "SystemExit: that is it"),
        (not_to_be_sent, "cannot pickle"),
        pytest.param(exhaust_memory, "MemoryError", marks=needs_limits),
    ],
)
def test_however_a_result_fails_the_others_are_computed(store, compute, said):
    failing = jobs_of(FakeStudy("failing", compute=compute))
    others = jobs_of(FakeStudy("squares"), range(3))
    with pytest.raises(ComputeError, match=said):
        run_jobs([*failing, *others], store, workers=1)
    assert all(store.find("squares", job.key) for job in others)


def test_a_kill_loses_only_what_was_running(tmp_path):
    command = [sys.executable, str(Path(__file__).with_name("sleeping_study.py")), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    first = subprocess.Popen(
        command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        kept = wait_for_records(tmp_path, 2)
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    kept = len(list(tmp_path.glob("sleeping/*.json")))
    assert 2 <= kept < sleeping_study.RESULTS

    second = subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True, timeout=60
    )
    assert int(second.stdout) == sleeping_study.RESULTS - kept
    assert not (tmp_path / "damaged").exists()
    store = RecordStore(tmp_path)
    results = [store.find("sleeping", job.key).result for job in sleeping_study.jobs()]
    assert results == [{"square": number**2} for number in range(sleeping_study.RESULTS)]


def wait_for_records(folder, count):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if len(list(folder.glob("sleeping/*.json"))) >= count:
            return
        time.sleep(0.02)
    pytest.fail(f"no {count} records after a minute")


@pytest.fixture
def sleeping(tmp_path):
    """Starts the study that sleeps, and waits for two of its records; it and its workers end."""
    command = [sys.executable, str(Path(__file__).with_name("sleeping_study.py")), str(tmp_path)]
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for_records(tmp_path, 2)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def seconds_until_nothing_runs(session):
    began = time.monotonic()
    while processes_of(session):
        if time.monotonic() - began > 30:
            pytest.fail(f"still there: {processes_of(session)}")
        time.sleep(0.05)
    return time.monotonic() - began


@needs_ps
def test_a_killed_run_leaves_no_worker_behind(sleeping):
    assert len(processes_of(sleeping.pid)) >= 3
    sleeping.kill()
    sleeping.wait()
    assert seconds_until_nothing_runs(sleeping.pid) < 10


@needs_ps
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_told_to_end_says_what_is_finished(sleeping, tmp_path, number, status):
    began = time.monotonic()
    sleeping.send_signal(number)
    _, said = sleeping.communicate(timeout=20)
    took = time.monotonic() - began
    seconds_until_nothing_runs(sleeping.pid)
    kept = len(list(tmp_path.glob("sleeping/*.json")))
    assert sleeping.returncode == status
    assert said.splitlines()[-1] == (
        f"interrupted: {kept} of {sleeping_study.RESULTS} results are computed and written; "
        "the same command goes on from there"
    )
    assert "Traceback" not in said
    assert took < 5, "a second on a machine that does nothing else"


def test_the_line_that_starts_says_how_many_workers_and_why(store, capsys):
    jobs = [
        *jobs_of(FakeStudy("squares", memory_gb=0.2), range(2)),
        *jobs_of(FakeStudy("cubes", memory_gb=0.3), range(2)),
    ]
    run_jobs(jobs, store)
    lines = [line for line in capsys.readouterr().err.splitlines() if "worker" in line]
    assert len(lines) == 1
    assert re.match(r"\d+ workers?: .*\d cores?, [\d.]+ GB free of which .* up to 0\.3$", lines[0])
