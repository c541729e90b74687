"""A network looked at on its way is trained as any other."""

import numpy as np
import pytest

from engine.lab.examples import make_examples
from engine.lab.training import Recipe, train
from engine.networks.mnist_cnn import build_seeded, get_spec
from engine.studies.embedding.trajectory import embed, follow

pytestmark = pytest.mark.framework


@pytest.fixture(scope="module")
def examples(digits):
    images, labels = digits
    return make_examples(images[:400], labels[:400])


def test_it_ends_with_the_weights_of_plain_training(examples):
    """Two epochs of four steps, the last one short, with two looks on the way."""
    import torch

    looked, plain = (build_seeded(get_spec("cnn2"), 7) for _ in range(2))
    for _ in follow(looked, examples, Recipe(7), (0, 3, 8)):
        embed(looked, examples.images)
    train(plain, examples, examples, Recipe(7, epochs=2))
    for name, value in plain.state_dict().items():
        torch.testing.assert_close(looked.state_dict()[name], value)


def test_what_is_embedded_is_what_the_decision_layer_reads(examples):
    model = build_seeded(get_spec("cnn2"), 1)
    features, decided = embed(model, examples.images)
    assert features.shape == (400, 375)
    weight, bias = (part.detach().double().numpy() for part in (model[-1].weight, model[-1].bias))
    np.testing.assert_array_equal((features @ weight.T + bias).argmax(axis=1), decided)


@pytest.mark.parametrize("stops", [(), (3, 3), (5, 2), (-1, 2)])
def test_stops_must_ascend(examples, stops):
    model = build_seeded(get_spec("cnn2"), 1)
    with pytest.raises(ValueError, match=r"stops must ascend from 0 or more steps"):
        list(follow(model, examples, Recipe(1), stops))
