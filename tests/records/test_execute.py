import threading
import time

import pytest

from engine.records.execute import local_pool


def start_and_sleep(started):
    started.touch()
    time.sleep(60)


def test_ending_with_jobs_that_no_worker_took_is_silent(tmp_path, monkeypatch):
    raised = []
    monkeypatch.setattr(threading, "excepthook", raised.append)
    started = tmp_path / "started"
    futures = []
    with pytest.raises(KeyError, match="told to end"), local_pool(1) as pool:
        futures += [pool.executor.submit(start_and_sleep, started) for _ in range(20)]
        deadline = time.monotonic() + 60
        while not started.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        raise KeyError("told to end")
    assert not raised
    assert all(future.done() for future in futures)
