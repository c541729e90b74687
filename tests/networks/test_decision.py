"""Layers that decide: one, or several whose outputs are added."""

from dataclasses import replace

import pytest

from engine.networks.head import NoDecisionLayerError, classifier, mec_bits
from engine.networks.layers import Kind, Layer, Network
from engine.theory.capacity import Reading

INPUT = (-1, 0)


def dense(name, inputs, neurons, *sources, shape=None, threshold=True):
    shape = shape or (inputs,)
    return Layer(
        name,
        Kind.DENSE,
        shape,
        (*shape[:-1], neurons),
        parameters=neurons * (inputs + threshold),
        multiply_adds=inputs * neurons,
        neurons=neurons,
        inputs_per_neuron=inputs,
        threshold=threshold,
        sources=sources,
    )


def plain(name, kind, before, after, *sources):
    return Layer(name, kind, before, after, sources=sources)


def network(*layers):
    return Network("own", "own", (1, 1, 9), layers)


def two_heads(function="add", kind=Kind.MERGE, second_source=(1, 0), inputs=(6, 5)):
    return (
        plain("getitem", Kind.RESHAPE, (2, 6), (6,), INPUT),
        plain("getitem#2", Kind.RESHAPE, (2, 6), (inputs[1],), INPUT),
        dense("head", inputs[0], 4, (0, 0)),
        dense("head_dist", inputs[1], 4, second_source),
        plain(function, kind, (4,), (4,), (2, 0), (3, 0)),
        plain("truediv", Kind.ACTIVATION, (4,), (4,), (4, 0)),
    )


def test_heads_on_two_embeddings_are_one_over_both():
    head = classifier(network(*two_heads()))
    assert (head.names, head.sizes, head.thresholds) == (("head + head_dist",), (11, 4), (True,))
    assert (head.embedding_shape, head.positions) == ((11,), 1)
    assert head.parameters == 4 * 7 + 4 * 6
    assert set(mec_bits(head).values()) == {4 * (6 + 5 + 1)}


def test_heads_on_one_embedding_add_up_to_one():
    """Dropped or normalized values are still the same embedding."""
    layers = two_heads(inputs=(6, 6), second_source=(6, 0))
    norm = plain("norm", Kind.NORMALIZATION, (6,), (6,), (0, 0))
    order = [*layers[:3], replace(norm), *layers[3:]]
    moved = [
        order[0],
        order[1],
        order[2],
        norm,
        replace(order[4], sources=((3, 0),)),
        replace(order[5], sources=((2, 0), (4, 0))),
        replace(order[6], sources=((5, 0),)),
    ]
    head = classifier(network(*moved))
    assert (head.sizes, head.embedding_shape) == ((6, 4), (6,))
    assert mec_bits(head)[Reading.ALL_PARAMETERS] == 4 * 7


def test_two_outputs_of_one_layer_are_two_embeddings():
    layers = list(two_heads(inputs=(6, 6)))
    layers[2] = replace(layers[2], sources=((0, 0),))
    layers[3] = replace(layers[3], sources=((0, 1),))
    assert classifier(network(*layers)).sizes == (12, 4)


@pytest.mark.parametrize("function", ["mul", "maximum", "cat"])
def test_what_is_not_added_is_no_one_layer(function):
    with pytest.raises(NoDecisionLayerError, match=r"or the sum or mean of several"):
        classifier(network(*two_heads(function)))


def test_the_largest_of_several_outputs_is_no_one_layer():
    layers = [*two_heads("stack")[:4]]
    layers += [
        plain("stack", Kind.MERGE, (4,), (2, 4), (2, 0), (3, 0)),
        plain("amax", Kind.POOLING, (2, 4), (4,), (4, 0)),
    ]
    with pytest.raises(NoDecisionLayerError):
        classifier(network(*layers))
    layers[-1] = plain("mean", Kind.POOLING, (2, 4), (4,), (4, 0))
    assert classifier(network(*layers)).sizes == (11, 4)


def test_a_product_of_heads_is_no_one_layer():
    layers = [*two_heads()[:4]]
    layers += [
        plain("mul", Kind.MERGE, (4,), (4,), (2, 0), (3, 0)),
        plain("add", Kind.MERGE, (4,), (4,), (4, 0), (3, 0)),
    ]
    with pytest.raises(NoDecisionLayerError):
        classifier(network(*layers))


def test_a_layer_that_is_added_to_its_own_input_is_no_second_head():
    layers = (
        dense("first", 6, 4, INPUT),
        dense("second", 4, 4, (0, 0)),
        plain("add", Kind.MERGE, (4,), (4,), (0, 0), (1, 0)),
    )
    with pytest.raises(NoDecisionLayerError):
        classifier(network(*layers))


def test_a_sum_of_which_nothing_is_known_is_no_decision():
    layers = [replace(layer, sources=()) for layer in two_heads()]
    with pytest.raises(NoDecisionLayerError, match="'add'"):
        classifier(network(*layers))


def test_a_head_at_every_position_is_added_to_one_of_a_token():
    layers = (
        plain("getitem", Kind.RESHAPE, (5, 6), (6,), INPUT),
        plain("getitem#2", Kind.RESHAPE, (5, 6), (4, 6), INPUT),
        dense("head", 6, 3, (0, 0)),
        dense("aux_head", 6, 3, (1, 0), shape=(4, 6)),
        plain("max", Kind.POOLING, (4, 3), (3,), (3, 0)),
        plain("mul", Kind.ACTIVATION, (3,), (3,), (4, 0)),
        plain("add", Kind.MERGE, (3,), (3,), (2, 0), (5, 0)),
    )
    head = classifier(network(*layers))
    assert (head.sizes, head.positions, head.embedding_elements) == ((12, 3), 4, 30)


def test_a_feature_extractor_has_none():
    one = replace(network(dense("projection", 6, 4, INPUT)), gives_labels=False)
    with pytest.raises(NoDecisionLayerError, match=r"feature extractor: .* shape \(4,\)"):
        classifier(one)
