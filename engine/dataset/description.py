"""All that is said of a table: its labels, what they require, and the networks that reach it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.dataset.candidates import Candidate, count_outputs, list_candidates
from engine.dataset.contradictions import Contradictions, find_contradictions
from engine.dataset.curve import Curve, trace_curve
from engine.dataset.directions import Direction, Directions, find_best
from engine.dataset.effective_rows import count_effective_rows
from engine.dataset.encoding import EncodedColumn, Encoding, Floats, LeftOut, learn_encoding
from engine.dataset.expected import Expected, SizedByRows, expect, size_by_rows
from engine.dataset.label_changes import Labels, Ties, sort_sums
from engine.dataset.neighbours import Neighbours
from engine.dataset.null import Comparison, compare_with_shuffled
from engine.dataset.read_arrays import arrays_as_frame
from engine.dataset.requirement import Requirement, Units, list_requirements
from engine.dataset.single_columns import BestColumn, find_best_column
from engine.dataset.sums import sum_as_they_are
from engine.dataset.sure import SureNetwork, build_sure_network
from engine.dataset.table import Table
from engine.dataset.target import Target, read_target
from engine.dataset.tree import Tree, grow_tree
from engine.theory.information import (
    TieOrder,
    expected_random_changes,
    label_entropy,
    label_information,
)

HEADLINE = (Units.STANDARDISED, TieOrder.FEWEST_CHANGES)
"""The convention that networks are sized by: a network cannot tell in what units its inputs are."""


@dataclass(frozen=True, slots=True)
class ClassRows:
    """One class of the target.

    Attributes:
        name: As the file has it.
        rows: Rows of this class.
        share: Of all rows, 0 to 1.
    """

    name: str
    rows: int
    share: float


@dataclass(frozen=True, slots=True)
class Described:
    """A table, described.

    Attributes:
        target: Name of the column to be learnt.
        bins: Ranges that the target was cut into; None for classes as they were.
        rows: Rows that were looked at.
        rows_in_file: Rows that the file has; more than `rows` where it was sampled.
        inputs: The encoded columns.
        left_out: Columns that enter no network.
        classes: In the order of their numbers.
        outputs: Output neurons of the networks: one for two classes, else one a class.
        label_entropy_bits: H(labels), bits of a label.
        label_information_bits: n H(labels), bits of all labels.
        random_changes: Label changes to be expected of the rows in random order.
        requirements: Under every convention.
        contradictions: Rows with the same inputs.
        directions: Thresholds along each direction.
        best_column: The input that tells labels apart best alone.
        shuffled: Label changes beside those of shuffled labels.
        curve: The requirement over growing shares of the rows.
        candidates: The least networks for each requirement.
        sure: The network that the best direction makes.
        tree: A fully grown tree of if-then-else, the yardstick.
        law_missing: Why nothing is expected by the measured law; None where it is.
        expected: By the sizes of a network, "4-7-3", what it should memorise.
        sized_by_rows: The least networks whose expected n50 reaches the rows.
        effective_rows: Rows of random labels that the table is as hard to memorise as.
        sized_by_effective_rows: The least networks whose expected n50 reaches these.
    """

    target: str
    bins: int | None
    rows: int
    rows_in_file: int
    inputs: tuple[EncodedColumn, ...]
    left_out: tuple[LeftOut, ...]
    classes: list[ClassRows]
    outputs: int
    label_entropy_bits: float
    label_information_bits: float
    random_changes: float
    requirements: list[Requirement]
    contradictions: Contradictions
    directions: list[Direction]
    best_column: BestColumn
    shuffled: Comparison
    curve: Curve
    candidates: list[Candidate]
    sure: SureNetwork
    tree: Tree
    law_missing: str | None
    expected: dict[str, list[Expected]]
    sized_by_rows: list[SizedByRows]
    effective_rows: float
    sized_by_effective_rows: list[SizedByRows]

    @property
    def headline(self) -> Requirement:
        """The requirement by the convention that networks are sized by."""
        return next(one for one in self.requirements if (one.units, one.ties) == HEADLINE)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A table as a network sees it.

    Attributes:
        target: The labels.
        encoding: How columns became inputs.
        inputs: Each input before it is standardised, of shape (n,).
    """

    target: Target
    encoding: Encoding
    inputs: list[Floats]


def prepare(table: Table, target: Target) -> Prepared:
    """Return the inputs and labels of a table.

    Raises:
        DatasetError: If no column is left to learn from.
    """
    encoding, inputs = learn_encoding(table.frame, target.name)
    return Prepared(target, encoding, inputs)


def prepare_arrays(inputs: Floats, labels: Labels) -> Prepared:
    """Return arrays as a table would be prepared: columns named x0, x1, .., target y.

    Args:
        inputs: Shape (n, d).
        labels: Class of each row, whole numbers or texts, shape (n,).

    Raises:
        DatasetError: If the labels are none to tell apart, or no column is left to learn from.
    """
    frame = arrays_as_frame({"x": inputs, "y": labels})
    return prepare(Table(frame, len(frame)), read_target(frame, "y"))


def describe(
    prepared: Prepared, rows_in_file: int, law: Mapping[str, Any] | None, law_missing: str | None
) -> Described:
    """Return all that is said of a table.

    Args:
        prepared: Its inputs and labels.
        rows_in_file: Rows that the file has.
        law: What networks memorise, as `theory.stack_expectation.describe_law` returns it.
        law_missing: Why there is no law; None where there is.
    """
    target, inputs, columns = prepared.target, prepared.inputs, prepared.encoding.columns
    labels, classes, rows = target.labels, len(target.classes), len(target.labels)
    directions = Directions(inputs, columns, classes)
    ties = sort_by_sums(prepared, directions)
    requirements = list_requirements(ties, labels, len(inputs))
    along = directions.count(labels)
    best = find_best(along)
    sure = build_sure_network(best, rows, len(inputs), classes)
    asked = _list_asked(requirements, target)
    candidates = list_candidates(len(inputs), classes, asked)
    sizes = [one.sizes for one in candidates] + [sure.sizes]
    random_changes = float(expected_random_changes(target.counts))
    effective_rows = count_effective_rows(rows, best.neurons, random_changes)
    outputs = count_outputs(classes)
    return Described(
        target=target.name,
        bins=target.bins,
        rows=rows,
        rows_in_file=rows_in_file,
        inputs=columns,
        left_out=prepared.encoding.left_out,
        classes=[
            ClassRows(name, count, count / rows)
            for name, count in zip(target.classes, target.counts, strict=True)
        ],
        outputs=outputs,
        label_entropy_bits=label_entropy(target.counts),
        label_information_bits=label_information(target.counts),
        random_changes=random_changes,
        requirements=requirements,
        contradictions=find_contradictions(inputs, labels, classes),
        directions=along,
        best_column=find_best_column(inputs, labels, classes),
        shuffled=compare_with_shuffled(
            ties, directions, Neighbours(inputs, columns), labels, len(inputs)
        ),
        curve=trace_curve(inputs, columns, labels, classes),
        candidates=candidates,
        sure=sure,
        tree=grow_tree(inputs, labels, classes),
        law_missing=law_missing,
        expected={"-".join(map(str, one)): expect(law, one) for one in sizes} if law else {},
        sized_by_rows=size_by_rows(law, rows, len(inputs), outputs) if law else [],
        effective_rows=effective_rows,
        sized_by_effective_rows=(
            size_by_rows(law, effective_rows, len(inputs), outputs) if law else []
        ),
    )


def sort_by_sums(prepared: Prepared, directions: Directions) -> dict[Units, Ties]:
    """Return the rows sorted by the sum of their inputs, in each unit."""
    return {
        Units.AS_THEY_ARE: sort_sums(sum_as_they_are(prepared.inputs)),
        Units.STANDARDISED: directions.plain_sum,
    }


def _list_asked(requirements: list[Requirement], target: Target) -> dict[str, float]:
    headline = next(one for one in requirements if (one.units, one.ties) == HEADLINE)
    return {
        "estimated": float(headline.estimated_bits),
        "maximum": float(headline.maximum_bits),
        "label_information": label_information(target.counts),
    }
