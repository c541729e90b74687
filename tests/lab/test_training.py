"""The training loop, on real digits and on models that show what the loop does to them."""

import math

import pytest

from engine.lab import training
from engine.lab.examples import Examples, make_examples
from engine.lab.training import DivergedError, Recipe, evaluate, one_thread, train
from engine.networks.mnist_cnn import build_seeded, get_spec

pytestmark = pytest.mark.framework


@pytest.fixture(scope="module")
def split(digits):
    images, labels = digits
    return make_examples(images[:4000], labels[:4000]), make_examples(images[4000:], labels[4000:])


@pytest.fixture(scope="module")
def few(digits):
    images, labels = digits
    return make_examples(images[:300], labels[:300]), make_examples(
        images[300:400], labels[300:400]
    )


def fit(examples, test_examples, name="cnn2", seed=1, **recipe):
    model = build_seeded(get_spec(name), seed)
    return model, train(model, examples, test_examples, Recipe(seed=seed, **recipe))


def weights(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def same(first, second):
    import torch

    return all(torch.equal(first[name], second[name]) for name in first)


def test_cnn2_learns_to_read_digits(split):
    _, history = fit(*split, epochs=3)
    assert history.test_scores[-1].accuracy > 0.93
    assert history.test_scores[-1].loss < history.test_scores[0].loss
    assert len(history.epoch_seconds) == len(history.test_scores) == 3


def test_equal_seeds_give_equal_weights_and_others_do_not(few):
    first, history = fit(*few, epochs=2)
    second, repeated = fit(*few, epochs=2)
    other, _ = fit(*few, epochs=2, seed=2)
    assert same(weights(first), weights(second))
    assert not same(weights(first), weights(other))
    assert [score.loss for score in history.test_scores] == [
        score.loss for score in repeated.test_scores
    ]


def test_the_seed_does_not_touch_torchs_own_generator(few):
    import torch

    before = torch.get_rng_state()
    fit(*few, epochs=1)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("name", ["cnn1", "cnn2"])
def test_the_loop_equals_the_textbook_loop(few, name):
    """The same seed by plain means, in double precision, where rounding cannot grow visible."""
    import torch

    examples, test_examples = (Examples(part.images.double(), part.labels) for part in few)
    model = build_seeded(get_spec(name), 1).double()
    train(model, examples, test_examples, Recipe(seed=1, epochs=2))
    plain = build_seeded(get_spec(name), 1).double()
    generator = torch.Generator().manual_seed(1)
    optimizer = torch.optim.Adam(plain.parameters(), lr=0.01)
    criterion = torch.nn.CrossEntropyLoss()
    for _ in range(2):
        order = torch.randperm(300, generator=generator).tolist()
        for start in range(0, 300, 128):
            chosen = order[start : start + 128]
            optimizer.zero_grad()
            images = torch.stack([examples.images[index] for index in chosen])
            with one_thread():
                criterion(plain(images), examples.labels[chosen]).backward()
            optimizer.step()
    for name, value in plain.state_dict().items():
        torch.testing.assert_close(model.state_dict()[name], value)


def spy_on(model):
    """Record the batches that a model sees in training mode; CNN1 is called as it stands."""
    seen = []
    model.register_forward_hook(
        lambda module, inputs, output: seen.append(inputs[0]) if module.training else None
    )
    return seen


def test_each_epoch_shows_every_example_once_in_a_new_order(few):
    import torch

    examples, test_examples = few
    numbered = Examples(examples.images.clone(), examples.labels)
    numbered.images[:, 0, 0, 0] = torch.arange(300)
    model = build_seeded(get_spec("cnn1"), 1)
    seen = spy_on(model)
    train(model, numbered, test_examples, Recipe(seed=1, epochs=2))
    assert [len(batch) for batch in seen] == [128, 128, 44] * 2
    orders = [torch.cat(part)[:, 0, 0, 0].tolist() for part in (seen[:3], seen[3:])]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(300))
    assert orders[0] != orders[1]
    assert orders[0] != sorted(orders[0])


def test_after_evaluation_training_goes_on_in_training_mode(few):
    model = build_seeded(get_spec("cnn1"), 1)
    modes = []
    model.register_forward_hook(lambda module, *_: modes.append(module.training))
    train(model, *few, Recipe(seed=1, epochs=2))
    assert modes == [True, True, True, False] * 2
    assert model.training


@pytest.mark.parametrize("training_mode", [True, False])
def test_evaluation_leaves_mode_and_statistics_alone(few, training_mode):
    model = build_seeded(get_spec("cnn2"), 1).train(training_mode)
    before = weights(model)
    evaluate(model, few[0])
    assert model.training is training_mode
    assert same(before, weights(model))


def test_a_score_is_the_mean_over_all_examples(few, monkeypatch):
    import torch

    model = build_seeded(get_spec("cnn2"), 1).eval()
    with torch.no_grad():
        logits = model(few[0].images)
    monkeypatch.setattr(training, "_EVALUATION_BATCH", 7)
    score = evaluate(model, few[0])
    chances = logits.double().softmax(dim=1)[range(300), few[0].labels]
    assert score.loss == pytest.approx(-chances.log().mean().item(), rel=1e-5)
    assert score.correct.tolist() == (logits.argmax(dim=1) == few[0].labels).tolist()
    assert score.accuracy == score.correct.sum() / 300


def test_losses_are_reported_every_so_many_steps_of_an_epoch(few, monkeypatch):
    monkeypatch.setattr(training, "STEPS_PER_LOSS", 2)
    _, history = fit(*few, epochs=2, batch_size=60)
    assert [(loss.epoch, loss.step) for loss in history.losses] == [(1, 2), (1, 4), (2, 2), (2, 4)]
    monkeypatch.setattr(training, "STEPS_PER_LOSS", 1)
    _, single = fit(*few, epochs=2, batch_size=60)
    assert all(loss.mean_loss == pytest.approx(loss.loss) for loss in single.losses)
    pair = (single.losses[0].loss + single.losses[1].loss) / 2
    assert history.losses[0].mean_loss == pytest.approx(pair)
    assert history.losses[0].loss == pytest.approx(single.losses[1].loss)


def test_a_loss_that_is_no_number_stops_the_training(few):
    import torch

    images = few[0].images.clone()
    images[5, 0, 14, 14] = math.nan
    broken = Examples(images, few[0].labels)
    with pytest.raises(DivergedError, match=r"loss is nan \(epoch 1.*rate 0.01 and seed 1; lower"):
        fit(broken, few[1], epochs=1)
    assert torch.isfinite(few[0].images).all()


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"batch_size": -1}, {"learning_rate": math.nan}])
def test_a_recipe_that_cannot_be_followed_is_refused(wrong):
    name = next(iter(wrong))
    with pytest.raises(ValueError, match=f"{name} must be positive, got"):
        Recipe(seed=1, **wrong)


def test_the_number_of_threads_is_put_back():
    import torch

    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        with pytest.raises(KeyError), one_thread():
            assert torch.get_num_threads() == 1
            raise KeyError
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
