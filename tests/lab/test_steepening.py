"""Training step neurons: against Adam and automatic differentiation, and judged as steps."""

from math import cos, pi

import pytest

from engine.lab import steepening
from engine.lab.dense_stack import DenseStack, append_one
from engine.lab.steepening import draw_small, search
from engine.theory.activation import Activation
from tests.lab.stack_samples import gives_labels

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.framework, pytest.mark.usefixtures("one_thread")]


def make(sizes, *, stacks, points, seed=2, dtype=torch.float32):
    generator = torch.Generator().manual_seed(seed)
    stack = DenseStack(sizes, Activation.STEP)
    drawn = append_one(torch.randn(stacks, points, sizes[0], generator=generator))
    coins = torch.randint(0, 2, (stacks, points, sizes[-1]), generator=generator)
    weights = draw_small(stack, stacks, generator)
    rates = torch.full((stacks, 1), 0.03)
    return stack, *(values.to(dtype) for values in (drawn, 2 * coins - 1, weights, rates))


@pytest.fixture
def seen(monkeypatch):
    """The weights that were judged, with the verdicts, in turn."""
    judged = []
    judge = steepening.find_right

    def find_right(stack, points, labels, weights):
        right = judge(stack, points, labels, weights)
        judged.append((points, labels, weights, right))
        return right

    monkeypatch.setattr(steepening, "find_right", find_right)
    return judged


def train_with_adam(stack, points, labels, start, rate, steps):
    """Weights of one network after the same training, by torch's optimiser and autograd."""
    cut = stack.parameters - stack.shapes[-1][0] * stack.shapes[-1][1]
    hidden, last = (part.clone().requires_grad_() for part in (start[:cut], start[cut:]))
    groups = [{"params": [hidden], "lr": rate}, {"params": [last], "lr": 20 * rate}]
    optimiser = torch.optim.Adam(groups, betas=(0.9, 0.99), eps=1e-10)
    for step in range(1, steps + 1):
        progress = step / steps
        factor = 0.02 + 0.98 * (1 + cos(pi * progress)) / 2
        for group, whole in zip(optimiser.param_groups, (rate, 20 * rate), strict=True):
            group["lr"] = whole * factor
        values, offset = points, 0
        weights = torch.cat([hidden, last])
        for number, (rows, columns) in enumerate(stack.shapes):
            sums = values @ weights[offset : offset + rows * columns].reshape(rows, columns)
            offset += rows * columns
            steep = torch.tanh(20**progress * sums)
            values = sums if number == len(stack.shapes) - 1 else append_one(steep)
        optimiser.zero_grad()
        torch.nn.functional.softplus(-labels * values).mean(dim=0).sum().backward()
        optimiser.step()
    return torch.cat([hidden, last]).detach()


@pytest.mark.parametrize("sizes", [(3, 2, 1), (3, 4, 2), (2, 3, 3, 1)])
def test_training_is_adam_on_neurons_that_grow_steeper(sizes, seen):
    stack, points, labels, weights, rates = make(sizes, stacks=3, points=20, dtype=torch.float64)
    search(stack, points, labels, weights, rates, 7)
    ((*_, trained, _),) = seen
    for number in range(3):
        expected = train_with_adam(stack, points[number], labels[number], weights[number], 0.03, 7)
        torch.testing.assert_close(trained[number], expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("sizes", "points"), [((3, 4, 1), 14), ((3, 4, 2, 2), 7)])
def test_what_is_found_right_is_right_as_steps(sizes, points, seen):
    stack, *problem = make(sizes, stacks=30, points=points)
    found = search(stack, *problem, 200)
    count = 0
    for own, wanted, weights, right in seen:
        expected = [
            gives_labels(sizes, Activation.STEP, row, one[:, :-1].tolist(), each.tolist())
            for row, one, each in zip(weights.double(), own.double(), wanted, strict=True)
        ]
        assert right.tolist() == expected
        count += sum(expected)
    assert count == int((found > 0).sum())
    assert 3 <= count <= 27
    assert bool((found % 25 == 0).all())


def test_points_that_do_not_count_change_nothing(seen):
    stack, points, labels, weights, rates = make(
        (3, 3, 2, 1), stacks=10, points=8, dtype=torch.float64
    )
    more = append_one(torch.randn(10, 4, 3, generator=torch.Generator().manual_seed(9)).double())
    found = search(stack, points, labels, weights, rates, 100)
    alone = list(seen)
    seen.clear()
    padded = search(
        stack,
        torch.cat([points, more], dim=1),
        torch.cat([labels, torch.zeros(10, 4, 1)], dim=1),
        weights,
        rates,
        100,
    )
    assert found.tolist() == padded.tolist()
    assert (found > 0).any()
    torch.testing.assert_close(alone[0][2], seen[0][2], rtol=1e-6, atol=1e-8)


def test_who_is_left_goes_on_as_if_alone(seen):
    stack, *problem = make((3, 4, 1), stacks=12, points=11, dtype=torch.float64)
    left = search(stack, *problem, 100) == 0
    *_, last, right = seen[-1]
    seen.clear()
    search(stack, *(values[left] for values in problem), 100)
    *_, alone, _ = seen[-1]
    assert 0 < len(alone) < 12
    torch.testing.assert_close(last[~right], alone)


def test_two_hidden_neurons_learn_what_one_cannot():
    """Exclusive or."""
    corners = torch.tensor([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
    points = append_one(corners).expand(20, 4, 3)
    labels = torch.tensor([1.0, -1.0, -1.0, 1.0])[:, None].expand(20, 4, 1)
    found = []
    for hidden in (1, 2):
        stack = DenseStack((2, hidden, 1), Activation.STEP)
        weights = draw_small(stack, 20, torch.Generator().manual_seed(1))
        found.append(search(stack, points, labels, weights, torch.full((20, 1), 0.03), 200))
    assert not found[0].any()
    assert int((found[1] > 0).sum()) >= 5


def test_hidden_weights_start_small():
    stack = DenseStack((4, 5, 3, 2), Activation.STEP)
    weights = draw_small(stack, 4000, torch.Generator().manual_seed(1))
    assert weights.shape == (4000, stack.parameters)
    for layer, expected in zip(stack.split(weights), (0.2, 0.2, 1.0), strict=True):
        assert float(layer.std()) == pytest.approx(expected, rel=0.02)
        assert float(layer.mean()) == pytest.approx(0, abs=0.02 * expected)
