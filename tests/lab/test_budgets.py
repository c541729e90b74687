import numpy as np
import pytest

from engine.lab import budgets
from engine.lab.budgets import draw_first_points, measure_budgets
from engine.lab.dense_stack import DenseStack
from engine.lab.memorise import find_memorised
from engine.theory.activation import Activation

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.framework

STACK = DenseStack((2, 2, 1), Activation.TANH)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def measure(restarts, stack=STACK, steps=60):
    return measure_budgets(
        stack, restarts, steps=steps, trials=6, resolution=0.0, expected=12.0, seed=5
    )


def test_more_restarts_never_memorise_less_and_some_trial_gains():
    few, more, many = measure([1, 3, 8])
    for before, after in ((few, more), (more, many)):
        assert all(
            one.memorised <= other.memorised for one, other in zip(before, after, strict=True)
        )
    assert sum(one.memorised for one in many) > sum(one.memorised for one in few)


@pytest.mark.parametrize("activation", list(Activation))
def test_the_ends_are_what_the_restarts_do_at_these_points(activation):
    stack = DenseStack((2, 2, 1), activation)
    ends = measure([2, 5], stack)
    for number, found in zip((2, 5), ends, strict=True):
        drawn = draw_first_points(stack, max(one.refused for one in found), 6, 5)
        for attribute, verdict in (("memorised", True), ("refused", False)):
            counts = [getattr(one, attribute) for one in found]
            assert (find_memorised(stack, drawn, counts, range(number), 60) == verdict).all()
        assert all(one.refused == one.memorised + 1 for one in found)


def test_no_restart_runs_twice_at_the_same_points(monkeypatch):
    ran = []

    def watch(stack, trials, counts, restarts, steps):
        ran.extend(
            (seed, count, restart)
            for seed, count in zip(trials.seeds, counts, strict=True)
            for restart in restarts
        )
        return np.array([count <= 9 + restarts.stop // 4 for count in counts])

    monkeypatch.setattr(budgets, "find_memorised", watch)
    few, many = measure([1, 8])
    assert {one.memorised for one in few} == {9}
    assert {one.memorised for one in many} == {11}
    assert len(ran) == len(set(ran))


@pytest.mark.parametrize("restarts", [[], [0, 2], [4, 2], [2, 2]])
def test_restarts_that_do_not_ascend_are_named(restarts):
    with pytest.raises(ValueError, match=r"ascending positive integers, got \["):
        measure(restarts)
