import pytest

from engine.lab.budgets import draw_first_points
from engine.lab.dense_stack import DenseStack
from engine.lab.given_up import count_given_up
from engine.lab.memorise import find_steps
from engine.lab.starts import draw_starts
from engine.lab.taught import find_teachers, label, teach
from engine.theory.activation import Activation

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.framework

SMOOTH = (Activation.TANH, Activation.RELU)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("activation", SMOOTH)
def test_teachers_give_the_labels_that_they_were_taught(activation):
    stack = DenseStack((2, 3, 1), activation)
    trials = draw_first_points(stack, 12, 6, 3)
    weights = find_teachers(stack, trials, 4, 80)
    assert 1 <= len(weights) <= 6
    # Each teacher is right in some trial, and no two in the same one.
    right = [
        {
            trial
            for trial in range(6)
            if torch.equal(label(stack, one[None], trials.points[[trial]])[0], trials.labels[trial])
        }
        for one in weights
    ]
    assert all(right)
    assert len(set().union(*right)) == len(weights)


def test_labels_are_those_of_the_network_written_out():
    stack = DenseStack((2, 2, 1), Activation.TANH)
    weights = torch.tensor([[1.0, -2.0, 0.5, 1.0, 0.2, -0.1, 1.5, -1.0, 0.3]])
    points = torch.randn(1, 20, 2, generator=torch.Generator().manual_seed(1))
    for (x, y), found in zip(points[0], label(stack, weights, points)[0, :, 0], strict=True):
        first = torch.tanh(1.0 * x + 0.5 * y + 0.2)
        second = torch.tanh(-2.0 * x + 1.0 * y - 0.1)
        assert found == torch.sign(1.5 * first - 1.0 * second + 0.3)


@pytest.mark.parametrize("activation", SMOOTH)
def test_students_fit_what_random_labels_would_never_allow(activation):
    # 9 parameters memorise about 13 random labels; the teachers gave 40.
    taught = teach(
        DenseStack((2, 2, 1), activation),
        taught_points=9,
        points=[9, 40],
        trials=8,
        restarts=8,
        steps=100,
        seed=7,
    )
    assert taught.candidates == 8
    assert 4 <= taught.teachers <= 8
    assert taught.points == (9, 40)
    assert taught.fitted[0] >= taught.fitted[1] >= taught.teachers - 2


def test_no_teacher_has_no_students():
    taught = teach(
        DenseStack((2, 2, 1), Activation.TANH),
        taught_points=60,
        points=[4],
        trials=2,
        restarts=1,
        steps=20,
        seed=7,
    )
    assert (taught.teachers, taught.fitted) == (0, (0,))


@pytest.mark.parametrize("activation", SMOOTH)
def test_giving_up_counts_the_networks_that_the_trials_train(activation):
    stack = DenseStack((2, 2, 1), activation)
    counts = count_given_up(stack, points=13, trials=8, restarts=6, steps=80, seed=11)
    trials = draw_first_points(stack, 13, 8, 11)
    found = find_steps(stack, trials, [13] * 8, range(6), 80) > 0
    assert counts.networks == 48
    assert counts.right == found.sum()
    assert counts.trials_right == found.any(axis=1).sum()
    assert 0 < counts.right_in_both <= min(counts.right, counts.right_without)


def test_a_rule_that_gives_up_everything_loses_everything(monkeypatch):
    monkeypatch.setattr("engine.lab.levenberg.HOPELESS", ((0.0125, -1.0),))
    stack = DenseStack((2, 2, 1), Activation.TANH)
    counts = count_given_up(stack, points=5, trials=4, restarts=2, steps=80, seed=11)
    assert (counts.right, counts.trials_right) == (0, 0)
    assert counts.right_without > 0
    assert counts.trials_right_without > 0


def test_step_neurons_are_refused():
    stack = DenseStack((2, 2, 1), Activation.STEP)
    with pytest.raises(ValueError, match="steepening"):
        draw_starts(stack, draw_first_points(stack, 4, 2, 1), range(2))
