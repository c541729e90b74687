"""One job in a worker process, and what came of it."""

import signal
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.records.parent import end_with_parent
from engine.records.plan import Job
from engine.records.source import Source

Sources = Mapping[str, Sequence[Source]]

WORKER_ENVIRONMENT = {
    **dict.fromkeys(
        (
            *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"),
            *("VECLIB_MAXIMUM_THREADS", "NUMBA_NUM_THREADS", "NUMEXPR_NUM_THREADS"),
        ),
        "1",
    ),
    # Training frees and takes the same tensors at every step; glibc would return them each time
    # to the system, at a quarter of the time of a convolutional network.
    "MALLOC_TRIM_THRESHOLD_": "1000000000",
    "MALLOC_MMAP_THRESHOLD_": "1000000000",
}
"""Of each worker: one thread, since there is a worker for each core."""

MOST_TRIES = 3
"""How many processes or workers may die over a job until it counts as failed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: its result and seconds, or the traceback of what it raised.

    Attributes:
        job: The job.
        result: What `compute` returned, or None.
        seconds: How long it took.
        is_first: Whether it was the first of its process, and so waited for imports.
        error: The traceback, or None.
    """

    job: Job
    result: object
    seconds: float
    is_first: bool
    error: str | None


def failed(job: Job, error: str) -> Outcome:
    """Return the outcome of a job that gave no result.

    Args:
        job: The job.
        error: Why, in words or as a traceback.
    """
    return Outcome(job, None, 0.0, True, error)


def killed_too_often(job: Job) -> Outcome:
    """Return the outcome of a job over which `MOST_TRIES` processes died."""
    return failed(
        job,
        f"{MOST_TRIES} processes were killed while it was computed, most often because memory "
        f"ran out: it needs up to {job.study.memory_gb:.1f} GB",
    )


_jobs_done = 0


def run_one(
    compute: Callable[..., dict[str, Any]], params: dict[str, Any], *sources: Sources
) -> tuple[object, float, bool, str | None]:
    """Run one job in a worker; exceptions travel as text, they need not be picklable."""
    global _jobs_done
    _jobs_done += 1
    is_first = _jobs_done == 1
    started = time.perf_counter()
    try:
        result = compute(params, *sources)
        return result, time.perf_counter() - started, is_first, None
    except (Exception, SystemExit):
        return None, time.perf_counter() - started, is_first, traceback.format_exc()


def start_worker(parent: int) -> None:
    """Leave interrupts to the process that started this one, and end when that one has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(parent)
