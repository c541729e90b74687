"""Memorising trial by trial: against exact answers, and whatever else is in the batch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from engine.lab import memorise
from engine.lab.dense_stack import DenseStack, append_one
from engine.lab.exact_memorised import largest_on_line, largest_separable
from engine.lab.memorise import Trials, draw_trials, find_memorised, find_steps
from engine.theory.activation import Activation
from engine.theory.cover import memorisation_probability
from engine.theory.line import most_rectifier_changes, most_step_changes

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.framework, pytest.mark.usefixtures("one_thread")]

FORMS = [
    ((3, 4, 1), Activation.TANH, 22, 60),
    ((3, 4, 1), Activation.RELU, 20, 60),
    ((3, 4, 1), Activation.STEP, 14, 100),
    ((3, 4, 2, 1), Activation.RELU, 20, 60),
    ((3, 3, 2), Activation.TANH, 9, 60),
]
"""Sizes, activation, and points and steps with which some restarts succeed and some fail."""


def draw(stack, points, trials=12, seed=3):
    return draw_trials(stack.sizes[0], stack.sizes[-1], points, trials, [seed])


@pytest.mark.parametrize("activation", list(Activation))
def test_few_points_are_memorised_and_far_too_many_are_not(activation):
    wide = DenseStack((4, 4, 2), activation)
    assert find_memorised(wide, draw(wide, 4), [4] * 12, range(8), 200).all()
    narrow = DenseStack((2, 1, 1), activation)
    assert not find_memorised(narrow, draw(narrow, 40), [40] * 12, range(8), 200).any()


@pytest.mark.parametrize(("inputs", "points"), [(8, 18), (8, 15), (3, 9)])
def test_one_neuron_memorises_what_cover_says(inputs, points):
    stack = DenseStack((inputs, 1), Activation.TANH)
    trials = draw(stack, points, trials=200)
    count = int(find_memorised(stack, trials, [points] * 200, range(4), 100).sum())
    share = float(memorisation_probability(points, inputs + 1))
    assert stats.binomtest(count, 200, share).pvalue > 1e-3


@pytest.mark.parametrize("activation", [Activation.TANH, Activation.STEP])
def test_one_neuron_agrees_with_linear_programming_trial_by_trial(activation):
    stack = DenseStack((5, 1), activation)
    trials = draw(stack, 16, trials=60)
    exact = [
        largest_separable(points.double().numpy(), labels[:, 0].double().numpy())
        for points, labels in zip(trials.points, trials.labels, strict=True)
    ]
    for points in (8, 12, 16):
        found = find_memorised(stack, trials, [points] * 60, range(4), 100)
        assert found.tolist() == [one >= points for one in exact]


@pytest.mark.parametrize(
    ("activation", "most"),
    [(Activation.STEP, most_step_changes(3)), (Activation.RELU, most_rectifier_changes(3))],
)
def test_on_a_line_changes_of_the_label_are_memorised_up_to_the_most(activation, most):
    """Of as many changes as hidden neurons training finds nearly all, of too many none."""
    stack = DenseStack((1, 3, 1), activation)
    trials = draw(stack, 9, trials=60)
    steps = 400 if activation is Activation.STEP else 100
    found = find_memorised(stack, trials, [9] * 60, range(16), steps)

    def has_at_most(changes):
        pairs = zip(trials.points.double().numpy(), trials.labels[..., 0].numpy(), strict=True)
        return np.array([largest_on_line(*one, changes) >= 9 for one in pairs])

    assert not found[~has_at_most(most)].any()
    assert found[has_at_most(3)].mean() >= 0.9
    assert 10 <= has_at_most(3).sum() <= has_at_most(most).sum() <= 50


@settings(max_examples=25)
@given(
    st.integers(1, 12),
    st.integers(0, 12),
    st.integers(1, 3),
    st.integers(0, 3),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_points_do_not_depend_on_how_many_follow(few, more, trials, others, inputs, outputs):
    short = draw_trials(inputs, outputs, few, trials, [5])
    long = draw_trials(inputs, outputs, few + more, trials + others, [5])
    assert torch.equal(long.points[:trials, :few], short.points)
    assert torch.equal(long.labels[:trials, :few], short.labels)
    assert long.seeds[:trials] == short.seeds


def test_labels_are_fair_coins_that_nothing_balances():
    labels = draw_trials(2, 2, 25, 1600, [1]).labels.numpy()
    assert set(np.unique(labels)) == {-1, 1}
    heads = int((labels > 0).sum())
    assert stats.binomtest(heads, labels.size).pvalue > 1e-3
    of_trial = (labels > 0).sum(axis=1).ravel()  # each a binomial number of 25
    expected = len(of_trial) * stats.binom.pmf(np.arange(26), 25, 0.5)
    seen = np.bincount(of_trial, minlength=26)
    middle = expected > 5
    seen = [*seen[middle], seen[~middle].sum()]
    assert stats.chisquare(seen, [*expected[middle], expected[~middle].sum()]).pvalue > 1e-3
    for pair in (labels[..., 0] * labels[..., 1], labels[:, 1:] * labels[:, :-1]):
        assert stats.binomtest(int((pair > 0).sum()), pair.size).pvalue > 1e-3


def test_points_are_standard_normal_and_those_of_each_trial_its_own():
    trials = draw_trials(3, 1, 20, 300, [1])
    values = trials.points.numpy().ravel()
    assert stats.kstest(values, "norm").pvalue > 1e-3
    assert len(np.unique(values)) > 0.999 * len(values)
    assert len(set(trials.seeds)) == 300
    other = draw_trials(3, 1, 20, 300, [2])
    assert not set(trials.seeds) & set(other.seeds)
    assert not torch.equal(trials.points, other.points)


def test_chosen_trials_keep_what_is_theirs():
    trials = draw_trials(2, 2, 4, 5, [1])
    chosen = trials.choose([4, 1])
    assert len(chosen) == 2
    assert chosen.seeds == (trials.seeds[4], trials.seeds[1])
    for values, of_chosen in ((trials.points, chosen.points), (trials.labels, chosen.labels)):
        assert torch.equal(of_chosen, torch.stack([values[4], values[1]]))


@pytest.mark.parametrize(("sizes", "activation", "points", "steps"), FORMS)
def test_what_is_found_does_not_depend_on_the_batch(monkeypatch, sizes, activation, points, steps):
    """Nor on how batches are split, nor on which trials, of other lengths, are in them."""
    stack = DenseStack(sizes, activation)
    trials = draw(stack, points + 6)
    counts = [points + number % 3 for number in range(12)]
    together = find_steps(stack, trials, counts, range(4), steps) > 0
    alone = [
        find_steps(stack, trials, counts, range(4), steps, chosen=[number])[0] > 0
        for number in range(12)
    ]
    backwards = trials.choose(range(11, -1, -1))
    turned = find_steps(stack, backwards, counts[::-1], range(4), steps) > 0
    single = [find_steps(stack, trials, counts, range(one, one + 1), steps) for one in range(4)]
    monkeypatch.setattr(memorise, "_MOST_VALUES", 2000)
    split = find_steps(stack, trials, counts, range(4), steps) > 0
    assert 0 < together.sum() < together.size
    for other in (np.array(alone), turned[::-1], np.hstack(single) > 0, split):
        np.testing.assert_array_equal(other, together)


@pytest.mark.parametrize(("sizes", "activation", "points", "steps"), FORMS)
def test_a_trial_is_memorised_if_any_restart_memorises_it(sizes, activation, points, steps):
    stack = DenseStack(sizes, activation)
    trials, counts = draw(stack, points + 2), [points + 2] * 12
    steps_found = find_steps(stack, trials, counts, range(6), steps)
    for restarts in (range(1), range(6), range(2, 6), range(3, 3)):
        found = find_memorised(stack, trials, counts, restarts, steps)
        expected = (steps_found[:, restarts.start : restarts.stop] > 0).any(axis=1)
        assert found.tolist() == expected.tolist()


def test_restarts_begin_elsewhere():
    stack = DenseStack((3, 4, 1), Activation.TANH)
    found = find_steps(stack, draw(stack, 20), [20] * 12, range(8), 90)
    assert (found.min(axis=1) < found.max(axis=1)).all()


@pytest.mark.parametrize("activation", list(Activation))
def test_the_same_trials_give_the_same_steps(activation):
    stack = DenseStack((3, 2, 1), activation)
    found = [find_steps(stack, draw(stack, 9), [9] * 12, range(4), 100) for _ in range(2)]
    np.testing.assert_array_equal(*found)
    assert 0 < (found[0] > 0).sum() < found[0].size


def see_stacks(monkeypatch, stack, memorised):
    """Which stacks are trained, if those of these sizes memorise everything."""
    seen = []

    def search(tried, trials, counts, restarts, steps, *, chosen):
        seen.append(tried.sizes)
        return np.full((len(chosen), len(restarts)), int(tried.sizes in memorised))

    monkeypatch.setattr(memorise, "find_steps", search)
    found = find_memorised(stack, draw(stack, 4), [4] * 12, range(4), 10)
    return list(dict.fromkeys(seen)), found


@pytest.mark.parametrize(
    ("sizes", "activation", "nested"),
    [
        ((3, 4, 2, 1), Activation.STEP, [(3, 4, 1)]),
        ((3, 4, 2, 3, 2), Activation.STEP, [(3, 4, 2)]),
        ((3, 4, 2, 3), Activation.STEP, []),
        ((3, 4, 1, 3, 2), Activation.STEP, []),
        ((3, 4, 2), Activation.STEP, []),
        ((3, 1), Activation.STEP, []),
        ((3, 4, 2, 1), Activation.TANH, []),
        ((3, 4, 2, 1), Activation.RELU, []),
    ],
)
def test_what_can_be_passed_on_is_tried_first(monkeypatch, sizes, activation, nested):
    stack = DenseStack(sizes, activation)
    tried, found = see_stacks(monkeypatch, stack, memorised=())
    assert tried == [*nested, sizes]
    assert not found.any()
    for one in nested:
        tried, found = see_stacks(monkeypatch, stack, memorised={one})
        assert tried == [one]
        assert found.all()


@pytest.mark.parametrize("sizes", [(3, 4, 2, 1), (3, 4, 2, 3, 2)])
def test_later_step_layers_can_pass_outputs_on(sizes):
    """Why what a nested stack memorises counts: weights of the deep one that give the same."""
    generator = torch.Generator().manual_seed(1)
    nested = DenseStack((*sizes[:2], sizes[-1]), Activation.STEP)
    weights = torch.randn(5, nested.parameters, generator=generator)
    points = append_one(torch.randn(5, 30, 3, generator=generator))
    first, last = nested.split(weights)
    deep = DenseStack(sizes, Activation.STEP)
    layers = [first]
    for number, (rows, columns) in enumerate(deep.shapes[1:]):
        layer = torch.zeros(5, rows, columns)
        layer[:, :, : sizes[-1]] = last if number == 0 else torch.eye(rows, sizes[-1])
        layers.append(layer)
    outputs = deep.judge(points, torch.cat([layer.flatten(1) for layer in layers], dim=1))
    assert torch.equal(outputs.sign(), nested.judge(points, weights).sign())


def test_trials_of_other_lengths_need_no_points_beyond_their_own():
    """What lies behind a trial's own points plays no part."""
    stack = DenseStack((3, 4, 1), Activation.TANH)
    trials, counts = draw(stack, 24), [12, 24] * 6
    points, labels = trials.points.clone(), trials.labels.clone()
    points[::2, 12:], labels[::2, 12:] = 1e6, 1
    spoilt = Trials(points, labels, trials.seeds)
    expected = find_steps(stack, trials, counts, range(4), 60) > 0
    found = find_steps(stack, spoilt, counts, range(4), 60) > 0
    np.testing.assert_array_equal(found, expected)
    assert 0 < expected.sum() < expected.size
