"""Levenberg and Marquardt's method: its step, what it calls right, and when it gives up."""

import numpy as np
import pytest

from engine.lab import levenberg
from engine.lab.dense_stack import DenseStack, append_one
from engine.lab.levenberg import HOPELESS, LEAST_MARGIN, choose_sharpness, find_right, search
from engine.theory.activation import Activation
from tests.lab.stack_samples import gives_labels

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.framework, pytest.mark.usefixtures("one_thread")]

SMOOTH = [Activation.TANH, Activation.RELU]


def make(sizes, activation, *, stacks, points, seed=2, dtype=torch.float32):
    """Stacks with random points, labels and weights, as a search begins with them."""
    generator = torch.Generator().manual_seed(seed)
    stack = DenseStack(sizes, activation)
    drawn = append_one(torch.randn(stacks, points, sizes[0], generator=generator))
    coins = torch.randint(0, 2, (stacks, points, sizes[-1]), generator=generator)
    weights = stack.draw(drawn, torch.full((stacks, 1, 1), 1.0), generator)
    return stack, *(values.to(dtype) for values in (drawn, 2 * coins - 1, weights))


def are_right(stack, points, labels, weights):
    """Which stacks give their labels, judged by a plain loop in double precision."""
    return [
        gives_labels(stack.sizes, stack.activation, row, own[:, :-1].tolist(), wanted.tolist())
        for row, own, wanted in zip(weights.double(), points.double(), labels, strict=True)
    ]


@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize(("sizes", "points"), [((3, 4, 1), 22), ((3, 4, 3, 2), 18)])
def test_what_is_found_right_is_right_and_nothing_else(sizes, points, activation):
    problem = make(sizes, activation, stacks=40, points=points)
    found, last = search(*problem, 90, give_up=False)
    assert (found > 0).tolist() == are_right(*problem[:3], last)
    assert 5 <= int((found > 0).sum()) <= 35
    assert not any(are_right(*problem))


@pytest.mark.parametrize("activation", SMOOTH)
def test_who_does_not_give_up_finds_all_that_others_find(activation):
    problem = make((3, 4, 1), activation, stacks=120, points=21)
    hasty, _ = search(*problem, 90)
    patient, _ = search(*problem, 90, give_up=False)
    assert (hasty > 0).any()
    assert (hasty == 0).any()
    assert (patient[hasty > 0] > 0).all()


def test_hopeless_networks_are_those_whose_loss_is_high(monkeypatch):
    problem = make((3, 2, 1), Activation.TANH, stacks=10, points=30)
    monkeypatch.setattr(levenberg, "HOPELESS", ((0.5, 0.0),))
    monkeypatch.setattr(levenberg, "_STALL_STEPS", 1000)
    found, halfway = search(*problem, 40)
    _, to_the_end = search(*problem, 40, give_up=False)
    monkeypatch.setattr(levenberg, "HOPELESS", ())
    _, after_20 = search(*problem, 20)
    assert not found.any()
    assert torch.equal(halfway, after_20)
    assert bool((to_the_end != halfway).any(dim=1).all())
    assert list(HOPELESS) == sorted(HOPELESS, key=lambda hurdle: (hurdle[0], -hurdle[1]))


@pytest.mark.parametrize("activation", SMOOTH)
def test_points_that_do_not_count_change_nothing(activation):
    stack, points, labels, weights = make(
        (3, 4, 2, 1), activation, stacks=12, points=10, dtype=torch.float64
    )
    more = torch.randn(12, 5, 3, generator=torch.Generator().manual_seed(9)).double() * 4
    found, last = search(stack, points, labels, weights, 45)
    padded_found, padded_last = search(
        stack,
        torch.cat([points, append_one(more)], dim=1),
        torch.cat([labels, torch.zeros(12, 5, 1)], dim=1),
        weights,
        45,
    )
    assert found.tolist() == padded_found.tolist()
    assert (found > 0).any()
    torch.testing.assert_close(last, padded_last, rtol=1e-4, atol=1e-4)


def test_one_step_is_that_of_damped_least_squares():
    """Of outputs that are linear in their weights, against a solver of least squares."""
    stack, points, labels, weights = make(
        (4, 1), Activation.TANH, stacks=6, points=12, dtype=torch.float64
    )
    _, last = search(stack, points, labels, weights, 1)
    for x, y, before, after in zip(
        points.numpy(), labels.numpy()[..., 0], weights.numpy(), last.numpy(), strict=True
    ):
        lacking = 1 - y * (x @ before)
        active = lacking > 0
        system = np.vstack([(y[:, None] * x)[active], np.eye(5)])  # damped by 1
        step = np.linalg.lstsq(system, np.append(lacking[active], np.zeros(5)), rcond=None)[0]
        gained = np.maximum(0, 1 - y * (x @ (before + step)))
        assert (gained**2).sum() < (lacking[active] ** 2).sum()
        np.testing.assert_allclose(after, before + step, rtol=1e-8)


@pytest.mark.parametrize("activation", SMOOTH)
def test_the_loss_of_networks_that_are_not_sharpened_never_grows(activation):
    problem = make((3, 3, 1), activation, stacks=20, points=25, dtype=torch.float64)
    training = levenberg._Training(*problem)
    sharpness = None if activation is Activation.TANH else choose_sharpness(0.0)
    before = training.loss.clone()
    for _ in range(12):
        training.advance(sharpness)
        response = training.stack.respond(problem[1], training.weights, sharpness)
        _, after = training._miss(response.outputs)
        assert bool((after <= before * (1 + 1e-12)).all())
        before = after
    assert bool((before < 0.9 * problem[2].abs().sum(dim=(1, 2))).all())


@pytest.mark.parametrize("activation", SMOOTH)
def test_a_network_that_is_no_number_fails_alone(activation):
    stack, points, labels, weights = make((3, 4, 1), activation, stacks=6, points=6)
    spoilt = weights.clone()
    spoilt[2], spoilt[4, 3] = torch.nan, torch.nan
    found, _ = search(stack, points, labels, spoilt, 60)
    others = [0, 1, 3, 5]
    expected, _ = search(stack, points[others], labels[others], weights[others], 60)
    assert (found[others] > 0).tolist() == (expected > 0).tolist()
    assert (expected > 0).any()
    assert found[[2, 4]].tolist() == [0, 0]


def test_labels_that_do_not_count_are_given_at_once():
    stack, points, labels, weights = make((3, 4, 1), Activation.TANH, stacks=3, points=6)
    found, last = search(stack, points, 0 * labels, weights, 30)
    assert found.tolist() == [3, 3, 3]
    assert torch.equal(last, weights)


def test_single_precision_is_confirmed_by_double():
    """Large weights that cancel: the sign of what is left may be that of rounding."""
    generator = torch.Generator().manual_seed(5)
    points = append_one(torch.rand(3000, 1, 2, generator=generator))
    slopes = torch.rand(3000, 2, generator=generator) * 1e6
    threshold = -(points[:, 0, :2].double() * slopes.double()).sum(dim=1)
    offsets = torch.randn(3000, generator=generator) * 0.02
    weights = torch.cat([slopes, (threshold + offsets)[:, None].float()], dim=1)
    stack = DenseStack((2, 1), Activation.TANH)
    labels = torch.ones(3000, 1, 1)
    single = stack.judge(points, weights)[:, 0, 0] > LEAST_MARGIN
    double = stack.judge(points.double(), weights.double())[:, 0, 0] > LEAST_MARGIN
    assert (single != double).any()
    assert find_right(stack, points, labels, weights).tolist() == (single & double).tolist()


def test_a_step_neuron_on_its_border_gives_no_label():
    stack = DenseStack((1, 1), Activation.STEP)
    points = append_one(torch.zeros(2, 1, 1))
    weights = torch.tensor([[1.0, 0.0], [1.0, 2 * LEAST_MARGIN]])
    for label, expected in ((1.0, [False, True]), (-1.0, [False, False])):
        right = find_right(stack, points, torch.full((2, 1, 1), label), weights)
        assert right.tolist() == expected


def test_neurons_grow_sharper_until_they_are_rectifiers():
    shares = np.linspace(0, 1, 201)
    values = [choose_sharpness(share) for share in shares]
    soft = [value for value in values if value is not None]
    assert values == [*soft, *[None] * (len(values) - len(soft))]
    assert soft == sorted(set(soft))
    np.testing.assert_allclose(np.diff(np.log(soft)), np.log(soft[1] / soft[0]))
    assert values[-1] is None
    assert (soft[0], round(soft[-1])) == (0.5, 50)
