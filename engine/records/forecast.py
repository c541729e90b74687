"""How long a computation still takes: from records on disk, and from what this run has measured."""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

from engine.records.key import canonical_json
from engine.records.made import core_seconds
from engine.records.plan import Computable, Job
from engine.records.store import RecordStore

_START_SECONDS: Mapping[str | None, float] = {"keras": 6.0, "torch": 3.0, None: 1.0}
"""Guess of what a worker takes until it computes: to start, and to import its framework."""

_LATE = 1.2
"""How much longer than expected a job may take before the expectation counts as wrong."""

_LEFT_IN_TIME, _LEFT_WHEN_LATE = 0.1, 0.25
"""Least share of the time so far that a job is taken to go on for."""

_Pairs = Sequence[tuple[float, float]]
"""Of jobs: the seconds that were expected before the run, and those that they took."""


@dataclass(frozen=True, slots=True)
class History:
    """What the results of a study took before.

    Attributes:
        by_params: Seconds of results, by their params as canonical JSON.
        seconds_per_cost: Their sum over what the study guesses for them.
    """

    by_params: Mapping[str, float]
    seconds_per_cost: float


def read_history(
    store: RecordStore,
    study: Computable,
    more: Iterable[tuple[dict[str, Any], dict[str, Any]]] = (),
) -> History | None:
    """Return what results of a study took that are on disk, valid or not; None if there are none.

    Params that the study does not know any more are passed over.

    Args:
        store: Where they lie.
        study: The study.
        more: Params and `made` of older results that lie elsewhere.
    """
    by_params: dict[str, float] = {}
    costs = 0.0
    for params, made in (*more, *store.read_made(study.name)):
        try:
            cost = study.cost(params)
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            continue
        text = canonical_json(params)
        costs += 0.0 if text in by_params else cost
        by_params[text] = core_seconds(made)
    return History(by_params, sum(by_params.values()) / costs) if costs > 0 else None


class Forecast:
    """Expected time left of jobs that run in stages, one after the other.

    A job is expected to take what a record of the same params took; else what records of its
    study took for their cost; else its cost. What this run measures corrects that, study by study:
    a study without records is taken from its own results alone, as soon as there are any.

    Args:
        stages: Jobs of each stage, in the order in which they start, and a function that tells how
            many run at a time.
        history: What is known of studies, by name.
        now: Seconds on some clock.
    """

    def __init__(
        self,
        stages: Iterable[tuple[Sequence[Job], Callable[[], int]]],
        history: Mapping[str, History | None],
        now: float,
    ) -> None:
        self._stages = [([*jobs], places) for jobs, places in stages]
        self._history = history
        self._begun = now
        self._running: dict[str, tuple[Job, float]] = {}
        self._done: set[str] = set()
        self._taken: dict[str, list[tuple[float, float]]] = {}
        self._after_imports: dict[str, list[tuple[float, float]]] = {}

    def start(self, job: Job, now: float) -> None:
        """Note that a job has started."""
        self._running[job.key] = job, now

    def finish(self, job: Job, seconds: float, *, is_first: bool) -> None:
        """Note that a job is done, how long it took, and whether its process had to import."""
        self._running.pop(job.key, None)
        self._done.add(job.key)
        if is_first:
            seconds = max(seconds - _START_SECONDS[job.study.framework], 0.1 * seconds)
        taken = self._after_imports if is_first else self._taken
        taken.setdefault(job.study.name, []).append((self.expect(job), seconds))

    def expect(self, job: Job) -> float:
        """Return the seconds that a job was expected to take before the run."""
        history = self._history.get(job.study.name)
        cost = job.study.cost(job.params)
        if history is None:
            return cost
        return history.by_params.get(canonical_json(job.params), cost * history.seconds_per_cost)

    def seconds_left(self, now: float) -> float:
        """Return the seconds until the last job is done, as far as is known."""
        factors = self._factors(now)
        left = 0.0
        for jobs, places in self._stages:
            waiting = [job for job in jobs if job.key not in self._done]
            if waiting:
                left += self._stage_seconds(waiting, places(), factors, now)
        return left

    def is_founded(self, now: float) -> bool:
        """Whether the time left rests on more than guesses, or a minute has passed."""
        if now - self._begun >= 60:
            return True
        known = guessed = 0.0
        for jobs, _ in self._stages:
            for job in jobs:
                if self._history.get(job.study.name) or job.study.name in self._taken:
                    known += self.expect(job)
                else:
                    guessed += self.expect(job)
        return known > guessed

    def _stage_seconds(
        self, jobs: Sequence[Job], places: int, factors: Mapping[str, float], now: float
    ) -> float:
        """Seconds of a stage, if each job goes to the place that is free first."""
        free, waiting = [], []
        for job in jobs:
            expected = self.expect(job) * factors[job.study.name]
            if job.key in self._running:
                elapsed = now - self._running[job.key][1]
                least = _LEFT_IN_TIME if elapsed < _LATE * expected else _LEFT_WHEN_LATE
                free.append(max(expected - elapsed, least * elapsed))
            else:
                waiting.append(expected)
        start = 0.0 if free else _START_SECONDS[jobs[0].study.framework]
        free = free[:places] + [start] * (places - len(free))
        heapq.heapify(free)
        for expected in waiting:
            heapq.heappush(free, heapq.heappop(free) + expected)
        return max(free)

    def _factors(self, now: float) -> dict[str, float]:
        """How much longer the jobs of each study take than was expected before the run."""
        taken: dict[str, _Pairs] = {**self._after_imports, **self._taken}
        factors = self._factors_from(taken)
        for job, since in self._running.values():
            expected, elapsed = self.expect(job), now - since
            in_time = _LATE * expected * factors[job.study.name]
            start = _START_SECONDS[job.study.framework]
            # A short one may be waiting for imports: it tells nothing of its study.
            if expected > start and elapsed > in_time + start:
                pair = expected, (1 + _LEFT_WHEN_LATE) * elapsed
                taken[job.study.name] = [*taken.get(job.study.name, ()), pair]
        return self._factors_from(taken)

    def _factors_from(self, taken: Mapping[str, _Pairs]) -> dict[str, float]:
        """Return a factor for each study: its own, or that of those of which as much is known."""
        names = {job.study.name for jobs, _ in self._stages for job in jobs}
        known = {name for name in names if self._history.get(name)}
        machine = _factor([pair for name in known for pair in taken.get(name, ())], 1.0)
        own = {
            name: _factor(pairs, machine if name in known else None)
            for name, pairs in taken.items()
        }
        # Guesses are wrong each in its own way: studies count alike, however long they are.
        guessed = [log(own[name]) for name in own.keys() - known]
        others = exp(sum(guessed) / (len(guessed) + 1))
        return {name: own.get(name, machine if name in known else others) for name in names}


def _factor(pairs: _Pairs, prior: float | None) -> float:
    """Return what was taken over what was expected; `prior` counts as one more pair, if any."""
    expected, taken = (sum(values) for values in zip(*pairs, strict=True)) if pairs else (0.0, 0.0)
    if prior is not None:
        weight = expected / len(pairs) if pairs else 1.0
        expected, taken = expected + weight, taken + prior * weight
    return taken / expected if expected > 0 and taken > 0 else 1.0
