import os
import re
import signal
import threading
import time

import pytest

from engine.records.local import local_pool
from tests.records.run_studies import FakeStudy, die_once, jobs_of


def start_and_sleep(started):
    started.touch()
    time.sleep(60)


def test_ending_with_jobs_that_no_worker_took_is_silent(tmp_path, monkeypatch):
    raised = []
    monkeypatch.setattr(threading, "excepthook", raised.append)
    started = tmp_path / "started"
    futures = []
    with pytest.raises(KeyError, match="told to end"), local_pool(1) as pool:
        futures += [pool._executor.submit(start_and_sleep, started) for _ in range(20)]
        deadline = time.monotonic() + 60
        while not started.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        raise KeyError("told to end")
    assert not raised
    assert all(future.done() for future in futures)


def test_a_worker_killed_while_it_waits_costs_nothing():
    with local_pool(1) as pool:
        first, second = jobs_of(FakeStudy("squares"), range(2))
        (outcome,) = pool.execute_all([first], {})
        os.kill(outcome.result["process"], signal.SIGKILL)
        (after,) = pool.execute_all([second], {})
    assert after.result["square"] == 1
    assert after.result["process"] != outcome.result["process"]


def test_what_ran_in_a_killed_worker_runs_again_and_is_said(tmp_path):
    said = []
    jobs = jobs_of(FakeStudy("unlucky", compute=die_once), range(3), folder=str(tmp_path))
    with local_pool(2, said.append) as pool:
        results = [outcome.result["square"] for outcome in pool.execute_all(jobs, {})]
    assert sorted(results) == [0, 1, 4]
    assert said
    assert all(
        re.fullmatch(r"a worker was killed .* unlucky \(.*\); it runs again", line) for line in said
    )
