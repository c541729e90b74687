from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.theory.capacity import (
    LayerCapacity,
    Reading,
    explain_stack,
    layer_capacity,
    neuron_capacity,
    stack_capacity,
)

sizes = st.integers(1, 10**6)
stacks = st.lists(sizes, min_size=2, max_size=8)
readings = st.sampled_from(list(Reading))

# Worked examples with their totals: decision layer, width-capped, running minimum, all parameters.
WORKED = {
    (2, 1): (3, 3, 3, 3),
    (2, 3, 1): (4, 12, 11, 13),
    (3, 3, 3, 1): (4, 18, 18, 28),
    (1280, 1000): (1_281_000,) * 4,
    (25_088, 4096, 4096, 1000): (4_097_000, 102_772_736, 102_772_736, 123_642_856),
}


@pytest.mark.parametrize("stack", WORKED, ids=lambda stack: "-".join(map(str, stack)))
def test_worked_examples(stack):
    assert tuple(stack_capacity(stack, reading) for reading in Reading) == WORKED[stack]


def test_the_two_readings_of_2_3_1_differ_by_the_inputs_alone():
    assert [layer.capacity_bits for layer in explain_stack([2, 3, 1], Reading.WIDTH_CAPPED)] == [
        9,
        3,
    ]
    minimum = explain_stack([2, 3, 1], Reading.RUNNING_MINIMUM)
    assert minimum[1] == LayerCapacity(
        inputs=3, neurons=1, parameters_bits=4, cap_bits=2, capacity_bits=2
    )
    assert [layer.is_capped for layer in minimum] == [False, True]


def count_parameters(stack, thresholds):
    """Weights and thresholds, one by one."""
    return [
        sum(1 for _ in range(after) for _ in range(before + threshold))
        for (before, after), threshold in zip(pairwise(stack), thresholds, strict=True)
    ]


small_stacks = st.lists(st.integers(1, 12), min_size=2, max_size=5).flatmap(
    lambda stack: st.tuples(
        st.just(stack),
        st.lists(st.booleans(), min_size=len(stack) - 1, max_size=len(stack) - 1),
    )
)


@given(small_stacks)
def test_every_reading_by_counting_parameters_one_by_one(drawn):
    stack, thresholds = drawn
    counted = count_parameters(stack, thresholds)
    later = range(1, len(counted))
    expected = {
        Reading.DECISION_LAYER: counted[-1],
        Reading.WIDTH_CAPPED: counted[0] + sum(sorted((counted[i], stack[i]))[0] for i in later),
        Reading.RUNNING_MINIMUM: counted[0]
        + sum(sorted([counted[i], *stack[: i + 1]])[0] for i in later),
        Reading.ALL_PARAMETERS: sum(counted),
    }
    assert {
        reading: stack_capacity(stack, reading, thresholds=thresholds) for reading in Reading
    } == expected


@given(stacks)
def test_the_readings_are_ordered(stack):
    total = {reading: stack_capacity(stack, reading) for reading in Reading}
    assert total[Reading.RUNNING_MINIMUM] <= total[Reading.WIDTH_CAPPED]
    assert total[Reading.WIDTH_CAPPED] <= total[Reading.ALL_PARAMETERS]
    assert 0 < total[Reading.DECISION_LAYER] <= total[Reading.ALL_PARAMETERS]


@given(st.lists(sizes, min_size=2, max_size=2), st.booleans())
def test_the_readings_of_a_single_layer_agree(stack, threshold):
    expected = stack[1] * (stack[0] + threshold)
    assert {stack_capacity(stack, reading, thresholds=threshold) for reading in Reading} == {
        expected
    }


@given(stacks, readings)
def test_the_total_is_the_sum_of_the_layers_and_caps_hold(stack, reading):
    layers = explain_stack(stack, reading)
    assert [(layer.inputs, layer.neurons) for layer in layers] == list(pairwise(stack))
    assert sum(layer.capacity_bits for layer in layers) == stack_capacity(stack, reading)
    for layer in layers:
        assert layer.parameters_bits == layer_capacity(layer.inputs, layer.neurons)
        assert 0 <= layer.capacity_bits <= layer.parameters_bits
        assert layer.cap_bits is None or layer.capacity_bits <= layer.cap_bits
        assert layer.is_capped == (layer.capacity_bits != layer.parameters_bits)


@given(stacks, readings)
def test_one_value_for_all_thresholds_is_one_value_a_layer(stack, reading):
    for threshold in (True, False):
        each = [threshold] * (len(stack) - 1)
        assert stack_capacity(stack, reading, thresholds=each) == stack_capacity(
            stack, reading, thresholds=threshold
        )


@given(stacks, st.data())
def test_a_wider_layer_takes_no_capacity_away_from_the_capped_readings(stack, data):
    index = data.draw(st.integers(0, len(stack) - 1))
    wider = [*stack[:index], stack[index] + data.draw(sizes), *stack[index + 1 :]]
    for reading in (Reading.WIDTH_CAPPED, Reading.RUNNING_MINIMUM, Reading.ALL_PARAMETERS):
        assert stack_capacity(wider, reading) >= stack_capacity(stack, reading)


def test_capacity_is_exact_beyond_floating_point():
    wide = 2**40
    assert layer_capacity(wide, wide) == 2**80 + 2**40
    assert stack_capacity([wide, wide, 1], Reading.ALL_PARAMETERS) == 2**80 + 2**41 + 1


@given(sizes, sizes, st.booleans())
def test_rules_two_and_three(inputs, neurons, threshold):
    one = neuron_capacity(inputs, threshold=threshold)
    assert one == inputs + (1 if threshold else 0)
    assert layer_capacity(inputs, neurons, threshold=threshold) == neurons * one
    assert layer_capacity(inputs, 1, threshold=threshold) == one


@pytest.mark.parametrize("bad", [0, -3, 2.0, "4", None, True])
def test_bad_sizes_are_refused_by_name_and_value(bad):
    with pytest.raises(ValueError, match=rf"inputs must be a positive integer, got {bad!r}"):
        neuron_capacity(bad)
    with pytest.raises(ValueError, match=rf"neurons must be a positive integer, got {bad!r}"):
        layer_capacity(3, bad)
    with pytest.raises(ValueError, match=rf"positive integer, got {bad!r}"):
        stack_capacity([3, bad, 2], Reading.WIDTH_CAPPED)


@pytest.mark.parametrize("stack", [[], [3]])
def test_a_stack_without_a_layer(stack):
    with pytest.raises(ValueError, match=r"at least one layer, got sizes \[3?\]; write .*\[2, 1\]"):
        explain_stack(stack, Reading.WIDTH_CAPPED)


@pytest.mark.parametrize("thresholds", [[], [True], [True] * 3])
def test_thresholds_that_do_not_fit(thresholds):
    with pytest.raises(
        ValueError, match=rf"2 layers need 2 values in thresholds, got {len(thresholds)}"
    ):
        explain_stack([2, 3, 1], Reading.WIDTH_CAPPED, thresholds=thresholds)


def test_readings_are_named_as_records_name_them():
    assert [str(reading) for reading in Reading] == [
        "decision_layer",
        "width_capped",
        "running_minimum",
        "all_parameters",
    ]
