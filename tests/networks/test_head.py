import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.networks.head import NoDecisionLayerError, classifier, mec_bits
from engine.networks.layers import Kind, Layer, Network
from engine.theory.capacity import Reading, stack_capacity

BETWEEN = (Kind.ACTIVATION, Kind.DROPOUT, Kind.NORMALIZATION, Kind.RESHAPE)


def dense(name, inputs, units, *, threshold=True, positions=(), **fields):
    return Layer(
        name,
        Kind.DENSE,
        (*positions, inputs),
        (*positions, units),
        parameters=units * (inputs + threshold),
        neurons=units,
        inputs_per_neuron=inputs,
        threshold=threshold,
        **fields,
    )


def convolution(name, input_shape, output_shape, kernel_elements):
    inputs = kernel_elements * input_shape[-1]
    return Layer(
        name,
        Kind.CONVOLUTION,
        input_shape,
        output_shape,
        parameters=output_shape[-1] * (inputs + 1),
        neurons=output_shape[-1],
        inputs_per_neuron=inputs,
        threshold=True,
    )


def passing(kind, shape, output_shape=None):
    return Layer(kind.value, kind, shape, output_shape or shape)


def network(*layers):
    return Network("net", "own", layers[0].input_shape, layers)


POOL = passing(Kind.POOLING, (7, 7, 8), (8,))


@given(
    sizes=st.lists(st.integers(1, 50), min_size=2, max_size=6),
    between=st.lists(st.lists(st.sampled_from(BETWEEN), max_size=3), min_size=6, max_size=6),
    data=st.data(),
)
def test_a_dense_stack_is_found_whatever_passes_its_values_on(sizes, between, data):
    layers = [passing(Kind.POOLING, (3, 3, sizes[0]), (sizes[0],))]
    thresholds = []
    for index in range(1, len(sizes)):
        thresholds.append(data.draw(st.booleans()))
        layers.append(
            dense(f"dense{index}", sizes[index - 1], sizes[index], threshold=thresholds[-1])
        )
        layers += [passing(kind, (sizes[index],)) for kind in between[index - 1]]
    # what follows the decision layer
    layers = [layer for layer in layers if layer.kind is not Kind.NORMALIZATION] + [
        passing(Kind.ACTIVATION, (sizes[-1],))
    ]
    head = classifier(network(*layers))
    assert head.sizes == tuple(sizes)
    assert head.thresholds == tuple(thresholds)
    assert head.names == tuple(f"dense{index}" for index in range(1, len(sizes)))
    assert head.positions == 1
    assert head.parameters == mec_bits(head)[Reading.ALL_PARAMETERS]
    assert mec_bits(head) == {
        reading: stack_capacity(sizes, reading, thresholds=thresholds) for reading in Reading
    }


def test_normalization_within_the_stack_belongs_to_the_classifier():
    norm = Layer("norm", Kind.NORMALIZATION, (4,), (4,), parameters=16)
    head = classifier(network(POOL, dense("a", 8, 4), norm, dense("b", 4, 2)))
    assert head.sizes == (8, 4, 2)
    assert head.parameters == 36 + 16 + 10
    assert head.embedding_shape == (8,)


def test_a_merge_ends_the_stack():
    merge = passing(Kind.MERGE, (4,))
    head = classifier(network(dense("a", 8, 4), merge, dense("b", 4, 2)))
    assert head.sizes == (4, 2)


def test_taking_one_position_out_of_many_ends_the_stack():
    tokens = dense("mlp", 3, 4, positions=(5,))
    first = passing(Kind.RESHAPE, (5, 4), (4,))
    assert classifier(network(tokens, first, dense("head", 4, 2))).names == ("head",)


def test_a_layer_that_is_applied_at_positions_is_not_part_of_a_deeper_stack():
    tokens = dense("mlp", 3, 4, positions=(5,))
    flatten = passing(Kind.RESHAPE, (5, 4), (20,))
    assert classifier(network(tokens, flatten, dense("head", 20, 2))).sizes == (20, 2)


def test_a_convolution_that_covers_its_map_is_part_of_the_stack():
    head = classifier(
        network(
            passing(Kind.POOLING, (14, 14, 8), (7, 7, 8)),
            convolution("wide", (7, 7, 8), (1, 1, 16), 49),
            convolution("point", (1, 1, 16), (1, 1, 10), 1),
            passing(Kind.RESHAPE, (1, 1, 10), (10,)),
        )
    )
    assert head.sizes == (392, 16, 10)
    assert head.embedding_shape == (7, 7, 8)
    assert head.embedding_elements == 392


def test_a_1x1_convolution_over_a_map_counts_once():
    head = classifier(
        network(
            convolution("features", (13, 13, 3), (13, 13, 8), 9),
            convolution("decision", (13, 13, 8), (13, 13, 10), 1),
            passing(Kind.ACTIVATION, (13, 13, 10)),
            passing(Kind.POOLING, (13, 13, 10), (10,)),
        )
    )
    assert (head.names, head.sizes, head.positions) == (("decision",), (8, 10), 169)
    assert head.embedding_elements == 13 * 13 * 8
    assert head.parameters == 90


def test_auxiliary_heads_are_left_out():
    layers = (POOL, dense("head", 8, 2), dense("extra", 8, 7, auxiliary=True))
    assert classifier(network(*layers)).names == ("head",)


def test_a_network_without_a_decision_layer_says_what_comes_first():
    layers = (dense("a", 8, 4), passing(Kind.MERGE, (4,)))
    with pytest.raises(NoDecisionLayerError, match=r"net has no decision layer: .*'merge' \(merge"):
        classifier(network(*layers))


def test_a_wide_convolution_over_a_map_decides_nothing():
    layers = (
        convolution("conv", (13, 13, 8), (13, 13, 10), 9),
        passing(Kind.POOLING, (13, 13, 10)),
    )
    with pytest.raises(NoDecisionLayerError, match=r"'conv' \(convolution"):
        classifier(network(*layers))


def test_a_network_without_neurons():
    with pytest.raises(NoDecisionLayerError, match="no layer has neurons"):
        classifier(network(passing(Kind.POOLING, (4, 4, 1), (1,))))


def test_the_explanation_adds_up_to_the_capacity():
    head = classifier(network(POOL, dense("a", 8, 4), dense("b", 4, 2)))
    for reading, bits in mec_bits(head).items():
        assert sum(layer.capacity_bits for layer in head.explain(reading)) == bits
