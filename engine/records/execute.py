"""Running jobs in worker processes of this machine, and handing back what came of them."""

import os
import signal
import threading
import time
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty
from typing import Any

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

_TICK_SECONDS = 1.0
_LOOK_FOR_PARENT_SECONDS = 0.5


class WorkerKilledError(Exception):
    """A worker process was killed; the message says what ran, and what to do."""


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


@dataclass(frozen=True, slots=True)
class Pool:
    """Processes that take jobs.

    Attributes:
        executor: Takes functions and returns futures.
        cores: How many jobs it computes at a time.
    """

    executor: Executor
    cores: int


@contextmanager
def local_pool(workers: int) -> Iterator[Pool]:
    """Give processes of this machine; they end with the block, and when this process is killed."""
    from joblib.externals.loky import ProcessPoolExecutor

    executor = ProcessPoolExecutor(
        max_workers=workers,
        env={name: os.environ.get(name, value) for name, value in WORKER_ENVIRONMENT.items()},
        initializer=start_worker,
        initargs=(os.getpid(),),
    )
    try:
        with warnings.catch_warnings():
            # What a worker keeps of its framework looks like a leak: loky then starts a new one.
            warnings.filterwarnings("ignore", "A worker stopped while some jobs")
            yield Pool(executor, workers)
    except BaseException:
        # Told to kill, loky drops the jobs that no worker took and keeps their numbers, and then
        # looks for them in vain: a run interrupted there would end with a traceback of its thread.
        with suppress(Empty):
            while True:
                executor._work_ids.get_nowait()
        executor.shutdown(wait=True, kill_workers=True)
        raise
    executor.shutdown(wait=True)


def execute_all(
    jobs: Sequence[Job],
    sources: Mapping[str, Sources],
    pool: Pool,
    *,
    on_start: Callable[[Job], None] = lambda job: None,
    on_tick: Callable[[], None] = lambda: None,
) -> Iterator[Outcome]:
    """Run jobs, in their order as places become free, and yield each as it is done.

    Args:
        jobs: What to run.
        sources: For each study that reads others, what it reads.
        pool: Where to run.
        on_start: Called as a job is handed out.
        on_tick: Called every second.

    Raises:
        WorkerKilledError: If a worker was killed.
    """
    waiting = deque(jobs)
    running: dict[Future[Any], Job] = {}
    while waiting or running:
        while waiting and len(running) < pool.cores:
            job = waiting.popleft()
            read = [sources[job.study.name]] if job.study.reads else []
            try:
                future = pool.executor.submit(run_one, job.study.compute, job.params, *read)
            except RuntimeError as error:
                raise _killed(list(running.values())) from error
            running[future] = job
            on_start(job)
        done, _ = wait(running, timeout=_TICK_SECONDS, return_when=FIRST_COMPLETED)
        on_tick()
        for future in done:
            yield _outcome_of(future, running)


def _outcome_of(future: Future[Any], running: dict[Future[Any], Job]) -> Outcome:
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    try:
        return Outcome(running[future], *future.result())
    except TerminatedWorkerError as error:
        raise _killed(list(running.values())) from error
    finally:
        del running[future]


def _killed(running: Sequence[Job]) -> WorkerKilledError:
    return WorkerKilledError(
        "a worker process was killed, most often because memory ran out, while these were "
        f"computed: {'; '.join(job.label for job in running)}. The results so far are written. "
        "Run again with fewer --workers, or study by study (--study)"
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
    except Exception:
        return None, time.perf_counter() - started, is_first, traceback.format_exc()


def start_worker(parent: int) -> None:
    """Leave interrupts to the process that started this one, and end when that one has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.name == "posix":
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_FOR_PARENT_SECONDS)
    os._exit(1)
