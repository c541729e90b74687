from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.networks.counting import (
    count_attention,
    count_convolution,
    count_dense,
    count_einsum_multiply_adds,
    count_transposed_convolution,
)
from engine.networks.layers import Kind

sizes = st.integers(1, 32)


@given(height=sizes, width=sizes, channels=sizes, filters=sizes, threshold=st.booleans())
def test_a_convolution_that_covers_the_map_is_a_dense_layer(
    height, width, channels, filters, threshold
):
    convolution = count_convolution(
        (height, width, channels), (1, 1, filters), (height, width), threshold=threshold
    )
    dense = count_dense((height * width * channels,), filters, threshold=threshold)
    assert convolution.kind is Kind.CONVOLUTION
    assert (convolution.neurons, convolution.inputs_per_neuron, convolution.multiply_adds) == (
        dense.neurons,
        dense.inputs_per_neuron,
        dense.multiply_adds,
    )


@given(height=sizes, width=sizes, channels=sizes, filters=sizes)
def test_a_pointwise_convolution_is_a_dense_layer_at_every_position(
    height, width, channels, filters
):
    shape, output = (height, width, channels), (height, width, filters)
    convolution = count_convolution(shape, output, (1, 1), threshold=True)
    assert convolution.multiply_adds == count_dense(shape, filters, threshold=True).multiply_adds


@given(groups=sizes, per_group=sizes, filters_per_group=sizes, kernel=sizes, map_size=sizes)
def test_a_grouped_convolution_is_its_groups_side_by_side(
    groups, per_group, filters_per_group, kernel, map_size
):
    def count(parts, groups):
        return count_convolution(
            (map_size, parts * per_group),
            (map_size, parts * filters_per_group),
            (kernel,),
            groups=groups,
            threshold=False,
        )

    whole, part = count(groups, groups), count(1, 1)
    assert whole.multiply_adds == groups * part.multiply_adds
    assert whole.inputs_per_neuron == part.inputs_per_neuron


@given(map_size=sizes, channels=sizes, filters=sizes, kernel=sizes, stride=sizes)
def test_a_transposed_convolution_costs_what_its_transpose_does(
    map_size, channels, filters, kernel, stride
):
    """Input and output change places; `stride` times the map, without padding."""
    large, small = (stride * map_size, channels), (map_size, filters)
    forward = count_convolution(large, small, (kernel,), threshold=False)
    backward = count_transposed_convolution(small, large, (kernel,), threshold=False)
    assert forward.multiply_adds == backward.multiply_adds


@given(batch=sizes, inputs=sizes, units=sizes)
def test_an_einsum_of_two_matrices_is_a_dense_layer(batch, inputs, units):
    expected = count_dense((batch, inputs), units, threshold=False).multiply_adds
    assert count_einsum_multiply_adds("ab,bc->ac", (batch, inputs), (inputs, units)) == expected
    assert count_einsum_multiply_adds("...b,bc", (batch, inputs), (inputs, units)) == expected


@given(leading=st.lists(sizes, max_size=3), inputs=sizes, units=sizes)
def test_an_ellipsis_stands_for_any_axes(leading, inputs, units):
    count = count_einsum_multiply_adds("...b,bc->...c", (*leading, inputs), (inputs, units))
    assert count == prod(leading) * inputs * units


def test_an_einsum_with_an_operand_of_too_few_axes():
    with pytest.raises(ValueError, match=r"'abc,cd->abd' names 3 axes .* \(2, 3\)"):
        count_einsum_multiply_adds("abc,cd->abd", (2, 3), (3, 4))


@given(queries=sizes, keys=sizes, heads=sizes, width=sizes)
def test_attention_multiplies_queries_with_keys_and_weights_with_values(
    queries, keys, heads, width
):
    counts = count_attention(queries, keys, heads=heads, key_width=width, value_width=width)
    assert counts.multiply_adds == 2 * heads * queries * keys * width
    assert counts.neurons == 0
