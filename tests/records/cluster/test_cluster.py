"""Runs on a cluster of this machine whose workers have nothing but the packages."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial

import pytest

from engine.records.cluster import connection, execute
from engine.records.cluster.address import ClusterError
from engine.records.key import Inputs, record_key
from engine.records.plan import Job, plan_studies
from engine.records.run import ComputeError, run_jobs
from engine.records.store import RecordStore
from engine.studies.catalogue import all_studies, find_study
from engine.studies.study import Profile
from tests import ROOT
from tests.records.cluster.loopback import pretend, sleeping_jobs, wait_until
from tests.records.run_studies import FakeStudy

SHORT = ("worked-examples", "rule-2-memorisation")


def plan_of(names):
    plan = plan_studies([find_study(name) for name in names], all_studies(), Profile.QUICK)
    return [job for jobs in plan.values() for job in jobs]


def own_job():
    """A job whose result holds what only the engine can unpickle, as a StrEnum."""
    reading = "__import__('engine.theory.capacity', fromlist=['theory']).Reading.DECISION_LAYER"
    study = FakeStudy("own", compute=partial(eval, f"{{'reading': {reading}}}"))
    inputs = Inputs(code="c0de", data={}, packages={})
    return Job(study, {}, inputs, record_key("own", {}, inputs))


def results(store, jobs):
    """What was computed."""
    return [store.find(job.study.name, job.key).result for job in jobs]


def in_background(jobs, store, address):
    failed = []

    def compute():
        try:
            run_jobs(jobs, store, dask=address)
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=compute, daemon=True)
    thread.start()
    return thread, failed


def count(folder):
    return len([*folder.rglob("squares/*.json")])


def test_workers_without_the_engine_compute_what_processes_here_do(loopback, tmp_path, capsys):
    """One of three has another version of a package: it alone is refused."""
    loopback.start_scheduler()
    for name in ("one", "two"):
        loopback.start_worker(name)
    loopback.start_worker("other", env=pretend(tmp_path / "others", "numpy", "1.0.0"))
    wait_for(loopback, 3)
    jobs = [*plan_of(SHORT), own_job()]
    there, here = RecordStore(tmp_path / "there"), RecordStore(tmp_path / "here")
    assert run_jobs(jobs, there, dask=loopback.address) == len(jobs)
    assert run_jobs(jobs, here, workers=2) == len(jobs)
    assert results(there, jobs) == results(here, jobs)
    said = capsys.readouterr().err
    numpy = next(job.inputs.packages["numpy"] for job in jobs if "numpy" in job.inputs.packages)
    assert f"is refused: numpy 1.0.0 there, {numpy} here" in said
    assert said.count("is refused") == 1
    assert "task" in said
    assert not [*(tmp_path / "one").rglob("*.part")]


def test_the_work_of_a_dead_worker_is_redone_and_one_that_joins_late_takes_part(
    loopback, tmp_path, monkeypatch, capsys
):
    loopback.start_scheduler()
    dying = loopback.start_worker("dying")
    store = RecordStore(tmp_path / "records")
    written = []
    write = store.write
    monkeypatch.setattr(store, "write", lambda one: (written.append(one.key), write(one)))
    jobs = sleeping_jobs(range(5), 0.4)
    thread, failed = in_background(jobs, store, loopback.address)
    wait_until(lambda: count(tmp_path / "records"))
    os.kill(dying.pid, signal.SIGKILL)
    wait_until(lambda: "no worker can compute" in capsys.readouterr().err)
    loopback.start_worker("late")
    thread.join(60)
    assert not thread.is_alive()
    assert not failed
    assert sorted(written) == sorted(job.key for job in jobs)
    found = results(store, jobs)
    assert [one["square"] for one in found] == [0, 1, 4, 9, 16]
    assert len({one["process"] for one in found}) == 2


@pytest.mark.cluster
def test_a_scheduler_that_vanishes_is_said_and_the_same_command_goes_on(loopback, tmp_path):
    scheduler = loopback.start_scheduler()
    loopback.start_worker("one")
    store = RecordStore(tmp_path / "records")
    jobs = sleeping_jobs(range(4), 0.4)
    thread, failed = in_background(jobs, store, loopback.address)
    wait_until(lambda: count(tmp_path / "records"))
    scheduler.kill()
    thread.join(20)
    assert not thread.is_alive()
    (error,) = failed
    assert isinstance(error, ClusterError)
    there = count(tmp_path / "records")
    assert 1 <= there < 4
    assert f"is gone; {there} of 4 results are computed and written" in str(error)
    assert run_jobs(jobs, store, workers=1) == 4 - there


@pytest.mark.parametrize("is_there", [False, True], ids=["nobody", "not dask"])
def test_where_no_scheduler_answers_it_is_said_in_time(tmp_path, monkeypatch, is_there):
    monkeypatch.setattr(connection, "ANSWER_SECONDS", 1.0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        if is_there:
            taken.listen()
        port = taken.getsockname()[1]
        started = time.monotonic()
        with pytest.raises(
            ClusterError, match=f"no dask scheduler answers at tcp://127.0.0.1:{port}"
        ):
            run_jobs(sleeping_jobs([1], 0), RecordStore(tmp_path), dask=f"127.0.0.1:{port}")
    assert time.monotonic() - started < 4


def test_a_scheduler_of_another_version_is_named(loopback, tmp_path):
    loopback.start_scheduler(env=pretend(tmp_path / "old", "distributed", "2020.1.0"))
    with pytest.raises(ClusterError, match=r"cannot be used: distributed 2020\.1\.0 there, 20"):
        run_jobs(sleeping_jobs([1], 0), RecordStore(tmp_path / "records"), dask=loopback.address)


@pytest.mark.cluster
def test_a_worker_whose_disk_is_full_is_refused_and_others_go_on(loopback, tmp_path, capsys):
    if not shutil.which("unshare"):
        pytest.skip("unshare, which makes a small disk, is absent")
    full = tmp_path / "full"
    full.mkdir()
    mount = f'mount -t tmpfs -o size=200k tmpfs "{full}" && exec "$@"'
    small = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    if subprocess.run([*small, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount a small disk")
    loopback.start_scheduler()
    loopback.start_worker("full", before=small)
    loopback.start_worker("one")
    store = RecordStore(tmp_path / "records")
    wait_for(loopback, 2)
    assert run_jobs(sleeping_jobs(range(3), 0.1), store, dask=loopback.address) == 3
    assert "is refused: its disk is full: [Errno 28] No space left" in capsys.readouterr().err


@pytest.mark.cluster
def test_a_worker_that_lacks_a_package_is_refused_by_name(loopback, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(execute, "_SAY_WAITING_SECONDS", 0.5)
    loopback.start_scheduler()
    loopback.start_worker("one")
    jobs = sleeping_jobs([1], 0, packages={"no-such-package": "1.0"})
    thread, _ = in_background(jobs, RecordStore(tmp_path / "records"), loopback.address)
    said = []
    wait_until(
        lambda: said.append(capsys.readouterr().err) or "".join(said).count("(1 refused)") > 1
    )
    assert "is refused: it lacks the package no-such-package (1.0 here)" in "".join(said)
    loopback.close()
    thread.join(30)
    assert not thread.is_alive()


@pytest.mark.cluster
def test_the_data_is_sent_to_workers_that_lack_it(loopback, tmp_path):
    from engine.cli.computing import mnist_folder

    jobs = [min(plan_of(["mnist"]), key=lambda job: job.study.cost(job.params))]
    loopback.start_scheduler()
    loopback.start_worker("one")
    store = RecordStore(tmp_path / "records")
    assert run_jobs(jobs, store, dask=loopback.address, data=mnist_folder()) == 1
    here = RecordStore(tmp_path / "here")
    run_jobs(jobs, here, workers=1)
    assert results(store, jobs) == results(here, jobs)
    assert len([*(tmp_path / "one").rglob("*-ubyte")]) == 4


@pytest.mark.cluster
def test_a_driver_that_is_killed_and_started_again_goes_on(loopback, tmp_path):
    loopback.start_scheduler()
    loopback.start_worker("one")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from engine.records.run import run_jobs\n"
        "from engine.records.store import RecordStore\n"
        "from tests.records.cluster.loopback import sleeping_jobs\n"
        "print(run_jobs(sleeping_jobs(range(6), 0.4), RecordStore(Path(sys.argv[1])),"
        " dask=sys.argv[2]))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "records"), loopback.address]
    driver = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    wait_until(lambda: count(tmp_path / "records") >= 2)
    driver.kill()
    driver.wait()
    before = count(tmp_path / "records")
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(again.stdout) == 6 - before
    assert count(tmp_path / "records") == 6


@pytest.mark.cluster
def test_a_job_whose_processes_die_fails_and_the_others_are_written(loopback, tmp_path):
    from functools import partial

    from engine.records.key import Inputs, record_key
    from engine.records.plan import Job
    from tests.records.run_studies import FakeStudy

    loopback.start_scheduler()
    loopback.start_worker("one")
    study = FakeStudy("deaths", compute=partial(eval, "__import__('os')._exit(1)"))
    inputs = Inputs("c0de", {}, {})
    deadly = Job(study, {"number": 1}, inputs, record_key("deaths", {"number": 1}, inputs))
    store = RecordStore(tmp_path / "records")
    with pytest.raises(ComputeError, match=r"1 of 3 .*\n\ndeaths \(number=1\):\n3 processes were"):
        run_jobs([deadly, *sleeping_jobs(range(2), 0)], store, dask=loopback.address)
    assert count(tmp_path / "records") == 2


def wait_for(loopback, workers):
    from distributed import Client

    with Client(scheduler_file=loopback.address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=30)
