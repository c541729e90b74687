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
        seconds: How long it took, by the clock.
        core_seconds: How long a core was at work on it, which other work of the machine changes
            little.
        is_first: Whether it was the first of its process, and so waited for imports.
        error: The traceback, or None.
    """

    job: Job
    result: object
    seconds: float
    core_seconds: float
    is_first: bool
    error: str | None


def failed(job: Job, error: str) -> Outcome:
    """Return the outcome of a job that gave no result.

    Args:
        job: The job.
        error: Why, in words or as a traceback.
    """
    return Outcome(job, None, 0.0, 0.0, True, error)


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
) -> tuple[object, float, float, bool, str | None]:
    """Run one job in a worker, and return what an `Outcome` has beside the job.

    Exceptions travel as text, they need not be picklable.
    """
    global _jobs_done
    _jobs_done += 1
    is_first = _jobs_done == 1
    result, error = None, None
    started, worked = time.perf_counter(), time.process_time()
    try:
        result = compute(params, *sources)
    except (Exception, SystemExit):
        error = traceback.format_exc()
    seconds, core_seconds = time.perf_counter() - started, time.process_time() - worked
    return result, seconds, core_seconds, is_first, error


def start_worker(parent: int) -> None:
    """Leave interrupts to the process that started this one, and end when that one has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(parent)
