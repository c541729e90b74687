"""Where memorising ends: the search, on tests whose answers are known."""

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lab import memorised_points
from engine.lab.dense_stack import DenseStack
from engine.lab.memorised_points import Effort, Ends, find_ends, measure_points
from engine.theory.activation import Activation

ENDS = st.lists(st.integers(1, 3000), min_size=1, max_size=6)
GUESSES = st.floats(0.3, 3000)
RESOLUTIONS = st.sampled_from([0.0, 0.01, 0.05, 0.3])


class Known:
    """A test that succeeds up to the known end of each trial; it keeps what it was asked."""

    def __init__(self, ends):
        self.ends, self.asked = ends, [[] for _ in ends]

    def __call__(self, counts):
        for one, count in zip(self.asked, counts, strict=True):
            if count:
                one.append(count)
        return np.array([count <= end for count, end in zip(counts, self.ends, strict=True)])


def is_end(found, end, resolution):
    within = found.refused - found.memorised <= max(1, resolution * found.memorised)
    return 1 <= found.memorised <= end < found.refused and within


@given(ENDS, GUESSES, RESOLUTIONS)
def test_the_end_is_found_from_any_start(ends, expected, resolution):
    found = find_ends(Known(ends), len(ends), expected=expected, resolution=resolution)
    assert all(is_end(*each, resolution) for each in zip(found, ends, strict=True))


@given(ENDS, GUESSES, RESOLUTIONS)
def test_few_points_are_tried_and_none_twice(ends, expected, resolution):
    test = Known(ends)
    find_ends(test, len(ends), expected=expected, resolution=resolution)
    for asked, end in zip(test.asked, ends, strict=True):
        assert len(asked) == len(set(asked)) <= 4 + 3 * log2(max(end, expected, 2))
        assert min(asked) >= 2


@given(st.integers(20, 3000), st.floats(-2, 2))
def test_a_good_guess_costs_few_trials(expected, deviations):
    """Where n is spread as Cover says: a bracket of a stride or two, and its bisection."""
    end = max(1, round(expected + deviations * expected**0.5))
    test = Known([end])
    find_ends(test, 1, expected=expected, resolution=0.02)
    assert len(test.asked[0]) <= 5 + max(0, log2(4 * max(1, expected**-0.5 / 0.02)))


@given(ENDS, GUESSES)
def test_trials_do_not_see_one_another(ends, expected):
    together = find_ends(Known(ends), len(ends), expected=expected, resolution=0.02)
    alone = [find_ends(Known([end]), 1, expected=expected, resolution=0.02)[0] for end in ends]
    assert together == alone


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 200)), min_size=1, max_size=6),
    GUESSES,
    RESOLUTIONS,
)
def test_a_stronger_test_goes_on_where_the_weaker_ended(pairs, expected, resolution):
    weak = [end for end, _ in pairs]
    strong = [end + more for end, more in pairs]
    known = find_ends(Known(weak), len(pairs), expected=expected, resolution=resolution)
    test = Known(strong)
    found = find_ends(test, len(pairs), expected=expected, resolution=resolution, known=known)
    for one, before, end, asked in zip(found, known, strong, test.asked, strict=True):
        assert is_end(one, end, resolution)
        assert (one.memorised, one.refused) >= (before.memorised, before.refused)
        assert asked[0] == before.refused
        assert one == before or one.memorised >= before.refused
        assert min(asked) >= before.refused
        assert len(asked) == len(set(asked))


def test_nothing_to_find_is_found_at_once():
    assert find_ends(Known([1]), 1, expected=0.1, resolution=0.0) == [Ends(1, 2)]


class Pretended:
    """Stands for training: the first points of a trial are memorised up to a restart's own end."""

    def __init__(self):
        self.asked = []

    @staticmethod
    def end(seed, restart):
        return 20 + int(np.random.default_rng([seed, restart]).integers(0, 15))

    def __call__(self, stack, trials, counts, restarts, steps):
        assert len(counts) == len(trials) > 0
        assert max(counts) <= trials.points.shape[1]
        self.asked += [
            (seed, restart, count)
            for seed, count in zip(trials.seeds, counts, strict=True)
            for restart in restarts
        ]
        return np.array(
            [
                any(count <= self.end(seed, restart) for restart in restarts)
                for seed, count in zip(trials.seeds, counts, strict=True)
            ]
        )


@pytest.mark.framework
@pytest.mark.parametrize("expected", [4, 30, 200])
def test_both_halves_of_the_restarts_are_searched_one_after_the_other(monkeypatch, expected):
    pytest.importorskip("torch")
    training = Pretended()
    monkeypatch.setattr(memorised_points, "find_memorised", training)
    stack = DenseStack((2, 3, 1), Activation.TANH)
    half, full = measure_points(stack, Effort(12, 4, 10, 0.0), expected=expected, seed=7)
    seeds = memorised_points.draw_trials(2, 1, 1, 12, [7]).seeds
    for found, restarts in ((half, range(2)), (full, range(4))):
        ends = [max(training.end(seed, restart) for restart in restarts) for seed in seeds]
        assert found == [Ends(end, end + 1) for end in ends]
    assert half != full
    second = [one for one in training.asked if one[1] >= 2]
    assert len(second) == len(set(second))
    for seed, end in zip(seeds, half, strict=True):
        assert training.asked.count((seed, 0, end.refused)) == 1
    for seed, end in zip(seeds, full, strict=True):
        assert all((seed, restart, end.refused) in training.asked for restart in range(4))
    scouts = {seed for seed, *_ in training.asked} - set(seeds)
    assert len(scouts) == 3


@pytest.mark.framework
@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize(("sizes", "parameters"), [((3, 1), 4), ((2, 1, 1), 3)])
def test_what_training_reaches_is_about_two_points_a_parameter(sizes, parameters):
    stack = DenseStack(sizes, Activation.TANH)
    half, full = measure_points(stack, Effort(40, 4, 60, 0.0), expected=9, seed=2)
    for before, after in zip(half, full, strict=True):
        assert after.memorised >= before.memorised
        assert after.refused == after.memorised + 1
    reached = [one.memorised for one in full]
    spread = (2 * parameters) ** 0.5
    assert abs(np.mean(reached) - 2 * parameters) < 4 * spread / 40**0.5
    assert measure_points(stack, Effort(40, 4, 60, 0.0), expected=9, seed=2) == (half, full)
