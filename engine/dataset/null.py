"""The same counts for labels that are shuffled among the rows: a rule is the distance from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from engine.dataset.directions import Directions, find_best
from engine.dataset.drawing import draw_order
from engine.dataset.label_changes import Labels, Ties, count_label_changes
from engine.dataset.neighbours import Neighbours
from engine.dataset.requirement import Units, estimate_bits
from engine.theory.information import TieOrder

MANY_PERMUTATIONS = 99
FEW_PERMUTATIONS = 19
MOST_CELLS_FOR_MANY = 200_000
"""Rows times columns up to which the labels are shuffled more often."""

_FIRST_SEED = 10_000


@dataclass(frozen=True, slots=True)
class Null:
    """A count beside the same count of shuffled labels.

    Attributes:
        counted: What is counted.
        found: The count of the labels as they are.
        permutations: How often labels were shuffled.
        mean: Of the counts of shuffled labels.
        deviation: Their standard deviation.
        lowest: The least of them.
        highest: The most of them.
        found_bits: log2(count + 1) times the inputs, unrounded; None where that is no requirement.
        mean_bits: The same of `mean`.
        p: (1 + shuffles with no larger count) / (1 + shuffles), of this count alone.
    """

    counted: str
    found: int
    permutations: int
    mean: float
    deviation: float
    lowest: int
    highest: int
    found_bits: float | None
    mean_bits: float | None
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All counts beside those of shuffled labels.

    Attributes:
        counts: One by one.
        neighbour_rows: Rows that were looked at for their nearest row.
        p: Of all counts together: how often shuffled labels have one that lies as many standard
            deviations below its mean as the lowest that was found.
    """

    counts: list[Null]
    neighbour_rows: int
    p: float

    @property
    def shows_rule(self) -> bool:
        """Whether fewer changes were found than nearly all shuffled labels have."""
        return self.p <= SIGNIFICANT

    @property
    def clearest(self) -> Null:
        """The count that lies furthest below those of shuffled labels."""
        return min(self.counts, key=lambda one: _distance(one.found, one))


SIGNIFICANT = 0.05
BEST_DIRECTION = "best direction"
NEIGHBOURS = "neighbours"


def compare_with_shuffled(
    ties: dict[Units, Ties],
    directions: Directions,
    neighbours: Neighbours,
    labels: Labels,
    inputs: int,
) -> Comparison:
    """Return label changes beside those of shuffled labels.

    Along the sum of the inputs in each unit, with ties ordered for the fewest changes, and along
    the best of all directions, which is chosen anew for each shuffle; and rows whose nearest row
    has another label.

    Args:
        ties: The rows sorted by the sum of their inputs, in each unit.
        directions: Directions of the table.
        neighbours: Rows of the table and those nearest to them.
        labels: Class of each row, shape (n,).
        inputs: d, inputs of a row.
    """
    few = len(labels) * inputs > MOST_CELLS_FOR_MANY
    permutations = FEW_PERMUTATIONS if few else MANY_PERMUTATIONS

    def count(shuffled: Labels) -> dict[str, int]:
        along_sums = {
            units.value: count_label_changes(order, shuffled, TieOrder.FEWEST_CHANGES)
            for units, order in ties.items()
        }
        return {
            **along_sums,
            BEST_DIRECTION: find_best(directions.count(shuffled)).neurons,
            NEIGHBOURS: neighbours.count_strangers(shuffled),
        }

    found = count(labels)
    drawn = [
        count(labels[draw_order(_FIRST_SEED + place, len(labels))]) for place in range(permutations)
    ]
    counts = [_summarise(name, found[name], [one[name] for one in drawn], inputs) for name in found]
    return Comparison(counts, neighbours.rows, _rank_together([found, *drawn]))


def _summarise(counted: str, found: int, drawn: Sequence[int], inputs: int) -> Null:
    mean = fmean(drawn)
    is_required = counted != NEIGHBOURS
    return Null(
        counted=counted,
        found=found,
        permutations=len(drawn),
        mean=mean,
        deviation=pstdev(drawn),
        lowest=min(drawn),
        highest=max(drawn),
        found_bits=estimate_bits(found, inputs) if is_required else None,
        mean_bits=estimate_bits(mean, inputs) if is_required else None,
        p=_rank(found, drawn),
    )


def _distance(count: int, null: Null) -> float:
    """Return how many standard deviations a count lies above those of shuffled labels."""
    return (count - null.mean) / null.deviation if null.deviation else 0.0


def _rank_together(counted: Sequence[dict[str, int]]) -> float:
    """Return the rank of the first of several sets of counts by the lowest count of a set.

    Each count is standardised over all sets, the first among them: were it shuffled too, its rank
    would be any with equal probability.
    """
    spreads = {
        name: (fmean(one[name] for one in counted), pstdev(one[name] for one in counted))
        for name in counted[0]
    }
    lowest = [
        min(
            (one[name] - mean) / deviation if deviation else 0.0
            for name, (mean, deviation) in spreads.items()
        )
        for one in counted
    ]
    return _rank(lowest[0], lowest[1:])


def _rank(found: float, drawn: Sequence[float]) -> float:
    """Return (1 + draws that are no larger) / (1 + draws)."""
    return (1 + sum(one <= found for one in drawn)) / (1 + len(drawn))
