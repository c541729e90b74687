"""The single column that tells labels apart best, which may give the answer away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.dataset.drawing import draw_order
from engine.dataset.label_changes import Labels, count_thresholds, sort_sums
from engine.dataset.sums import Floats

MOST_ROWS = 100_000
_SEED = 6


@dataclass(frozen=True, slots=True)
class BestColumn:
    """Thresholds of one input alone.

    Attributes:
        place: Of the input, from 0 on.
        rows: Rows that were looked at; fewer than those of the table where that is large.
        neurons: Thresholds that give each value the label of most of its rows.
        rows_wrong: Rows that they get wrong.
        tells_all: Whether a threshold between each two classes tells all rows apart.
    """

    place: int
    rows: int
    neurons: int
    rows_wrong: int
    tells_all: bool


def find_best_column(inputs: Sequence[Floats], labels: Labels, classes: int) -> BestColumn:
    """Return the input with the fewest rows wrong and thresholds together; of equals the first.

    A threshold counts as much as a row that is wrong, or a column that numbers the rows would win.

    Args:
        inputs: Each input, of shape (n,).
        labels: Class of each row, shape (n,).
        classes: How many classes there are.
    """
    rows = np.sort(draw_order(_SEED, len(labels))[:MOST_ROWS])
    sampled = labels[rows]
    found = [count_thresholds(sort_sums(values[rows]), sampled, classes) for values in inputs]
    place = min(range(len(found)), key=lambda one: found[one].neurons + found[one].rows_wrong)
    best = found[place]
    return BestColumn(
        place=place,
        rows=len(rows),
        neurons=best.neurons,
        rows_wrong=best.rows_wrong,
        tells_all=best.rows_wrong == 0 and best.neurons == len(np.unique(sampled)) - 1,
    )
