"""All that is said of a table: its labels, what they require, and the networks that reach it."""

from dataclasses import dataclass

from engine.dataset.candidates import Candidate, list_candidates
from engine.dataset.encoding import EncodedColumn, Encoding, Floats, LeftOut, learn_encoding
from engine.dataset.label_changes import Ties, sort_sums
from engine.dataset.requirement import Requirement, Units, list_requirements
from engine.dataset.sums import sum_as_they_are, sum_standardised
from engine.dataset.table import Table
from engine.dataset.target import Target
from engine.theory.information import TieOrder, label_entropy, label_information

HEADLINE = (Units.STANDARDISED, TieOrder.FEWEST_CHANGES)
"""The convention that networks are sized by: what a network cannot tell apart changes nothing."""


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
        rows: Rows that were looked at.
        rows_in_file: Rows that the file has; more than `rows` where it was sampled.
        inputs: The encoded columns.
        left_out: Columns that enter no network.
        classes: In the order of their numbers.
        label_entropy_bits: H(labels), bits of a label.
        label_information_bits: n H(labels), bits of all labels.
        requirements: Under every convention.
        candidates: The least networks for each requirement.
    """

    target: str
    rows: int
    rows_in_file: int
    inputs: tuple[EncodedColumn, ...]
    left_out: tuple[LeftOut, ...]
    classes: list[ClassRows]
    label_entropy_bits: float
    label_information_bits: float
    requirements: list[Requirement]
    candidates: list[Candidate]


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


def describe(prepared: Prepared, rows_in_file: int) -> Described:
    """Return all that is said of a table.

    Args:
        prepared: Its inputs and labels.
        rows_in_file: Rows that the file has.
    """
    target, inputs = prepared.target, prepared.inputs
    rows = len(target.labels)
    requirements = list_requirements(sort_by_sums(prepared), target.labels, len(inputs))
    headline = next(one for one in requirements if (one.units, one.ties) == HEADLINE)
    information = label_information(target.counts)
    asked = {
        "estimated": float(headline.estimated_bits),
        "maximum": float(headline.maximum_bits),
        "label_information": information,
    }
    return Described(
        target=target.name,
        rows=rows,
        rows_in_file=rows_in_file,
        inputs=prepared.encoding.columns,
        left_out=prepared.encoding.left_out,
        classes=[
            ClassRows(name, count, count / rows)
            for name, count in zip(target.classes, target.counts, strict=True)
        ],
        label_entropy_bits=label_entropy(target.counts),
        label_information_bits=information,
        requirements=requirements,
        candidates=list_candidates(len(inputs), len(target.classes), asked),
    )


def sort_by_sums(prepared: Prepared) -> dict[Units, Ties]:
    """Return the rows sorted by the sum of their inputs, in each unit."""
    return {
        Units.AS_THEY_ARE: sort_sums(sum_as_they_are(prepared.inputs)),
        Units.STANDARDISED: sort_sums(sum_standardised(prepared.inputs, prepared.encoding.columns)),
    }
