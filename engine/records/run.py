"""Compute what is missing: keep valid records, run the rest in workers, write as they come."""

import os
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine.records.key import Inputs, code_hash, package_versions, record_key
from engine.records.made import describe_run
from engine.records.progress import Progress
from engine.records.record import Record, RecordError
from engine.records.store import RecordStore

DataFiles = Mapping[str, str] | Callable[[dict[str, Any]], Mapping[str, str]] | None
"""SHA-256 by file name: of all results of a study, or a function of the params of one."""


class Computable(Protocol):
    """What the runner needs to know of a study."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def compute(self) -> Callable[[dict[str, Any]], dict[str, Any]]: ...  # noqa: D102
    @property
    def packages(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def framework(self) -> str | None: ...  # noqa: D102
    @property
    def cost(self) -> Callable[[dict[str, Any]], float]: ...  # noqa: D102
    @property
    def data_files(self) -> DataFiles: ...  # noqa: D102
    @property
    def prepare(self) -> Callable[[], object] | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Job:
    """One result to be had: a study, its params, what goes in, and the key that follows."""

    study: Computable
    params: dict[str, Any]
    inputs: Inputs
    key: str

    @property
    def label(self) -> str:
        """The job in words, for messages."""
        params = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.study.name} ({params})"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: its result and seconds, or the traceback of what it raised."""

    job: Job
    result: object
    seconds: float
    error: str | None


class ComputeError(Exception):
    """Some results could not be computed; the message names each one and its cause."""


def plan_jobs(study: Computable, grid: Sequence[dict[str, Any]]) -> list[Job]:
    """Return one job for each params of a grid, in its order."""
    code, packages = code_hash(study.compute.__module__), package_versions(study.packages)
    jobs = []
    for params in grid:
        inputs = Inputs(code, _data_of(study, params), packages)
        jobs.append(Job(study, params, inputs, record_key(study.name, params, inputs)))
    return jobs


def run_jobs(
    jobs: Sequence[Job], store: RecordStore, *, workers: int | None = None, dask: str | None = None
) -> int:
    """Compute and write the jobs that have no valid record yet.

    Each record is written as its result arrives, so that a kill loses what was running and no
    more. A job that raises does not stop the others.

    Args:
        jobs: What is wanted.
        store: Where records are looked up and written.
        workers: Worker processes; the number of usable cores when None.
        dask: Address of a dask scheduler to compute on; on this machine when None.

    Returns:
        How many were computed.

    Raises:
        ComputeError: If a job raised, after all others are done.
    """
    missing = [job for job in jobs if store.find(job.study.name, job.key) is None]
    for prepare in dict.fromkeys(job.study.prepare for job in missing if job.study.prepare):
        prepare()
    failed: list[tuple[Job, str]] = []
    run = describe_run()
    with Progress([(job.study.title, job.study.cost(job.params)) for job in missing]) as progress:
        for group in _by_framework(missing):
            for outcome in _execute_all(group, workers or _usable_cores(), dask):
                error = outcome.error or _write(outcome, store, run)
                if error:
                    failed.append((outcome.job, error))
                study = outcome.job.study
                progress.advance(study.title, study.cost(outcome.job.params))
    if failed:
        causes = "\n\n".join(f"{job.label}:\n{error}" for job, error in failed)
        raise ComputeError(
            f"{len(failed)} of {len(missing)} results could not be computed "
            f"(the others are written):\n\n{causes}"
        )
    return len(missing)


def _data_of(study: Computable, params: dict[str, Any]) -> dict[str, str]:
    files = study.data_files(params) if callable(study.data_files) else study.data_files
    return dict(sorted((files or {}).items()))


def _write(outcome: Outcome, store: RecordStore, run: dict[str, str]) -> str | None:
    """Write a result as a record; return what is wrong with it, or None."""
    job = outcome.job
    if not isinstance(outcome.result, dict):
        return f"compute returned {outcome.result!r}, expected a dict of JSON values"
    made = {**run, "seconds": round(outcome.seconds, 3)}
    record = Record(job.study.name, job.params, job.key, job.inputs, outcome.result, made)
    try:
        store.write(record)
    except RecordError as error:
        return str(error)
    return None


def _by_framework(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    """Split jobs so that no worker process imports two frameworks; longest first in each part."""
    keras = [job for job in jobs if job.study.framework == "keras"]
    others = [job for job in jobs if job.study.framework != "keras"]
    for group in (keras, others):
        if group:
            yield sorted(group, key=lambda job: -job.study.cost(job.params))


def _execute_all(jobs: Sequence[Job], workers: int, dask: str | None) -> Iterator[Outcome]:
    import joblib
    from joblib.externals.loky import get_reusable_executor
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    for name in ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"):
        # Training frees and takes the same tensors at every step; glibc would return them each
        # time to the system, at a quarter of the time of a convolutional network.
        os.environ.setdefault(name, "1000000000")
    backend = {"backend": "loky", "inner_max_num_threads": 1} if dask is None else _dask(dask)
    # joblib runs a single worker within this process, which would then see every framework: so
    # there are always two, and for one worker tasks are handed out one at a time.
    dispatched = 1 if workers == 1 else "2*n_jobs"
    with joblib.parallel_config(n_jobs=max(2, min(workers, len(jobs))), **backend):
        parallel = joblib.Parallel(
            return_as="generator_unordered", batch_size=1, pre_dispatch=dispatched
        )
        tasks = (
            joblib.delayed(_execute)(index, job.study.compute, job.params)
            for index, job in enumerate(jobs)
        )
        try:
            for index, result, seconds, error in parallel(tasks):
                yield Outcome(jobs[index], result, seconds, error)
        except TerminatedWorkerError as error:
            raise ComputeError(
                "a worker process was killed, most often because memory ran out; the results "
                "so far are written. Run again with fewer --workers, or study by study (--study)"
            ) from error
    get_reusable_executor().shutdown(wait=True)


def _dask(address: str) -> dict[str, Any]:
    """Connect to a cluster; its workers need one thread each and the engine installed."""
    from dask.distributed import Client

    Client(address)
    return {"backend": "dask"}


def _execute(
    index: int, compute: Callable[[dict[str, Any]], dict[str, Any]], params: dict[str, Any]
) -> tuple[int, object, float, str | None]:
    """Run one job in a worker; exceptions travel as text, they need not be picklable."""
    started = time.perf_counter()
    try:
        return index, compute(params), time.perf_counter() - started, None
    except Exception:
        return index, None, time.perf_counter() - started, traceback.format_exc()


def _usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
