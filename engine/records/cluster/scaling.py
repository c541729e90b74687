"""How long tasks take on many workers, if each takes the longest that is left when it is free."""

import heapq
from collections.abc import Sequence


def scheduled_seconds(seconds: Sequence[float], workers: int) -> float:
    """Return when the last task is done, if workers are alike and handing out takes no time.

    Longest task first (Graham 1969): at most 4/3 of the best there is, and never less than the
    longest task nor than the sum over the workers.

    Args:
        seconds: What each task takes.
        workers: How many compute at a time.

    Raises:
        ValueError: If there is no worker.
    """
    if workers < 1:
        raise ValueError(f"tasks need one worker at least, got {workers}")
    free = [0.0] * min(workers, max(1, len(seconds)))
    for task in sorted(seconds, reverse=True):
        heapq.heapreplace(free, free[0] + task)
    return max(free)


def useful_workers(seconds: Sequence[float]) -> int:
    """Return how many workers are enough for the longest task alone to be the limit.

    It is the sum over the longest, rounded up: fewer cannot do it.
    """
    longest = max(seconds, default=0.0)
    return max(1, -int(-sum(seconds) // longest)) if longest > 0 else 1
