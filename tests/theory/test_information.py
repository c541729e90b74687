from fractions import Fraction
from itertools import pairwise, permutations
from math import log2
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.theory.information import (
    Answers,
    Convention,
    Split,
    TieOrder,
    capacity_requirement,
    compare_conventions,
    count_label_changes,
    expected_random_changes,
    generalization,
    label_entropy,
    label_information,
    random_changes_deviation,
)

GATE = [0, 1, 1, 2]
GATES = {
    "and": ([0, 0, 0, 1], 1),
    "or": ([0, 1, 1, 1], 1),
    "xor": ([0, 1, 1, 0], 2),
    "nxor": ([1, 0, 0, 1], 2),
}


@pytest.mark.parametrize("classes", [2, 3, 7, 10])
def test_balanced_labels_carry_the_logarithm_of_the_classes(classes):
    assert label_entropy([60] * classes) == pytest.approx(log2(classes), rel=1e-15)
    assert label_information([60] * classes) == pytest.approx(60 * classes * log2(classes))


def test_one_class_carries_nothing():
    assert label_information([25, 0]) == 0


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_entropy_is_the_textbook_sum_and_never_above_the_classes(counts):
    shares = [count / sum(counts) for count in counts if count]
    assert label_entropy(counts) == pytest.approx(-sum(p * log2(p) for p in shares), abs=1e-12)
    assert label_entropy(counts) <= log2(len(counts)) + 1e-12


@pytest.mark.parametrize("bad", [[], [0, 0], [3, -1], [1.5], [True]])
def test_bad_counts_are_refused(bad):
    with pytest.raises(ValueError, match="label_counts must"):
        label_information(bad)


def test_the_conventions_of_generalization_differ():
    training, test = Answers(9_900, (5_000, 5_000)), Answers(950, (750, 250))
    table = compare_conventions(training, test, 100)
    assert table[Split.TRAINING, Convention.CORRECT_INSTANCES] == 99
    assert table[Split.TRAINING, Convention.CORRECT_BITS] == 99.0
    assert table[Split.TEST, Convention.CORRECT_INSTANCES] == Fraction(19, 2)
    assert table[Split.TEST, Convention.CORRECT_BITS] == pytest.approx(9.5 * 0.8112781244591328)
    assert table[Split.BOTH, Convention.CORRECT_INSTANCES] == Fraction(10_850, 100)
    assert len(table) == 6


@pytest.mark.parametrize("bad", [0, -3, 1.5, True])
def test_bad_capacity_is_refused(bad):
    with pytest.raises(ValueError, match="mec_bits must be a positive integer"):
        generalization(Answers(1, (1, 1)), bad, Convention.CORRECT_BITS)


def test_more_correct_answers_than_instances_are_refused():
    with pytest.raises(ValueError, match="correct must lie between 0 and the 4 instances"):
        Answers(5, (2, 2))


def test_sets_with_other_classes_do_not_add():
    with pytest.raises(ValueError, match="same classes, got 2 and 3"):
        Answers(1, (2, 2)) + Answers(1, (2, 2, 2))


@pytest.mark.parametrize("ties", list(TieOrder))
@pytest.mark.parametrize("gate", GATES)
def test_gates_have_their_published_changes(gate, ties):
    labels, changes = GATES[gate]
    need = capacity_requirement(GATE, labels, 2, ties)
    assert need.changes == changes
    assert need.maximum_bits == 3 * changes + changes
    assert need.estimated_bits == {1: 2, 2: 4}[changes]


@given(st.integers(0, 5000), st.integers(1, 800))
def test_the_estimate_is_the_rounded_logarithm(changes, inputs):
    labels = [index % 2 for index in range(changes + 1)]
    need = capacity_requirement(range(changes + 1), labels, inputs, TieOrder.AS_GIVEN)
    smallest = next(bits for bits in range(20) if 2**bits >= changes + 1)
    assert need.changes == changes
    assert need.estimated_bits == smallest * inputs


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abc")), min_size=1, max_size=7),
)
def test_the_extreme_orders_of_ties_are_those_of_brute_force(instances):
    sums = [total for total, _ in instances]
    labels = [label for _, label in instances]
    possible = {
        sum(a[1] != b[1] for a, b in pairwise(order))
        for order in permutations(instances)
        if all(a[0] <= b[0] for a, b in pairwise(order))
    }
    assert count_label_changes(sums, labels, TieOrder.FEWEST_CHANGES) == min(possible)
    assert count_label_changes(sums, labels, TieOrder.MOST_CHANGES) == max(possible)
    assert count_label_changes(sums, labels, TieOrder.AS_GIVEN) in possible


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=8))
def test_one_group_of_ties_is_extreme_too(labels):
    possible = {sum(a != b for a, b in pairwise(order)) for order in set(permutations(labels))}
    sums = [0] * len(labels)
    assert count_label_changes(sums, labels, TieOrder.MOST_CHANGES) == max(possible)
    assert count_label_changes(sums, labels, TieOrder.FEWEST_CHANGES) == min(possible)


def test_ties_in_the_given_order_follow_the_file():
    sums = [0, 0, 0, 0]
    assert count_label_changes(sums, "abab", TieOrder.AS_GIVEN) == 3
    assert count_label_changes(sums, "aabb", TieOrder.AS_GIVEN) == 1


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=7))
def test_random_changes_are_the_mean_over_all_orders(labels):
    orders = list(permutations(labels))
    total = sum(sum(a != b for a, b in pairwise(order)) for order in orders)
    counts = [labels.count(label) for label in "abc"]
    assert expected_random_changes(counts) == Fraction(total, len(orders))


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="got 2 sums and 3 labels"):
        count_label_changes([1, 2], "abc", TieOrder.AS_GIVEN)
    with pytest.raises(ValueError, match="got 0 sums"):
        count_label_changes([], [], TieOrder.AS_GIVEN)


@pytest.mark.parametrize("bad", [0, -2, 1.0, True])
def test_bad_input_counts_are_refused(bad):
    with pytest.raises(ValueError, match="inputs must be a positive integer"):
        capacity_requirement([1, 2], "ab", bad, TieOrder.AS_GIVEN)


@pytest.mark.parametrize("counts", [(2, 2), (3, 1), (2, 2, 1), (1, 1, 1, 2)])
def test_mean_and_deviation_of_random_changes_over_all_orders(counts):
    labels = [label for label, count in enumerate(counts) for _ in range(count)]
    changes = [sum(a != b for a, b in pairwise(order)) for order in permutations(labels)]
    assert expected_random_changes(counts) == Fraction(sum(changes), len(changes))
    assert random_changes_deviation(counts) == pytest.approx(pstdev(changes))
