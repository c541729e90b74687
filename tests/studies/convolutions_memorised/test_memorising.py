"""One attempt at memorising: seen in evaluation mode, and within its steps."""

import numpy as np
import pytest

from engine.lab.examples import Examples
from engine.networks.mnist_cnn import CnnSpec, Stage, Window, build_seeded
from engine.studies.convolutions_memorised import memorising
from engine.studies.convolutions_memorised.memorising import CHECKS, Effort, memorise

pytestmark = pytest.mark.framework

EFFORT = Effort(steps=400, batch_size=20, learning_rate=0.02, sharpness=3.0)


def small(*, batch_norm=True):
    stage = Stage(3, convolution=Window(3, 1), pooling=Window(2, 2))
    return CnnSpec("small", "Small", (stage,), batch_norm, size=8)


def draw(count, seed=0):
    import torch

    generator = torch.Generator().manual_seed(seed)
    images = torch.randn(count, 1, 8, 8, generator=generator)
    return Examples(images, torch.randint(0, 10, (count,), generator=generator))


@pytest.mark.parametrize("batch_norm", [True, False])
def test_few_images_are_memorised_and_training_ends_there(batch_norm):
    attempt = memorise(small(batch_norm=batch_norm), draw(60), EFFORT, seed=1)
    assert attempt.right == 60
    assert attempt.steps < EFFORT.steps
    assert attempt.steps % (EFFORT.steps // CHECKS) == 0


def test_one_image_with_two_labels_is_never_memorised():
    examples = draw(60)
    examples.images[1] = examples.images[0]
    examples.labels[:2] = 3
    examples.labels[1] = 4
    attempt = memorise(small(), examples, EFFORT, seed=1)
    assert (attempt.right, attempt.steps) == (59, EFFORT.steps)


def test_too_many_images_use_up_the_steps():
    attempt = memorise(small(), draw(2000), EFFORT, seed=1)
    assert 200 < attempt.right < 2000
    assert attempt.steps == EFFORT.steps


def test_the_same_seed_gives_the_same_attempt():
    attempts = [memorise(small(), draw(300), EFFORT, seed=seed) for seed in (1, 1, 2, 3)]
    assert attempts[0] == attempts[1]
    assert len({attempt.right for attempt in attempts}) > 1


@pytest.mark.parametrize("batch_norm", [True, False])
def test_training_that_diverges_is_told_and_loses_nothing(batch_norm):
    effort = Effort(steps=80, batch_size=20, learning_rate=1e30, sharpness=3.0)
    attempt = memorise(small(batch_norm=batch_norm), draw(60), effort, seed=1)
    assert attempt.has_diverged
    assert attempt.right < 60
    assert attempt.steps <= 80


def test_judging_leaves_the_network_as_it_is():
    import torch

    model = build_seeded(small(), 1).train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    right = memorising.count_right(model, draw(60), 10)
    assert model.training
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert right == 60  # 27 features and a threshold for each of 10 classes


def test_what_is_right_is_what_the_network_itself_says(monkeypatch):
    """A solved layer that is wrong in the network counts for nothing."""
    solve = memorising.solve_last_layer

    def spoil(*arguments, **options):
        solved = solve(*arguments, **options)
        solved.weights[:] = 0
        return solved

    monkeypatch.setattr(memorising, "solve_last_layer", spoil)
    assert memorising.count_right(build_seeded(small(), 1), draw(60), 10) < 30


@pytest.mark.parametrize("count", [50, 90])
def test_running_statistics_are_those_of_all_images(monkeypatch, count):
    import torch

    monkeypatch.setattr(memorising, "_CHUNK", 30)
    model = build_seeded(small(), 1).train()
    images = draw(count).images
    memorising.settle_statistics(model, images)
    with torch.no_grad():
        entering = model[:3](images)  # (N, 3, 3, 3)
    assert not model.training
    # Parts of equal size have the mean of the whole; a variance within parts lies a little below.
    assert model[3].running_mean.numpy() == pytest.approx(
        entering.mean((0, 2, 3)).numpy(), rel=1e-4
    )
    assert model[3].running_var.numpy() == pytest.approx(entering.var((0, 2, 3)).numpy(), rel=0.05)


def test_every_image_comes_once_before_any_comes_again():
    effort = Effort(steps=10, batch_size=4, learning_rate=1.0, sharpness=1.0)
    batches = [batch.tolist() for batch in memorising._draw_batches(12, effort, seed=3)]
    assert len(batches) == 10
    flat = [image for batch in batches for image in batch]
    epochs = [flat[start : start + 12] for start in (0, 12, 24)]
    assert all(sorted(epoch) == list(range(12)) for epoch in epochs)
    assert epochs[0] != epochs[1]


@pytest.mark.parametrize("steps", [CHECKS, 100, 1001, 8000])
def test_checks_are_evenly_spread_and_end_with_the_steps(steps):
    checks = [step for step in range(1, steps + 1) if memorising._is_check(step, steps)]
    assert len(checks) == CHECKS
    assert checks[-1] == steps
    gaps = np.diff([0, *checks])
    assert gaps.max() - gaps.min() <= 1


@pytest.mark.parametrize("name", ["steps", "batch_size", "learning_rate", "sharpness"])
def test_an_effort_of_nothing_is_refused(name):
    known = {"steps": 1, "batch_size": 1, "learning_rate": 1.0, "sharpness": 1.0}
    with pytest.raises(ValueError, match=f"{name} must be positive, got 0"):
        Effort(**{**known, name: 0})
