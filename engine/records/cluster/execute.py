"""Running jobs on the workers of a cluster, and handing back what came of them."""

import pickle
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from engine.records.cluster import on_worker
from engine.records.cluster.address import ClusterError
from engine.records.cluster.needs import DataFolder, find_needs
from engine.records.cluster.vetting import Vetting
from engine.records.execute import (
    MOST_TRIES,
    WORKER_ENVIRONMENT,
    Outcome,
    Sources,
    failed,
    killed_too_often,
)
from engine.records.plan import Job

if TYPE_CHECKING:
    from distributed import Client, Future

_TICK_SECONDS = 1.0
_ANSWER_SECONDS = 15.0
_SAY_WAITING_SECONDS = 30.0


class SchedulerLostError(ClusterError):
    """The scheduler is gone in the middle of a run."""


class Cluster:
    """A cluster that computes jobs; to be closed when it is not needed any more.

    Args:
        client: The client of its scheduler, see `engine.records.cluster.connection.connect`.
        jobs: All that will be computed: what a worker must have follows from it.
        folder: The data files here, to be sent to workers that lack them.
        say: Called with each line for a reader.
    """

    def __init__(
        self,
        client: "Client",
        jobs: Sequence[Job],
        folder: DataFolder | None,
        say: Callable[[str], None],
    ) -> None:
        import cloudpickle

        # Workers that lack the engine could not import these functions.
        cloudpickle.register_pickle_by_value(on_worker)
        self._client = client
        self._say = say
        needs = find_needs(jobs, folder)
        self._setup = on_worker.Setup(needs.engine, needs.variable, dict(WORKER_ENVIRONMENT))
        self._vetting = Vetting(client, needs, folder, say)
        self._running: dict[Future[Any], Job] = {}
        self._given: dict[Future[Any], frozenset[str]] = {}
        self._lost: Counter[str] = Counter()
        self._done: SimpleQueue[Future[Any]] = SimpleQueue()
        self._said_waiting = float("-inf")
        self._submitted = 0

    @property
    def cores(self) -> int:
        """How many jobs it computes at a time, as things are."""
        return sum(self._vetting.approved.values())

    def describe(self) -> str:
        """Return how many workers there are, and how many tasks are with them, in words."""
        workers, tasks = len(self._vetting.approved), len(self._running)
        return f"{workers} worker{'s' * (workers != 1)}, {tasks} task{'s' * (tasks != 1)} running"

    def await_workers(self) -> None:
        """Wait until each worker that is there has been asked, and one may compute."""
        self._update()
        while self._vetting.asking or not self.cores:
            time.sleep(0.1)
            self._update()

    def execute_all(
        self,
        jobs: Sequence[Job],
        sources: Mapping[str, Sources],
        *,
        on_start: Callable[[Job], None] = lambda job: None,
        on_tick: Callable[[], None] = lambda: None,
    ) -> Iterator[Outcome]:
        """Run jobs, in their order as places become free, and yield each once as it is done.

        What a worker had that is gone is run again on another.

        Args:
            jobs: What to run.
            sources: For each study that reads others, what it reads.
            on_start: Called as a job is handed out.
            on_tick: Called about every second.

        Raises:
            SchedulerLostError: If the scheduler is gone.
        """
        waiting = deque(jobs)
        looked = float("-inf")
        while waiting or self._running:
            if time.monotonic() - looked >= _TICK_SECONDS:
                self._update()
                waiting.extendleft(self._take_back())
                on_tick()
                looked = time.monotonic()
            while waiting and len(self._running) < self.cores:
                job = waiting.popleft()
                self._submit(job, sources)
                on_start(job)
            for future in self._take_done():
                # One that was taken back while it was on its way has been submitted anew.
                self._given.pop(future, None)
                if future in self._running:
                    job = self._running.pop(future)
                    outcome = self._outcome_of(future, job)
                    if outcome:
                        yield outcome
                    else:
                        waiting.appendleft(job)

    def close(self) -> None:
        """Give up what runs, and end the processes that computed."""
        self._vetting.close()
        if self._client.status != "running":
            return
        self._client.cancel([*self._running])
        approved = [*self._vetting.approved]
        if approved:
            self._client.run(on_worker.end_children, workers=approved, on_error="ignore")

    def _update(self) -> None:
        """Learn which workers there are; say it, now and then, while none may compute."""
        self._vetting.update(self._workers())
        now = time.monotonic()
        if self.cores or self._vetting.asking:
            self._said_waiting = float("-inf")
        elif now - self._said_waiting >= _SAY_WAITING_SECONDS:
            self._said_waiting = now
            refused = len(self._vetting.refused)
            self._say(
                f"no worker can compute at {self._client.scheduler.address}"
                f"{f' ({refused} refused)' if refused else ''}; waiting for one: "
                f"dask worker {self._client.scheduler.address} --nthreads 1"
            )

    def _workers(self) -> dict[str, dict[str, Any]]:
        from distributed import CancelledError

        client = self._client
        try:
            if client.status == "running":
                known = client.sync(
                    client.scheduler.identity, n_workers=-1, callback_timeout=_ANSWER_SECONDS
                )["workers"]
                return {
                    address: worker
                    for address, worker in known.items()
                    if worker["status"] in ("running", "paused")
                }
        except (OSError, TimeoutError, CancelledError):
            pass
        raise SchedulerLostError(f"the scheduler at {client.scheduler.address} is gone")

    def _submit(self, job: Job, sources: Mapping[str, Sources]) -> None:
        read = [sources[job.study.name]] if job.study.reads else []
        self._submitted += 1
        future = self._client.submit(
            _by_value(self._setup, job, read),
            key=f"mec-{job.key}-{self._submitted}",
            workers=[*self._vetting.approved],
            allow_other_workers=False,
            pure=False,
        )
        self._running[future] = job
        self._given[future] = frozenset(self._vetting.approved)
        future.add_done_callback(self._done.put)

    def _take_back(self) -> list[Job]:
        """Return the jobs of which all workers are gone that might compute them."""
        known = self._vetting.known
        back = [future for future in self._running if not self._given[future] & known]
        jobs = [self._running.pop(future) for future in back]
        self._client.cancel(back)
        return jobs[::-1]

    def _take_done(self) -> "Iterator[Future[Any]]":
        try:
            yield self._done.get(timeout=_TICK_SECONDS)
            while True:
                yield self._done.get_nowait()
        except Empty:
            return

    def _outcome_of(self, future: "Future[Any]", job: Job) -> Outcome | None:
        """Return what came of a job, or None if it must run again."""
        from distributed import CancelledError, KilledWorker

        try:
            address, what, *more = future.result(timeout=_ANSWER_SECONDS)
        except KilledWorker:
            self._lost[job.key] = MOST_TRIES
            return self._count_as_lost(job)
        except (CancelledError, TimeoutError, OSError):
            # Its worker went with the result, or the scheduler did, which is found at once.
            self._workers()
            return None
        if what == "done":
            return Outcome(job, *pickle.loads(more[0]))
        if what == "killed":
            self._lost[job.key] += 1
            return self._count_as_lost(job)
        if what == "unasked":
            self._vetting.ask_again(address)
            return None
        cause, package = more
        if package and find_spec(package.partition(".")[0]) is None:
            return failed(job, f"{cause}, as does this machine")
        self._vetting.refuse(address, cause)
        return None

    def _count_as_lost(self, job: Job) -> Outcome | None:
        return None if self._lost[job.key] < MOST_TRIES else killed_too_often(job)


def _by_value(setup: on_worker.Setup, job: Job, read: Sequence[Sources]) -> Callable[[], Any]:
    """Return what a worker calls to run a job; neither it nor the scheduler needs the engine.

    Dask takes to pickling by value only where plain pickling fails, as it does for what is defined
    within a function.
    """
    run_job, framework = on_worker.run_job, job.study.framework or ""
    packed = pickle.dumps((job.study.compute, job.params, read))

    def run() -> tuple[Any, ...]:
        return run_job(setup, framework, packed)

    return run
