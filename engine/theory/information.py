"""Information in labels, and how much of it a network turns into correct answers.

Sources: G. Friedland, *Information-Driven Machine Learning* (Springer, 2024), for generalization
as correctly classified bits over capacity; G. Friedland, A. Metere, M. Krell, *A Practical
Approach to Sizing Neural Networks* (arXiv:1810.02328), for the capacity requirement.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise
from math import fsum, log2, sqrt


class Convention(StrEnum):
    """What counts as a correctly classified bit."""

    CORRECT_INSTANCES = "correct_instances"
    """Correct instances over MEC: every instance counts as one bit."""

    CORRECT_BITS = "correct_bits"
    """Correct instances times the entropy of the labels over MEC."""


class Split(StrEnum):
    """Which instances are counted."""

    TRAINING = "training"
    TEST = "test"
    BOTH = "both"


class TieOrder(StrEnum):
    """How instances with the same sum of inputs are ordered before label changes are counted."""

    AS_GIVEN = "as_given"
    """The order of the data file, as the published program has it."""

    FEWEST_CHANGES = "fewest_changes"
    MOST_CHANGES = "most_changes"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a classifier did on one set of instances.

    Attributes:
        correct: Instances that were classified correctly.
        label_counts: Instances of each class, right or wrong.
    """

    correct: int
    label_counts: tuple[int, ...]

    def __post_init__(self) -> None:
        instances = _total(self.label_counts)
        if not 0 <= self.correct <= instances:
            raise ValueError(
                f"correct must lie between 0 and the {instances} instances of label_counts, "
                f"got {self.correct}"
            )

    def __add__(self, other: "Answers") -> "Answers":
        """Return the answers on both sets, class by class."""
        if len(self.label_counts) != len(other.label_counts):
            raise ValueError(
                f"both sets need the same classes, got {len(self.label_counts)} "
                f"and {len(other.label_counts)}"
            )
        counts = zip(self.label_counts, other.label_counts, strict=True)
        return Answers(self.correct + other.correct, tuple(a + b for a, b in counts))


@dataclass(frozen=True, slots=True)
class CapacityRequirement:
    """What the heuristic asks of a network that is to memorise a data set, in bits.

    Attributes:
        changes: c, label changes along the instances sorted by the sum of their inputs.
        maximum_bits: c (d + 1) + c, d the inputs of an instance.
        estimated_bits: ceil(log2(c + 1)) d.
    """

    changes: int
    maximum_bits: int
    estimated_bits: int


def label_entropy(label_counts: Sequence[int]) -> float:
    """Return H(labels), the bits of information in one label.

    Args:
        label_counts: Instances of each class; at least one instance in all.

    Raises:
        ValueError: If a count is negative or not an integer, or all are zero.

    Examples:
        >>> label_entropy([50, 50])
        1.0
    """
    return label_information(label_counts) / sum(label_counts)


def label_information(label_counts: Sequence[int]) -> float:
    """Return n * H(labels), the bits of information in the labels of n instances.

    Args, errors: see `label_entropy`.

    Examples:
        >>> label_information([2, 2, 4])
        12.0
    """
    instances = _total(label_counts)
    return fsum(count * log2(instances / count) for count in label_counts if count)


def generalization(answers: Answers, mec_bits: int, convention: Convention) -> Fraction | float:
    """Return generalization G: correctly classified bits over the MEC of the network.

    Args:
        answers: What the network did on the instances that are counted.
        mec_bits: MEC of the network, at least 1.
        convention: What counts as a correctly classified bit.

    Returns:
        A `Fraction` where correct instances are counted, a float where an entropy enters.

    Raises:
        ValueError: If `mec_bits` is not a positive integer.

    Examples:
        >>> generalization(Answers(90, (50, 50)), 45, Convention.CORRECT_INSTANCES)
        Fraction(2, 1)
    """
    if isinstance(mec_bits, bool) or not isinstance(mec_bits, int) or mec_bits < 1:
        raise ValueError(f"mec_bits must be a positive integer, got {mec_bits!r}")
    if convention is Convention.CORRECT_INSTANCES:
        return Fraction(answers.correct, mec_bits)
    return answers.correct * label_entropy(answers.label_counts) / mec_bits


def compare_conventions(
    training: Answers, test: Answers, mec_bits: int
) -> dict[tuple[Split, Convention], Fraction | float]:
    """Return G of one network under every convention, for each choice of instances.

    Args:
        training: Answers on the training set.
        test: Answers on the test set, with the same classes in the same order.
        mec_bits: MEC of the network, at least 1.

    Raises:
        ValueError: If the classes differ or `mec_bits` is not a positive integer.
    """
    chosen = {Split.TRAINING: training, Split.TEST: test, Split.BOTH: training + test}
    return {
        (split, convention): generalization(answers, mec_bits, convention)
        for split, answers in chosen.items()
        for convention in Convention
    }


def capacity_requirement(
    sums: Sequence[int | Fraction | float],
    labels: Sequence[Hashable],
    inputs: int,
    ties: TieOrder,
) -> CapacityRequirement:
    """Return the capacity requirement of a data set by the heuristic of sorted sums.

    It is defined for balanced data of two classes, and depends on the order of instances whose
    sums are equal, on the units of the inputs and on their signs. Give exact sums (ints or
    Fractions): rounding makes and breaks ties.

    Args:
        sums: The sum of the inputs of each instance; at least one.
        labels: The class of each instance.
        inputs: d, inputs of an instance, at least 1.
        ties: How instances with equal sums are ordered.

    Raises:
        ValueError: If there is no instance, the lengths differ or `inputs` is not positive.

    Examples:
        >>> capacity_requirement([0, 1, 1, 2], [0, 1, 1, 0], 2, TieOrder.AS_GIVEN)
        CapacityRequirement(changes=2, maximum_bits=8, estimated_bits=4)
    """
    if isinstance(inputs, bool) or not isinstance(inputs, int) or inputs < 1:
        raise ValueError(f"inputs must be a positive integer, got {inputs!r}")
    changes = count_label_changes(sums, labels, ties)
    return CapacityRequirement(
        changes=changes,
        maximum_bits=changes * (inputs + 1) + changes,
        estimated_bits=changes.bit_length() * inputs,
    )


def count_label_changes(
    sums: Sequence[int | Fraction | float], labels: Sequence[Hashable], ties: TieOrder
) -> int:
    """Return how often the label changes along the instances sorted by their sums.

    Args, errors: see `capacity_requirement`.
    """
    if not sums or len(sums) != len(labels):
        raise ValueError(
            f"every instance needs a sum and a label, got {len(sums)} sums and {len(labels)} labels"
        )
    order = sorted(range(len(sums)), key=lambda index: sums[index])
    if ties is TieOrder.AS_GIVEN:
        ordered = [labels[index] for index in order]
        return sum(a != b for a, b in pairwise(ordered))
    tied = (
        [labels[index] for index in group]
        for _, group in groupby(order, key=lambda index: sums[index])
    )
    return _extreme_changes(tied, most=ties is TieOrder.MOST_CHANGES)


def expected_random_changes(label_counts: Sequence[int]) -> Fraction:
    """Return the mean number of label changes along instances in random order, n - sum(c^2) / n.

    Args, errors: see `label_entropy`.

    Examples:
        >>> expected_random_changes([50, 50])
        Fraction(50, 1)
    """
    instances = _total(label_counts)
    return instances - Fraction(sum(count * count for count in label_counts), instances)


def random_changes_deviation(label_counts: Sequence[int]) -> float:
    """Return the standard deviation of the label changes along instances in random order.

    Exact: that of the number of runs of several kinds of elements (Mood 1940).

    Args, errors: see `label_entropy`; at least two instances.

    Examples:
        >>> random_changes_deviation([1, 1])
        0.0
    """
    n = _total(label_counts)
    squares, cubes = (sum(count**power for count in label_counts) for power in (2, 3))
    spread = squares * (squares + n * (n + 1)) - 2 * n * cubes - n**3
    return sqrt(Fraction(spread, n * n * (n - 1)))


def _extreme_changes(tied_groups: Iterable[Sequence[Hashable]], *, most: bool) -> int:
    """Return the most or fewest changes over all orders of the ties, by the last label so far."""
    best = max if most else min
    changes_by_last: dict[Hashable, int] = {}
    for group in tied_groups:
        counts: dict[Hashable, int] = {}
        for label in group:
            counts[label] = counts.get(label, 0) + 1
        reached: dict[Hashable, int] = {}
        for first in counts:
            before = best(
                (done + (last != first) for last, done in changes_by_last.items()), default=0
            )
            for last in counts:
                within = _changes_within(counts, first, last, most=most)
                if within is not None:
                    reached[last] = best(reached.get(last, before + within), before + within)
        changes_by_last = reached
    return best(changes_by_last.values())


def _changes_within(
    counts: dict[Hashable, int], first: Hashable, last: Hashable, *, most: bool
) -> int | None:
    """Return the extreme number of changes of a group with given ends; None if it has no order."""
    size = sum(counts.values())
    if first == last and size > 1 and counts[first] < 2:
        return None
    if size == 1:
        return 0
    if not most:
        return len(counts) - 1 if first != last else len(counts) - (len(counts) == 1)
    unavoidable_repeats = max(
        count - (size - count - 1 + (label == first) + (label == last))
        for label, count in counts.items()
    )
    return size - 1 - max(0, unavoidable_repeats)


def _total(label_counts: Sequence[int]) -> int:
    for count in label_counts:
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise ValueError(f"label_counts must be integers of at least 0, got {count!r}")
    if not (instances := sum(label_counts)):
        raise ValueError("label_counts must hold at least one instance, got none")
    return instances
