"""Where memorising ends with fewer and with more restarts, on the same trials."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from math import ceil

import numpy as np
from numpy.typing import NDArray

from engine.lab.dense_stack import DenseStack
from engine.lab.memorise import Trials, draw_trials, find_memorised
from engine.lab.memorised_points import Ends, find_ends


def measure_budgets(
    stack: DenseStack,
    restarts: Sequence[int],
    *,
    steps: int,
    trials: int,
    resolution: float,
    expected: float,
    seed: int,
) -> list[list[Ends]]:
    """Return where memorising ends in each trial, for each number of restarts.

    The restarts of a smaller number are among those of a larger one, and all searches begin alike
    and follow one rule, so ends never fall. Where they begin matters a little: the further above
    its end, the more often a search tries its luck.

    Args:
        stack: The form of the networks.
        restarts: Networks with other initial weights at each number of points, ascending.
        steps: Most steps of each.
        trials: Sequences of points.
        resolution: Relative distance of the ends at which the search of a trial stops.
        expected: Points that half of the trials are expected to reach; only a guess.
        seed: Of the trials, those of `engine.lab.memorised_points.measure_points`.

    Raises:
        ValueError: If the numbers of restarts are none, not positive or not ascending.
    """
    if not restarts or list(restarts) != sorted(set(restarts)) or restarts[0] < 1:
        raise ValueError(
            f"restarts must be one or more ascending positive integers, got {list(restarts)!r}"
        )
    tried = _Tried(stack, steps, trials, seed)
    return [
        find_ends(
            partial(tried.test, restarts=number), trials, expected=expected, resolution=resolution
        )
        for number in restarts
    ]


def draw_first_points(stack: DenseStack, points: int, trials: int, seed: int) -> Trials:
    """Return the first points of the trials that `measure_budgets` looks at."""
    return draw_trials(stack.sizes[0], stack.sizes[-1], points, trials, [seed])


@dataclass(slots=True)
class _Tried:
    """What was tried before, so that no restart runs twice.

    Attributes:
        failures: Restarts that did not memorise so many points, by trial and points.
        successes: Trials and points that some restart memorised.
    """

    stack: DenseStack
    steps: int
    trials: int
    seed: int
    drawn: Trials | None = None
    failures: dict[tuple[int, int], int] = field(default_factory=dict)
    successes: set[tuple[int, int]] = field(default_factory=set)

    def test(self, counts: Sequence[int], restarts: int) -> NDArray[np.bool_]:
        """Return which trials some restart memorises; those of count 0 are not asked."""
        asked = [(trial, count) for trial, count in enumerate(counts) if count]
        open_ones = [one for one in asked if one not in self.successes]
        for start in sorted({self.failures.get(one, 0) for one in open_ones}):
            group = [one for one in open_ones if self.failures.get(one, 0) == start]
            if start < restarts:
                self._try(group, range(start, restarts))
        return np.array([one in self.successes for one in enumerate(counts)])

    def _try(self, group: Sequence[tuple[int, int]], restarts: range) -> None:
        most = max(count for _, count in group)
        if self.drawn is None or most > self.drawn.points.shape[1]:
            self.drawn = draw_first_points(self.stack, ceil(1.5 * most), self.trials, self.seed)
        trials = self.drawn.choose([trial for trial, _ in group])
        found = find_memorised(
            self.stack, trials, [count for _, count in group], restarts, self.steps
        )
        for one, success in zip(group, found, strict=True):
            if success:
                self.successes.add(one)
            else:
                self.failures[one] = restarts.stop
