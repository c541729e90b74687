"""Running jobs in worker processes of this machine; what a killed one had is run again."""

import os
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from queue import Empty
from typing import TYPE_CHECKING, Any

from engine.records.execute import (
    MOST_TRIES,
    WORKER_ENVIRONMENT,
    Outcome,
    Sources,
    failed,
    killed_too_often,
    run_one,
    start_worker,
)
from engine.records.plan import Job

if TYPE_CHECKING:
    from joblib.externals.loky import ProcessPoolExecutor

_TICK_SECONDS = 1.0


@contextmanager
def local_pool(
    workers: int, say: Callable[[str], None] = lambda line: None
) -> "Iterator[LocalPool]":
    """Give processes of this machine; they end with the block, and when this process is killed.

    Args:
        workers: How many.
        say: Called with each line for a reader.
    """
    pool = LocalPool(workers, say)
    try:
        with warnings.catch_warnings():
            # What a worker keeps of its framework looks like a leak: loky then starts a new one.
            warnings.filterwarnings("ignore", "A worker stopped while some jobs")
            yield pool
    except BaseException:
        pool.kill()
        raise
    pool.close()


class LocalPool:
    """Processes of this machine that take jobs.

    Args:
        workers: How many.
        say: Called with each line for a reader.
    """

    def __init__(self, workers: int, say: Callable[[str], None]) -> None:
        self._workers = workers
        self._say = say
        self._executor = _start_executor(workers)

    def execute_all(
        self,
        jobs: Sequence[Job],
        sources: Mapping[str, Sources],
        *,
        on_start: Callable[[Job], None] = lambda job: None,
        on_tick: Callable[[], None] = lambda: None,
    ) -> Iterator[Outcome]:
        """Run jobs, in their order as places become free, and yield each once as it is done.

        Where a worker is killed, which of the jobs that ran was too much for it cannot be told:
        they are run again when all others are done, each alone, with all the memory there is.

        Args:
            jobs: What to run.
            sources: For each study that reads others, what it reads.
            on_start: Called as a job is handed out.
            on_tick: Called every second.
        """
        run = _Jobs(sources, on_start, on_tick)
        suspects = yield from self._run(run, jobs, self._workers)
        for job in suspects:
            for _ in range(MOST_TRIES - 1):
                lost = yield from self._run(run, [job], 1)
                if not lost:
                    break
            else:
                yield killed_too_often(job)

    def close(self) -> None:
        """Let the processes end, when nothing runs any more."""
        self._executor.shutdown(wait=True)

    def kill(self) -> None:
        """End the processes at once, whatever they run."""
        # Told to kill, loky drops the jobs that no worker took and keeps their numbers, and then
        # looks for them in vain: a run interrupted there would end with a traceback of its thread.
        with suppress(Empty):
            while True:
                self._executor._work_ids.get_nowait()
        self._executor.shutdown(wait=True, kill_workers=True)

    def _run(
        self, run: "_Jobs", jobs: Sequence[Job], places: int
    ) -> Generator[Outcome, None, list[Job]]:
        """Run jobs, so many at a time; return those that ran when a worker was killed."""
        waiting, lost = deque(jobs), list[Job]()
        running: dict[Future[Any], Job] = {}
        is_broken = False
        while waiting or running:
            while waiting and len(running) < places and not is_broken:
                future = run.submit(waiting[0], self._executor)
                if future is None:
                    is_broken = True
                else:
                    running[future] = waiting.popleft()
            if is_broken and not running:
                self._replace_executor()
                is_broken = False
            for future in run.await_some(running):
                job = running.pop(future)
                outcome = _outcome_of(future, job)
                if outcome is None:
                    is_broken = True
                    lost.append(job)
                    self._say(f"a worker was killed that may have run {job.label}; it runs again")
                else:
                    yield outcome
        if is_broken:
            self._replace_executor()
        return lost

    def _replace_executor(self) -> None:
        self._executor.shutdown(wait=True, kill_workers=True)
        self._executor = _start_executor(self._workers)


class _Jobs:
    """What jobs read, and whom to tell of them."""

    def __init__(
        self,
        sources: Mapping[str, Sources],
        on_start: Callable[[Job], None],
        on_tick: Callable[[], None],
    ) -> None:
        self._sources = sources
        self._on_start = on_start
        self._on_tick = on_tick

    def submit(self, job: Job, executor: "ProcessPoolExecutor") -> "Future[Any] | None":
        """Hand out a job; return None where a worker that ran nothing has been killed."""
        from joblib.externals.loky.process_executor import BrokenProcessPool

        read = [self._sources[job.study.name]] if job.study.reads else []
        try:
            future: Future[Any] = executor.submit(run_one, job.study.compute, job.params, *read)
        except BrokenProcessPool:
            return None
        self._on_start(job)
        return future

    def await_some(self, running: "Mapping[Future[Any], Job]") -> "set[Future[Any]]":
        """Wait a second at most for some of what runs to be done."""
        if not running:
            return set()
        done, _ = wait(running, timeout=_TICK_SECONDS, return_when=FIRST_COMPLETED)
        self._on_tick()
        return done


def _outcome_of(future: "Future[Any]", job: Job) -> Outcome | None:
    """Return what came of a job, or None where a worker was killed while it ran."""
    from joblib.externals.loky.process_executor import BrokenProcessPool

    try:
        return Outcome(job, *future.result())
    except BrokenProcessPool:
        return None
    except Exception:
        # What it returned could not leave the worker.
        return failed(job, traceback.format_exc())


def _start_executor(workers: int) -> "ProcessPoolExecutor":
    from joblib.externals.loky import ProcessPoolExecutor

    return ProcessPoolExecutor(
        max_workers=workers,
        env={name: os.environ.get(name, value) for name, value in WORKER_ENVIRONMENT.items()},
        initializer=start_worker,
        initargs=(os.getpid(),),
    )
