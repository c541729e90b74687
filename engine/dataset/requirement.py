"""The capacity requirement of a table under every convention: units of the inputs, order of ties.

c label changes along the rows sorted by the sum of their d inputs ask for c (d + 1) + c bits at
most, and by estimate for log2(c + 1) d, rounded up to whole bits a column. The estimate is also
given unrounded: rounding hides a rule that does not halve the changes.

Defined for two classes. For more, changes are counted along the sequence of all classes, whatever
the two that meet, as the study `capacity-requirement` does.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import log2

from engine.dataset.label_changes import Labels, Ties, count_label_changes
from engine.theory.information import TieOrder


class Units(StrEnum):
    """In what units inputs are added."""

    AS_THEY_ARE = "as_they_are"
    """Those of the file."""

    STANDARDISED = "standardised"
    """Each less its mean, over its standard deviation; a network cannot tell the difference."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one convention asks of a network that is to memorise a table.

    Attributes:
        units: In what units inputs are added.
        ties: How rows with equal sums are ordered.
        changes: c, label changes along the sorted rows.
        maximum_bits: c (d + 1) + c.
        estimated_bits: ceil(log2(c + 1)) d.
        unrounded_bits: log2(c + 1) d.
    """

    units: Units
    ties: TieOrder
    changes: int
    maximum_bits: int
    estimated_bits: int
    unrounded_bits: float


def list_requirements(ties: dict[Units, Ties], labels: Labels, inputs: int) -> list[Requirement]:
    """Return the requirement in every unit and order of ties.

    Args:
        ties: The order of the rows by their sums, for each unit.
        labels: Class of each row, from 0 on, shape (n,).
        inputs: d, inputs of a row.
    """
    return [
        state_requirement(units, how, count_label_changes(sorted_rows, labels, how), inputs)
        for units, sorted_rows in ties.items()
        for how in TieOrder
    ]


def state_requirement(units: Units, ties: TieOrder, changes: int, inputs: int) -> Requirement:
    """Return what a number of label changes asks for.

    Args:
        units: In what units inputs were added.
        ties: How ties were ordered.
        changes: c, at least 0.
        inputs: d, inputs of a row.
    """
    return Requirement(
        units=units,
        ties=ties,
        changes=changes,
        maximum_bits=changes * (inputs + 1) + changes,
        estimated_bits=changes.bit_length() * inputs,
        unrounded_bits=estimate_bits(changes, inputs),
    )


def estimate_bits(changes: float, inputs: int) -> float:
    """Return log2(c + 1) d, the estimate before it is rounded; also of a mean of changes."""
    return log2(changes + 1) * inputs
