"""How many points a network memorises: for each sequence of points, where memorising it ends.

The first n points of a sequence are memorised if training finds weights for them; so are the
first fewer. Each sequence is one trial, and the largest n of each is sought, upwards from a guess
and then between the ends. The share of trials that get as far as n falls with n: the curve of
success, of which n50 is the median.

Everything is done twice, with half of the restarts and then with all of them, on the same trials:
what the second half adds says how much of n50 is effort.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from engine.lab.dense_stack import DenseStack
from engine.lab.memorise import Trials, draw_trials, find_memorised

Test = Callable[[Sequence[int]], NDArray[np.bool_]]

_SCOUTS, _SCOUT_SEED = 3, 1
"""Trials that find out where to begin, with draws of their own."""

_FIRST_GUESS = 0.95
"""Share of the scouts' points that the search begins with: memorising costs less than failing."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard training tries, and on how many trials.

    Attributes:
        trials: Sequences of points.
        restarts: Networks with other initial weights at each number of points, an even number;
            one success suffices.
        steps: Most steps of each.
        resolution: Relative distance of the ends of a trial at which its search stops; it is one
            point at least.
    """

    trials: int
    restarts: int
    steps: int
    resolution: float


@dataclass(frozen=True, slots=True)
class Ends:
    """Where memorising a sequence of points ends.

    Attributes:
        memorised: The most points from the first on that training memorised; at least 1.
        refused: The fewest that it did not.
    """

    memorised: int
    refused: int


def measure_points(
    stack: DenseStack, effort: Effort, *, expected: float, seed: int
) -> tuple[list[Ends], list[Ends]]:
    """Return where memorising ends in each trial, with half of the restarts and with all.

    Args:
        stack: The form of the networks.
        effort: How hard training tries, and how often.
        expected: Points that half of the trials are expected to reach; only a guess.
        seed: Of the trials; see `engine.lab.memorise.draw_trials`.
    """
    half = range(effort.restarts // 2)
    scouts = _Sequences(stack, [seed, _SCOUT_SEED], _SCOUTS, effort.steps)
    scouted = find_ends(
        lambda counts: scouts.test(counts, half),
        _SCOUTS,
        expected=expected,
        resolution=2 / sqrt(max(1.0, expected)),
    )
    middle = float(np.median([one.memorised for one in scouted]))
    sequences = _Sequences(stack, [seed], effort.trials, effort.steps)
    first = find_ends(
        lambda counts: sequences.test(counts, half),
        effort.trials,
        expected=middle,
        resolution=effort.resolution,
    )

    def test_again(counts: Sequence[int]) -> NDArray[np.bool_]:
        """Try the other half of the restarts, and the first where it has not been tried."""
        found = sequences.test(counts, range(half.stop, effort.restarts))
        open_counts = [
            0 if success or count == one.refused else count
            for count, success, one in zip(counts, found, first, strict=True)
        ]
        return found | sequences.test(open_counts, half) if any(open_counts) else found

    return first, find_ends(
        test_again,
        effort.trials,
        expected=middle,
        resolution=effort.resolution,
        known=first,
    )


def find_ends(
    test: Test,
    trials: int,
    *,
    expected: float,
    resolution: float,
    known: Sequence[Ends] | None = None,
) -> list[Ends]:
    """Return where a test ends to succeed in each trial, all trials step by step together.

    Args:
        test: Given a number of points for each trial, whether it succeeds; 0 asks nothing.
        trials: How many.
        expected: Points that half of the trials are expected to reach; only a guess.
        resolution: See `Effort`.
        known: Where a weaker test ended; what it refused is asked first.
    """
    stride = 1 / sqrt(max(1.0, expected))  # what chance spreads n by, by Cover's theorem
    if known is None:
        searches = [_Search(max(2, round(_FIRST_GUESS * expected))) for _ in range(trials)]
    else:
        searches = [_Search(one.refused, memorised=one.memorised) for one in known]
    while any(search.next_count for search in searches):
        counts = [search.next_count for search in searches]
        for search, success in zip(searches, test(counts), strict=True):
            if search.next_count:
                search.learn(bool(success), stride, resolution)
    return [Ends(search.memorised, search.refused) for search in searches]


@dataclass(slots=True)
class _Sequences:
    """Trials that grow longer as more of their points are asked for."""

    stack: DenseStack
    seed: Sequence[int]
    trials: int
    steps: int
    drawn: Trials | None = None

    def test(self, counts: Sequence[int], restarts: range) -> NDArray[np.bool_]:
        """Return which trials are memorised up to their counts; those of count 0 are not asked."""
        if self.drawn is None or max(counts) > self.drawn.points.shape[1]:
            ends = self.stack.sizes[0], self.stack.sizes[-1]
            self.drawn = draw_trials(*ends, ceil(1.5 * max(counts)), self.trials, self.seed)
        asked = [trial for trial, count in enumerate(counts) if count]
        found = np.zeros(self.trials, dtype=bool)
        found[asked] = find_memorised(
            self.stack,
            self.drawn.choose(asked),
            [counts[trial] for trial in asked],
            restarts,
            self.steps,
        )
        return found


@dataclass(slots=True)
class _Search:
    """One trial's search, in strides that double until both ends stand.

    Attributes:
        next_count: Points to be tried next; 0 when it is over.
        memorised, refused: The ends so far; 0 if nothing was refused yet.
        strides: What the next stride is a multiple of.
    """

    next_count: int
    memorised: int = 1
    refused: int = 0
    strides: int = 1

    def learn(self, success: bool, stride: float, resolution: float) -> None:
        """Take in the answer for `next_count`, and choose the next one."""
        if success:
            self.memorised = self.next_count
        else:
            self.refused = self.next_count
        low, high = self.memorised, self.refused
        if high and high - low <= max(1, resolution * low):
            self.next_count = 0
        elif not high:
            self.next_count = max(low + 1, round(low * (1 + self.strides * stride)))
        elif low == 1:
            self.next_count = max(2, min(high - 1, round(high / (1 + self.strides * stride))))
        else:
            self.next_count = (low + high) // 2
        self.strides *= 2
