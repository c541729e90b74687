"""Progress of long work: which study, how many done, time left."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bars

LOG_INTERVAL_SECONDS = 10.0

LEAST_SHARE_DONE = 0.1
"""Share of the expected work from which on the time left is told: before, workers still start."""


class Progress:
    """A bar for each study on a terminal; elsewhere (a log) a line every ten seconds.

    Args:
        work: The title of its study and the expected seconds, for each result to come.
    """

    def __init__(self, work: Sequence[tuple[str, float]]) -> None:
        self._counts = Counter(title for title, _ in work)
        self._done: Counter[str] = Counter()
        self._cost_left = sum(cost for _, cost in work)
        self._cost_done = 0.0
        self._started = self._logged = time.monotonic()
        console = Console(stderr=True)
        self._bars = (
            Bars(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[left]}"),
                console=console,
            )
            if console.is_terminal
            else None
        )
        self._tasks = {}
        if self._bars:
            for title, count in self._counts.items():
                self._tasks[title] = self._bars.add_task(title, total=count, left="")

    def __enter__(self) -> Self:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars:
            self._bars.stop()

    def advance(self, title: str, cost: float) -> None:
        """Count one result of a study as done."""
        self._done[title] += 1
        self._cost_done += cost
        self._cost_left -= cost
        if self._bars:
            for name, task in self._tasks.items():
                self._bars.update(task, left=self._time_left() if name == title else "")
            self._bars.advance(self._tasks[title])
        elif self._is_time_to_log(title):
            counts = f"{self._done[title]}/{self._counts[title]}"
            print(f"{title}: {counts}, {self._time_left()}", file=sys.stderr)  # noqa: T201

    def _is_time_to_log(self, title: str) -> bool:
        now = time.monotonic()
        if self._done[title] < self._counts[title] and now - self._logged < LOG_INTERVAL_SECONDS:
            return False
        self._logged = now
        return True

    def _time_left(self) -> str:
        """Seconds so far, scaled by the expected cost of what is left."""
        if self._cost_left <= 0:
            return "nearly done"
        if self._cost_done < LEAST_SHARE_DONE * (self._cost_done + self._cost_left):
            return "time left not known yet"
        seconds = (time.monotonic() - self._started) * self._cost_left / self._cost_done
        return f"about {seconds / 60:.0f} min left" if seconds >= 90 else f"{seconds:.0f} s left"
