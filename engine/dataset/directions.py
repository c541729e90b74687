"""Directions along which labels change seldom: the plain sum, a discriminant, random ones.

c thresholds along a direction are c hidden step neurons that all have its weights; between two
of them the outputs are free. So every direction gives a network that is sure to fit, but for rows
whose sums are equal and labels are not, see `step_network`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.dataset.discriminant import Discriminant
from engine.dataset.drawing import draw_weights
from engine.dataset.label_changes import Labels, Thresholds, Ties, count_thresholds, sort_sums
from engine.dataset.sums import Floats, Spread, sum_standardised

RANDOM_DIRECTIONS = 8
_FIRST_SEED = 100

PLAIN_SUM = "plain sum"


@dataclass(frozen=True, slots=True)
class Direction:
    """Label changes along one direction.

    Attributes:
        name: Of the direction.
        neurons: Thresholds that give each sum the label of most of its rows, all step neurons.
        rows_wrong: Rows that they get wrong, since others with the same sum have another label.
    """

    name: str
    neurons: int
    rows_wrong: int


class Directions:
    """The directions of a table: those that do not look at labels sorted once, for any labels."""

    def __init__(self, inputs: Sequence[Floats], spreads: Sequence[Spread], classes: int) -> None:
        """Sort the rows along the plain sum and along random directions.

        Args:
            inputs: Each input before it is standardised, of shape (n,).
            spreads: Mean and standard deviation of each.
            classes: Classes of the target.
        """
        self._inputs = inputs
        self._spreads = spreads
        self._classes = classes
        self._discriminant = Discriminant(inputs, spreads, classes)
        self._sorted = {
            name: sort_sums(sum_standardised(inputs, spreads, weights))
            for name, weights in list_fixed(len(inputs))
        }

    @property
    def plain_sum(self) -> Ties:
        """The rows along the sum of the standardised inputs."""
        return self._sorted[PLAIN_SUM]

    def count(self, labels: Labels) -> list[Direction]:
        """Return the thresholds along each direction, first those found for these labels.

        Args:
            labels: Class of each row, shape (n,).
        """
        fitted = {
            name: sort_sums(sum_standardised(self._inputs, self._spreads, weights))
            for name, weights in self._discriminant.find(labels)
        }
        return [
            _count(name, ties, labels, self._classes)
            for name, ties in {**fitted, **self._sorted}.items()
        ]

    def weigh(self, name: str, labels: Labels) -> Floats:
        """Return the weights of a direction, one for each standardised input, shape (d,)."""
        fitted = dict(self._discriminant.find(labels))
        if name in fitted:
            return fitted[name]
        weights = dict(list_fixed(len(self._inputs)))[name]
        return np.ones(len(self._inputs)) if weights is None else weights


@dataclass(frozen=True, slots=True)
class StepNetwork:
    """One hidden layer of step neurons on standardised inputs; the largest output is the class.

    Attributes:
        weights: Of every hidden neuron, shape (d,).
        thresholds: Of each hidden neuron, which is 1 from there on and 0 below, shape (h,).
        output_weights: Shape (h, classes).
        output_offsets: Shape (classes,).
    """

    weights: Floats
    thresholds: Floats
    output_weights: Floats
    output_offsets: Floats

    def predict(self, sums: Floats) -> Labels:
        """Return the class of rows by their sums along the weights, shape (n,)."""
        hidden = (sums[:, None] >= self.thresholds).astype(np.float64)
        outputs: Floats = hidden @ self.output_weights + self.output_offsets
        classes: Labels = outputs.argmax(axis=1)
        return classes


def step_network(weights: Floats, sums: Floats, labels: Labels, classes: int) -> StepNetwork:
    """Return a network that gives every sum the label of most of its rows.

    It has as many hidden neurons as `count_thresholds` counts, and gets as many rows wrong.

    Args:
        weights: Of the direction, shape (d,).
        sums: Of the standardised inputs along it, shape (n,).
        labels: Class of each row, from 0 on, shape (n,).
        classes: How many classes there are.
    """
    values, places = np.unique(sums, return_inverse=True)
    counts = np.zeros((len(values), classes), dtype=np.intp)
    np.add.at(counts, (places, labels), 1)
    best = counts.argmax(axis=1)
    cuts = np.flatnonzero(best[1:] != best[:-1]) + 1
    wanted = np.eye(classes)[best[np.concatenate(([0], cuts))]]
    return StepNetwork(weights, values[cuts], np.diff(wanted, axis=0), wanted[0])


def find_best(directions: Sequence[Direction]) -> Direction:
    """Return the direction that gets most rows right, of these the one with fewest neurons."""
    return min(directions, key=lambda one: (one.rows_wrong, one.neurons))


def list_fixed(inputs: int) -> Iterator[tuple[str, Floats | None]]:
    """Yield the directions that do not depend on labels, by name; no weights mean all 1."""
    yield PLAIN_SUM, None
    if inputs > 1:
        for place in range(RANDOM_DIRECTIONS):
            yield f"random {place + 1}", draw_weights(_FIRST_SEED + place, inputs)


def _count(name: str, ties: Ties, labels: Labels, classes: int) -> Direction:
    found: Thresholds = count_thresholds(ties, labels, classes)
    return Direction(name, found.neurons, found.rows_wrong)
