"""Hidden neurons that a table is estimated to need before anything is trained."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import pandas as pd

from engine.dataset.candidates import Shape, find_first, find_least
from engine.dataset.directions import Directions, find_best
from engine.dataset.effective_rows import count_effective_rows
from engine.dataset.encoding import learn_encoding
from engine.dataset.label_changes import count_label_changes, sort_sums
from engine.dataset.requirement import Requirement, Units, state_requirement
from engine.dataset.sums import sum_as_they_are
from engine.studies.sizing.baselines import (
    count_borderline,
    count_leaves,
    count_minority_slices,
    count_prototypes,
)
from engine.studies.sizing.families import Labels, Task
from engine.theory.capacity import Reading
from engine.theory.information import TieOrder, expected_random_changes, label_information
from engine.theory.stack_expectation import expect_points

ACTIVATION: Final = "tanh"

BITS: Final[dict[str, Callable[[Requirement], float]]] = {
    "estimated": lambda need: float(need.estimated_bits),
    "unrounded": lambda need: need.unrounded_bits,
    "maximum": lambda need: float(need.maximum_bits),
}
"""What a requirement asks for, in bits, by its name."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What estimates are made of.

    Attributes:
        rows: n.
        inputs: d.
        label_bits: n H(labels).
        random_changes: Label changes to be expected of the rows in random order.
        changes: Label changes along the sum of the inputs, by units and order of ties.
        fewest_changes: Label changes along the best of several directions.
        minority_slices: See `baselines`, also for those that follow.
        leaves: Of a fully grown tree.
        prototypes: Of a condensed nearest neighbour.
        borderline: Rows next to the other class.
    """

    rows: int
    inputs: int
    label_bits: float
    random_changes: float
    changes: Mapping[tuple[Units, TieOrder], int]
    fewest_changes: int
    minority_slices: int
    leaves: int
    prototypes: int
    borderline: int


class Table:
    """Rows sorted once, for any labels."""

    def __init__(self, task: Task) -> None:
        """Encode the rows as the command line does, and sort them."""
        frame = pd.DataFrame(task.rows).assign(target=task.labels)
        frame.columns = frame.columns.map(str)
        encoding, inputs = learn_encoding(frame, "target")
        self._rows, self._inputs = task.standardised, len(inputs)
        self._directions = Directions(inputs, encoding.columns, classes=2)
        self._ties = {
            Units.AS_THEY_ARE: sort_sums(sum_as_they_are(inputs)),
            Units.STANDARDISED: self._directions.plain_sum,
        }

    def count(self, labels: Labels) -> Counts:
        """Return the counts of one labelling.

        Args:
            labels: 0 or 1, shape (n,).
        """
        of_class = [int((labels == label).sum()) for label in (0, 1)]
        return Counts(
            rows=len(labels),
            inputs=self._inputs,
            label_bits=label_information(of_class),
            random_changes=float(expected_random_changes(of_class)),
            changes={
                (units, how): count_label_changes(self._ties[units], labels, how)
                for units, how in product(Units, TieOrder)
            },
            fewest_changes=find_best(self._directions.count(labels)).neurons,
            minority_slices=count_minority_slices(labels, self._inputs),
            leaves=count_leaves(self._rows, labels),
            prototypes=count_prototypes(self._rows, labels),
            borderline=count_borderline(self._rows, labels),
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hidden neurons by one rule.

    Attributes:
        key: Of the rule, of `PLAIN_RULES`, or as the functions below name it.
        hidden: Neurons, at least 1.
        low: Lower end of the interval that comes with it; None if none does.
        high: Upper end.
    """

    key: str
    hidden: int
    low: int | None = None
    high: int | None = None


ROWS_LAW: Final = "rows-law"
CHANGES_LAW: Final = "changes-law"

PLAIN_RULES: Final = {
    ROWS_LAW: "rows, through the law",
    CHANGES_LAW: "rows times their share of random label changes, through the law",
    "prototypes-law": "prototypes, through the law",
    "borderline-law": "borderline rows, through the law",
    "sure-network": "fewest label changes along a direction",
    "minority-slices": "twice the smaller class over the inputs",
    "leaves": "leaves of a full tree",
    "prototypes": "prototypes of a condensed nearest neighbour",
    "borderline": "borderline rows, N1",
}
"""Rules that are no capacity in bits, for readers; the law is that of memorised points."""


def estimate_hidden(counts: Counts, law: Mapping[str, Any] | None) -> Iterator[Estimate]:
    """Yield the hidden neurons by each rule.

    Args:
        counts: Of the table.
        law: Of memorised points, as `theory.stack_expectation.describe_law` returns it; without
            it, the rules that need it are left out.
    """
    if law:
        yield from _estimate_by_law(counts, law)
    yield Estimate("sure-network", max(1, counts.fewest_changes))
    yield Estimate("minority-slices", max(1, counts.minority_slices))
    yield Estimate("leaves", counts.leaves)
    yield Estimate("prototypes", counts.prototypes)
    yield Estimate("borderline", max(1, counts.borderline))
    for reading in Reading:
        yield Estimate(name_information(reading), _reach(counts.label_bits, reading, counts.inputs))
    yield from _estimate_by_requirements(counts)


def name_information(reading: Reading) -> str:
    """Return the key of the rule that asks for the labels' bits under a reading."""
    return f"label-information {reading.value}"


def name_requirement(units: Units, ties: TieOrder, bits: str, reading: Reading) -> str:
    """Return the key of a capacity requirement: its convention, which bits, which reading."""
    return f"{bits} {units.value} {ties.value} {reading.value}"


def _estimate_by_law(counts: Counts, law: Mapping[str, Any]) -> Iterator[Estimate]:
    points = {
        ROWS_LAW: counts.rows,
        CHANGES_LAW: count_effective_rows(
            counts.rows, counts.fewest_changes, counts.random_changes
        ),
        "prototypes-law": counts.prototypes,
        "borderline-law": counts.borderline,
    }
    for key, wanted in points.items():
        yield _invert_law(key, law, wanted, counts.inputs)


def _estimate_by_requirements(counts: Counts) -> Iterator[Estimate]:
    for (units, how), changes in counts.changes.items():
        need: Requirement = state_requirement(units, how, changes, counts.inputs)
        for reading in Reading:
            hidden = {
                name: _reach(bits(need), reading, counts.inputs) for name, bits in BITS.items()
            }
            for name, neurons in hidden.items():
                key = name_requirement(units, how, name, reading)
                yield Estimate(key, neurons, hidden["estimated"], hidden["maximum"])


def _reach(bits: float, reading: Reading, inputs: int) -> int:
    return find_least("", bits, Shape.ONE_HIDDEN_LAYER, reading, inputs, outputs=1).sizes[1]


def _invert_law(key: str, law: Mapping[str, Any], points: float, inputs: int) -> Estimate:
    def find(target: float) -> int:
        return find_first(
            lambda width: expect_points(law, (inputs, width, 1), ACTIVATION) >= target
        )

    error = law["error"]
    ends = (find(points / error), find(points * error)) if error else (None, None)
    return Estimate(key, find(points), *ends)


HEADLINE: Final = name_requirement(
    Units.STANDARDISED, TieOrder.FEWEST_CHANGES, "estimated", Reading.ALL_PARAMETERS
)
"""The convention that the command line sizes networks by."""
