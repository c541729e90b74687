"""Progress of long work: which study, how many done, time left."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bars

from engine.records.foreign import show_lines

LOG_INTERVAL_SECONDS = 10.0
LONGEST_SILENCE_SECONDS = 30.0


class Progress:
    """A bar for each study on a terminal; elsewhere (a log) a line every ten seconds.

    Args:
        titles: The title of its study for each result to come.
        seconds_left: Called to learn the seconds that are left, or None if not known yet.

    Attributes:
        describe_workers: Called to learn who computes, where that changes; None where it does not.
    """

    def __init__(self, titles: Sequence[str], seconds_left: Callable[[], float | None]) -> None:
        self._counts = Counter(titles)
        self._done: Counter[str] = Counter()
        self._seconds_left = seconds_left
        self._logged = time.monotonic()
        self._console = Console(stderr=True)
        self._last = ""
        self.describe_workers: Callable[[], str] | None = None
        self._bars = (
            Bars(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[left]}"),
                console=self._console,
            )
            if self._console.is_terminal
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

    def say(self, line: str) -> None:
        """Show a line, above the bars where there are any."""
        if self._bars:
            self._console.print(show_lines(line), markup=False, highlight=False)
        else:
            print(show_lines(line), file=sys.stderr, flush=True)  # noqa: T201

    def start(self, title: str) -> None:
        """Note that a result of a study is being computed: its line tells the time left."""
        self._last = title

    def advance(self, title: str) -> None:
        """Count one result of a study as done."""
        self._done[title] += 1
        self._last = title
        if self._bars:
            self._bars.advance(self._tasks[title])
            self._show_time_left()
        elif self._done[title] == self._counts[title]:
            self._log(title)
        else:
            self._log_after(LOG_INTERVAL_SECONDS)

    def tick(self) -> None:
        """Bring the time left up to date; in a log, say something after a long silence."""
        if self._bars:
            self._show_time_left()
        elif self._last:
            self._log_after(LONGEST_SILENCE_SECONDS)

    def _log_after(self, seconds: float) -> None:
        if time.monotonic() - self._logged >= seconds:
            self._log(self._last)

    def _log(self, title: str) -> None:
        self._logged = time.monotonic()
        self.say(f"{title}: {self._done[title]}/{self._counts[title]}, {self._describe()}")

    def _show_time_left(self) -> None:
        if self._bars:
            for name, task in self._tasks.items():
                self._bars.update(task, left=self._describe() if name == self._last else "")

    def _describe(self) -> str:
        """Return who computes, where that changes, and the time left."""
        workers = self.describe_workers() if self.describe_workers else ""
        return ", ".join(filter(None, (workers, self._time_left())))

    def _time_left(self) -> str:
        if self._done == self._counts:
            return "done"
        seconds = self._seconds_left()
        if seconds is None:
            return "time left not known yet"
        return f"about {seconds / 60:.0f} min left" if seconds >= 90 else f"{seconds:.0f} s left"
