"""Compute what is missing: keep valid records, run the rest in waves, write as results arrive."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.records.clocked import take_clocked
from engine.records.cluster.address import ClusterError
from engine.records.cluster.connection import connect
from engine.records.cluster.execute import Cluster, SchedulerLostError
from engine.records.cluster.needs import DataFolder
from engine.records.execute import Outcome, Sources
from engine.records.files import WriteError
from engine.records.forecast import Forecast, read_history
from engine.records.interrupt import InterruptedRunError, raise_on_signals
from engine.records.local import local_pool
from engine.records.made import describe_run
from engine.records.plan import Job, in_waves
from engine.records.progress import Progress
from engine.records.record import Record, RecordError
from engine.records.source import Source
from engine.records.store import RecordStore
from engine.records.workers import Workers, choose_workers

if TYPE_CHECKING:
    from distributed import Client


class ComputeError(Exception):
    """Some results could not be computed; the message names each one and its cause."""


def missing_jobs(jobs: Sequence[Job], store: RecordStore) -> list[Job]:
    """Return the jobs that have no valid record."""
    return [job for job in jobs if store.find(job.study.name, job.key) is None]


def run_jobs(
    jobs: Sequence[Job],
    store: RecordStore,
    *,
    workers: int | None = None,
    dask: str | None = None,
    data: DataFolder | None = None,
) -> int:
    """Compute and write the jobs that have no valid record yet: first what others read, then they.

    Each record is written as its result arrives, so that a kill loses what was running and no
    more. A job that raises does not stop the others, those apart that read its result.

    Args:
        jobs: What is wanted, with all that it reads.
        store: Where records are looked up and written.
        workers: Worker processes; as many as there are cores, and as fit into memory, when None.
        dask: Address of a dask scheduler to compute on, or its file; on this machine when None.
        data: The data files here, for the workers of a cluster that lack them.

    Returns:
        How many were computed.

    Raises:
        ComputeError: If a job raised, or its workers were killed, after all others are done.
            Or if a record cannot be written.
        ClusterError: If the cluster cannot compute, or its scheduler is gone.
        InterruptedRunError: If the run was told to end.
    """
    missing = missing_jobs(jobs, store)
    if missing:
        with connect(dask) if dask else nullcontext() as client:
            for prepare in dict.fromkeys(job.study.prepare for job in missing if job.study.prepare):
                prepare()
            _Run(missing, store, workers, client, data).run()
    return len(missing)


def forecast_run(
    jobs: Sequence[Job],
    store: RecordStore,
    *,
    workers: int | None = None,
    older: Mapping[str, Sequence[Record]] | None = None,
) -> tuple[float, float]:
    """Return how long jobs will take on this machine that have no valid record yet.

    Args:
        jobs: What is wanted.
        store: Where records are looked up, and what like ones took.
        workers: As for `run_jobs`.
        older: Records that lie elsewhere and say what results took, by study.

    Returns:
        Seconds of one core, all results together, and seconds by the clock.
    """
    missing = missing_jobs(jobs, store)

    def places(part: Sequence[Job]) -> int:
        return _choose_workers(part, workers).count

    forecast = _make_forecast(_split_up(missing), store, places, 0.0, older or {})
    return sum(map(forecast.expect, missing)), forecast.seconds_left(0.0)


class _Run:
    """One run over jobs that have no record."""

    def __init__(
        self,
        jobs: Sequence[Job],
        store: RecordStore,
        workers: int | None,
        client: "Client | None",
        data: DataFolder | None,
    ) -> None:
        self._jobs = jobs
        self._store = store
        self._wanted = workers
        self._made = describe_run()
        self._failed: list[tuple[Job, str]] = []
        self._written = 0
        self._said = ""
        self._progress = Progress([job.study.title for job in jobs], self._seconds_left)
        self._cluster = Cluster(client, jobs, data, self._progress.say) if client else None
        # A worker of a cluster keeps a process for each framework.
        self._parts = in_waves(jobs) if client else _split_up(jobs)
        self._forecast = _make_forecast(self._parts, store, self._places, time.monotonic())

    def run(self) -> None:
        try:
            ending = closing(self._cluster) if self._cluster else nullcontext()
            with raise_on_signals("interrupted"), self._progress, ending:
                if self._cluster:
                    self._progress.describe_workers = self._cluster.describe
                    self._cluster.await_workers()
                for part in self._parts:
                    self._run_part(part)
        except SchedulerLostError as lost:
            raise ClusterError(
                f"{lost}; {self._written} of {len(self._jobs)} results are computed and written. "
                "Start a scheduler, and the same command goes on from there"
            ) from None
        except InterruptedRunError as stop:
            raise InterruptedRunError(
                stop.number,
                f"interrupted: {self._written} of {len(self._jobs)} results are computed and "
                "written; the same command goes on from there",
            ) from None
        except WriteError as error:
            raise ComputeError(
                f"{error}: {self._written} of {len(self._jobs)} results are computed and written"
            ) from None
        if self._failed:
            causes = "\n\n".join(f"{job.label}:\n{error}" for job, error in self._failed)
            raise ComputeError(
                f"{len(self._failed)} of {len(self._jobs)} results could not be computed "
                f"(the others are written):\n\n{causes}"
            )

    def _run_part(self, part: Sequence[Job]) -> None:
        jobs, sources = self._read_sources(part)
        if not jobs:
            return
        longest_first = sorted(jobs, key=self._forecast.expect, reverse=True)
        if self._cluster:
            self._take_all(self._cluster.execute_all, longest_first, sources)
            return
        workers = self._workers(part)
        if str(workers) != self._said:
            self._said = str(workers)
            self._progress.say(self._said)
        with local_pool(workers.count, self._progress.say) as pool:
            self._take_all(pool.execute_all, longest_first, sources)

    def _take_all(
        self,
        execute: Callable[..., Iterator[Outcome]],
        jobs: Sequence[Job],
        sources: Mapping[str, Sources],
    ) -> None:
        for outcome in execute(jobs, sources, on_start=self._start, on_tick=self._progress.tick):
            self._take(outcome)

    def _start(self, job: Job) -> None:
        self._forecast.start(job, time.monotonic())
        self._progress.start(job.study.title)

    def _take(self, outcome: Outcome) -> None:
        """Write what came of a job, or note what is wrong with it."""
        error = outcome.error or _write(outcome, self._store, self._made)
        if error:
            self._failed.append((outcome.job, error))
        else:
            self._written += 1
        self._forecast.finish(outcome.job, outcome.seconds, is_first=outcome.is_first)
        self._progress.advance(outcome.job.study.title)

    def _workers(self, part: Sequence[Job]) -> Workers:
        return _choose_workers(part, self._wanted)

    def _places(self, part: Sequence[Job]) -> int:
        """Return how many of some jobs are computed at a time."""
        return max(1, self._cluster.cores) if self._cluster else self._workers(part).count

    def _read_sources(self, part: Sequence[Job]) -> tuple[list[Job], dict[str, Sources]]:
        """Return the jobs whose sources are there, and the sources by study; note the others."""
        sources: dict[str, Sources] = {}
        lacking: dict[str, str] = {}
        for job in {job.study.name: job for job in part}.values():
            try:
                sources[job.study.name] = {
                    name: [self._read_source(source) for source in read]
                    for name, read in job.sources.items()
                }
            except RecordError as error:
                lacking[job.study.name] = str(error)
        for job in part:
            if job.study.name in lacking:
                self._failed.append((job, lacking[job.study.name]))
                self._forecast.finish(job, 0.0, is_first=True)
                self._progress.advance(job.study.title)
        return [job for job in part if job.study.name in sources], sources

    def _read_source(self, job: Job) -> Source:
        record = self._store.find(job.study.name, job.key)
        if record is None:
            raise RecordError(f"not computed, since it reads {job.label}, which has no result")
        return Source(record.params, record.result)

    def _seconds_left(self) -> float | None:
        now = time.monotonic()
        return self._forecast.seconds_left(now) if self._forecast.is_founded(now) else None


def _make_forecast(
    parts: Sequence[Sequence[Job]],
    store: RecordStore,
    places: Callable[[Sequence[Job]], int],
    now: float,
    older: Mapping[str, Sequence[Record]] = MappingProxyType({}),
) -> Forecast:
    """Return what is expected of jobs from what like ones took, part by part."""
    studies = {job.study.name: job.study for part in parts for job in part}
    history = {
        name: read_history(store, study, ((one.params, one.made) for one in older.get(name, ())))
        for name, study in studies.items()
    }
    return Forecast([(part, partial(places, part)) for part in parts], history, now)


def _choose_workers(part: Sequence[Job], wanted: int | None) -> Workers:
    memory_gb = max(job.study.memory_gb for job in part)
    return choose_workers(memory_gb, len(part), wanted)


def _split_up(jobs: Sequence[Job]) -> list[list[Job]]:
    """Split jobs into parts that run on this machine one after the other."""
    return [part for wave in in_waves(jobs) for part in _by_framework(wave)]


def _by_framework(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    """Split jobs so that no worker process imports two frameworks."""
    keras = [job for job in jobs if job.study.framework == "keras"]
    others = [job for job in jobs if job.study.framework != "keras"]
    yield from filter(None, (keras, others))


def _write(outcome: Outcome, store: RecordStore, run: Mapping[str, str]) -> str | None:
    """Write a result as a record; return what is wrong with it, or None."""
    job = outcome.job
    if not isinstance(outcome.result, dict):
        return f"compute returned {outcome.result!r}, expected a dict of JSON values"
    device = job.params.get("device", run["device"])
    times = {"seconds": outcome.seconds, "core_seconds": outcome.core_seconds}
    made = {**run, "device": device, **{name: round(value, 3) for name, value in times.items()}}
    made |= take_clocked(outcome.result)
    record = Record(job.study.name, job.params, job.key, job.inputs, outcome.result, made)
    try:
        store.write(record)
    except RecordError as error:
        return str(error)
    return None
