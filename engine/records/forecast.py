"""How long a computation still takes: from records on disk, and from what this run has measured."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.records.key import canonical_json
from engine.records.plan import Computable, Job
from engine.records.store import RecordStore

_START_SECONDS: Mapping[str | None, float] = {"keras": 6.0, "torch": 3.0, None: 1.0}
"""Guess of what a worker takes until it computes: to start, and to import its framework."""

_OVERRUN = 1.25
"""A job that has taken longer than expected is taken to be this much longer in all."""

_LEAST_WEIGHT_JOBS = 1.0
"""How many measured jobs the expectation before the run counts for."""


@dataclass(frozen=True, slots=True)
class History:
    """What the results of a study took before.

    Attributes:
        by_params: Seconds of results, by their params as canonical JSON.
        seconds_per_cost: Their sum over what the study guesses for them.
    """

    by_params: Mapping[str, float]
    seconds_per_cost: float


def read_history(store: RecordStore, study: Computable) -> History | None:
    """Return what results of a study took that are on disk, valid or not; None if there are none.

    Params that the study does not know any more are passed over.
    """
    by_params: dict[str, float] = {}
    costs = 0.0
    for params, made in store.read_made(study.name):
        try:
            cost = study.cost(params)
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            continue
        text = canonical_json(params)
        costs += 0.0 if text in by_params else cost
        by_params[text] = float(made["seconds"])
    return History(by_params, sum(by_params.values()) / costs) if costs > 0 else None


@dataclass(slots=True)
class _Measured:
    """Of a study, or of many: what was expected of jobs that are done, and what they took."""

    expected: float = 0.0
    taken: float = 0.0
    jobs: int = 0

    def add(self, expected: float, taken: float) -> None:
        self.expected += expected
        self.taken += taken
        self.jobs += 1

    def factor(self, prior: float, weight_jobs: float) -> float:
        """How much longer jobs take than expected; `prior` counts as so many of them."""
        if not self.jobs or self.expected <= 0:
            return prior
        weight = weight_jobs * self.expected / self.jobs
        return (self.taken + prior * weight) / (self.expected + weight)


class Forecast:
    """Expected time left of jobs that run in stages, one after the other.

    A job is expected to take what a record of the same params took; else what records of its
    study took for their cost; else its cost. What this run measures corrects that, study by study:
    a study without records is taken from its own results alone, as soon as there are any.

    Args:
        stages: Jobs of each stage, in the order in which they start, and how many run at a time.
        history: What is known of studies, by name.
        now: Seconds on some clock.
    """

    def __init__(
        self,
        stages: Iterable[tuple[Sequence[Job], int]],
        history: Mapping[str, History | None],
        now: float,
    ) -> None:
        self._stages = [([*jobs], places) for jobs, places in stages]
        self._history = history
        self._begun = now
        self._running: dict[str, tuple[Job, float]] = {}
        self._done: set[str] = set()
        self._by_study: dict[str, _Measured] = {}
        self._known, self._unknown = _Measured(), _Measured()

    def start(self, job: Job, now: float) -> None:
        """Note that a job has started."""
        self._running[job.key] = job, now

    def finish(self, job: Job, seconds: float, *, is_first: bool) -> None:
        """Note that a job is done, how long it took, and whether its process had to import."""
        self._running.pop(job.key, None)
        self._done.add(job.key)
        measured = self._by_study.setdefault(job.study.name, _Measured())
        if is_first:
            if measured.jobs or self._history.get(job.study.name):
                return
            seconds = max(seconds - _START_SECONDS[job.study.framework], 0.1 * seconds)
        expected = self.expect(job)
        measured.add(expected, seconds)
        (self._known if self._history.get(job.study.name) else self._unknown).add(expected, seconds)

    def expect(self, job: Job) -> float:
        """Return the seconds that a job was expected to take before the run."""
        history = self._history.get(job.study.name)
        cost = job.study.cost(job.params)
        if history is None:
            return cost
        return history.by_params.get(canonical_json(job.params), cost * history.seconds_per_cost)

    def seconds_left(self, now: float) -> float:
        """Return the seconds until the last job is done, as far as is known."""
        left = 0.0
        for jobs, places in self._stages:
            waiting = [job for job in jobs if job.key not in self._done]
            if waiting:
                left += self._stage_seconds(waiting, places, now)
        return left

    def is_founded(self, now: float) -> bool:
        """Whether the time left rests on more than guesses, or a minute has passed."""
        if now - self._begun >= 60:
            return True
        known = guessed = 0.0
        for jobs, _ in self._stages:
            for job in jobs:
                name, seconds = job.study.name, self.expect(job)
                measured = self._by_study.get(name)
                if self._history.get(name) or (measured and measured.jobs):
                    known += seconds
                else:
                    guessed += seconds
        return known > guessed

    def _stage_seconds(self, jobs: Sequence[Job], places: int, now: float) -> float:
        """Seconds of a stage, if each job goes to the place that is free first."""
        running = [self._running[job.key] for job in jobs if job.key in self._running]
        begun = [job for job in jobs if job.key in self._running]
        start = 0.0 if begun else _START_SECONDS[jobs[0].study.framework]
        free = [self._remaining(job, now - since) for job, since in running][:places]
        free += [start] * (places - len(free))
        heapq.heapify(free)
        for job in jobs:
            if job.key not in self._running:
                heapq.heappush(free, heapq.heappop(free) + self._expect_now(job, now))
        return max(free)

    def _remaining(self, job: Job, elapsed: float) -> float:
        expected = self.expect(job) * self._factor(job.study.name)
        return max(expected, _OVERRUN * elapsed) - elapsed

    def _expect_now(self, job: Job, now: float) -> float:
        name = job.study.name
        factor = self._factor(name)
        if not self._history.get(name) and name not in self._by_study:
            overrun = [
                (now - since) / max(self.expect(other), 1e-9)
                for other, since in self._running.values()
                if other.study.name == name
            ]
            factor = max([factor, *overrun])
        return self.expect(job) * factor

    def _factor(self, study: str) -> float:
        """How much longer jobs of a study take than was expected before the run."""
        measured = self._by_study.get(study, _Measured())
        if self._history.get(study):
            machine = self._known.factor(1.0, _LEAST_WEIGHT_JOBS)
            return measured.factor(machine, _LEAST_WEIGHT_JOBS)
        if measured.jobs:
            return measured.factor(1.0, 0.0)
        return self._unknown.factor(1.0, _LEAST_WEIGHT_JOBS)
