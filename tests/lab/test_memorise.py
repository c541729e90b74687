import pytest

from engine.lab.memorise import Activation, Budget, Task, _Networks, count_memorised

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.framework

BUDGET = Budget(restarts=8, steps=300)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def draw(task, restarts=3, trials=4):
    return _Networks.draw(task, restarts, trials, torch.Generator().manual_seed(2))


@pytest.mark.parametrize("activation", list(Activation))
def test_few_points_are_memorised_and_far_too_many_are_not(activation):
    few = Task(inputs=4, hidden=4, outputs=2, activation=activation, points=4)
    assert count_memorised(few, BUDGET, trials=10, seed=1) == 10
    many = Task(inputs=2, hidden=1, outputs=1, activation=activation, points=40)
    assert count_memorised(many, BUDGET, trials=10, seed=1) == 0


def test_training_does_not_exceed_what_one_neuron_can():
    # Two inputs and one hidden neuron: 3 parameters count, half of the labellings of 6 points.
    task = Task(inputs=2, hidden=1, outputs=1, activation=Activation.TANH, points=6)
    assert 60 <= count_memorised(task, BUDGET, trials=200, seed=4) <= 125


def test_the_same_seed_gives_the_same_count():
    task = Task(inputs=3, hidden=2, outputs=1, activation=Activation.TANH, points=12)
    counts = {count_memorised(task, BUDGET, trials=20, seed=9) for _ in range(2)}
    assert len(counts) == 1
    assert 0 < counts.pop() < 20


def test_all_trials_count_when_they_do_not_fit_one_batch(monkeypatch):
    monkeypatch.setattr("engine.lab.memorise._MOST_VALUES", 200)
    task = Task(inputs=4, hidden=4, outputs=1, activation=Activation.TANH, points=3)
    assert count_memorised(task, BUDGET, trials=7, seed=1) == 7


@pytest.mark.parametrize("sharpness", [1.0, 3.0])
@pytest.mark.parametrize("activation", list(Activation))
def test_the_gradient_is_that_of_the_loss(activation, sharpness):
    if activation is Activation.RELU:
        sharpness = 1.0
    networks = draw(Task(inputs=3, hidden=4, outputs=2, activation=activation, points=5))
    lower, upper = (weight.clone().requires_grad_() for weight in networks.weights)
    activations = networks.points @ lower
    hidden = (
        activations.relu() if activation is Activation.RELU else torch.tanh(sharpness * activations)
    )
    outputs = hidden @ upper[:, :-1] + upper[:, -1:]
    losses = torch.nn.functional.softplus(-outputs * networks.labels).sum(dim=2).mean(dim=1)
    losses.sum().backward()
    found = networks._differentiate(sharpness)
    assert torch.allclose(found[0], lower.grad, rtol=1e-4, atol=1e-6)
    assert torch.allclose(found[1], upper.grad, rtol=1e-4, atol=1e-6)


def test_step_neurons_are_judged_by_their_sign():
    networks = draw(Task(inputs=2, hidden=2, outputs=1, activation=Activation.STEP, points=6))
    networks.weights[1] = networks.weights[1] * 0
    networks.weights[1][:, 0] = 1.0
    signs = (networks.points @ networks.weights[0])[:, :, :1].sign()
    networks.labels = signs
    networks.weights[0] *= 1e-6
    assert networks.find_right().all()


def test_restarts_share_points_and_differ_in_weights():
    networks = draw(Task(inputs=2, hidden=2, outputs=1, activation=Activation.TANH, points=6))
    assert networks.trial.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert (networks.points[0] == networks.points[2]).all()
    assert (networks.labels[0] == networks.labels[2]).all()
    assert (networks.points[0] != networks.points[3]).any()
    assert (networks.weights[0][0] != networks.weights[0][1]).any()


def test_dropped_networks_are_gone_from_every_tensor():
    networks = draw(Task(inputs=2, hidden=2, outputs=1, activation=Activation.TANH, points=6))
    networks.keep(networks.trial == 1)
    tensors = [networks.trial, networks.points, networks.labels, networks.rates]
    tensors += [*networks.weights, *networks.means, *networks.squares]
    assert {len(tensor) for tensor in tensors} == {3}
