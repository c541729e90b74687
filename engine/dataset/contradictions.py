"""Rows that no network can tell apart: the same inputs, and other labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.dataset.label_changes import Labels, count_thresholds, sort_keys
from engine.dataset.sums import Floats

_PRIME = np.uint64(0x100000001B3)
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Rows with the same inputs as another row.

    Attributes:
        repeated_rows: Rows whose inputs are those of another row.
        contradicting_rows: Those of them of whose inputs there is more than one label.
        rows_wrong: Rows that the best answer to all inputs still gets wrong.
        most_right: Share of rows that any network can get right at most, 0 to 1.
    """

    repeated_rows: int
    contradicting_rows: int
    rows_wrong: int
    most_right: float


def find_contradictions(inputs: Sequence[Floats], labels: Labels, classes: int) -> Contradictions:
    """Return the rows that share their inputs, and what that costs.

    Rows are told apart by 64 bits made of their inputs: of a million rows two different ones
    share them with a probability of about 1 in 40 million.

    Args:
        inputs: Each input, of shape (n,).
        labels: Class of each row, shape (n,).
        classes: How many classes there are.
    """
    keys = np.zeros(len(labels), dtype=np.uint64)
    for values in inputs:
        # Adding 0 turns -0 into 0.
        keys = (keys ^ (values + 0.0).view(np.uint64)) * _PRIME
        keys ^= keys >> _SHIFT
    same = sort_keys(keys)
    sizes = np.diff(np.append(same.starts, len(labels)))
    ordered = labels[same.order]
    mixed = np.minimum.reduceat(ordered, same.starts) != np.maximum.reduceat(ordered, same.starts)
    wrong = count_thresholds(same, labels, classes).rows_wrong
    return Contradictions(
        repeated_rows=int(sizes[sizes > 1].sum()),
        contradicting_rows=int(sizes[mixed].sum()),
        rows_wrong=wrong,
        most_right=1 - wrong / len(labels),
    )
