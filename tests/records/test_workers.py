import re

import joblib
import pytest

from engine.records.workers import choose_workers, usable_cores


@pytest.mark.parametrize(
    ("cores", "free_gb", "jobs", "wanted", "said"),
    [
        (2, 21.34, 99, None, "2 workers: 2 cores, 21.3 GB free of which a worker needs up to 1.4"),
        (8, 5.0, 99, None, "3 workers: 8 cores, 5.0 GB free of which a worker needs up to 1.4"),
        (8, 21.0, 2, None, "2 workers: 2 results, 8 cores, 21.0 GB free of which a worker needs"),
        (1, 9.0, 1, None, "1 worker: 1 core, 9.0 GB free of which a worker needs up to 1.4"),
        (4, 0.9, 99, None, "1 worker: 4 cores, 0.9 GB free .* up to 1.4, it may run out"),
        (4, 9.0, 99, 1, "1 worker: as asked, 4 cores, 9.0 GB free of which a worker needs"),
        (2, 9.0, 99, 4, "4 workers: as asked, 2 cores, 9.0 GB free .* up to 1.4$"),
        (2, 2.0, 99, 2, "2 workers: as asked, 2 cores, 2.0 GB free .* up to 1.4, it may run out"),
        (4, 9.0, 2, 3, "2 workers: 2 results, 4 cores"),
    ],
)
def test_cores_and_memory_decide_and_the_line_says_how(cores, free_gb, jobs, wanted, said):
    chosen = choose_workers(1.4, jobs, wanted, cores=cores, free_gb=free_gb)
    assert re.match(said, str(chosen)), str(chosen)


def test_memory_that_nobody_knows_leaves_it_to_the_cores(monkeypatch):
    monkeypatch.setattr("engine.records.workers.free_memory_bytes", lambda: None)
    chosen = choose_workers(1.4, 99, cores=3)
    assert chosen.count == 3
    assert "how much is free is not known" in chosen.reason


def test_cores_are_those_of_joblib_which_knows_quotas(monkeypatch):
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")
    assert usable_cores() == joblib.cpu_count() == 1
