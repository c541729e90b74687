import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records.cluster.scaling import scheduled_seconds, useful_workers

tasks = st.lists(st.integers(1, 50), min_size=1, max_size=6)


@given(tasks, st.integers(1, 4))
def test_it_is_within_four_thirds_of_the_best_and_never_better(seconds, workers):
    best = min(
        max(sum(s for s, w in zip(seconds, places, strict=True) if w == one) for one in places)
        for places in itertools.product(range(workers), repeat=len(seconds))
    )
    assert best <= scheduled_seconds(seconds, workers) <= best * 4 / 3 + 1e-9
    assert scheduled_seconds(seconds, 1) == sum(seconds)
    assert scheduled_seconds(seconds, len(seconds)) == max(seconds)


@given(tasks)
def test_with_fewer_than_the_useful_workers_the_longest_task_is_not_the_limit(seconds):
    enough = useful_workers(seconds)
    assert enough == 1 or scheduled_seconds(seconds, enough - 1) > max(seconds)
    assert sum(seconds) / enough <= max(seconds)


def test_no_tasks_take_no_time_and_no_worker_is_refused():
    assert (scheduled_seconds([], 3), useful_workers([])) == (0.0, 1)
    with pytest.raises(ValueError, match="one worker at least, got 0"):
        scheduled_seconds([1.0], 0)
