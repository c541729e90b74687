"""Pareto fronts of accuracy against a cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.studies.tuning.networks import Measures

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a network costs.

    Attributes:
        key: Name in records.
        title: Name as a reader sees it.
        sign: 1 where more of it costs more, -1 for G, where less does.
    """

    key: str
    title: str
    sign: int = 1

    def values(self, measures: Sequence[Measures]) -> list[float]:
        """Return the cost of each network, larger where it costs more."""
        return [self.sign * float(getattr(one, self.key)) for one in measures]


COSTS: Final = (
    Cost("g_elements", "G", -1),
    Cost("mec_bits", "decision MEC"),
    Cost("parameters", "parameters"),
    Cost("multiply_adds", "multiply-adds"),
)


def find_front(costs: Sequence[float], accuracies: Sequence[float]) -> list[int]:
    """Return the places of the networks to which none is preferable.

    One is preferable that costs no more and is no less accurate, and better in one of the two.
    """
    return np.flatnonzero(is_on_front(np.asarray(costs), np.asarray([accuracies]))[0]).tolist()


def is_on_front(costs: Floats, accuracies: Floats) -> NDArray[np.bool_]:
    """Tell of each network in each resample whether it is on the front.

    Args:
        costs: Shape (networks,).
        accuracies: Shape (resamples, networks).

    Returns:
        Shape (resamples, networks).
    """
    on_front = np.empty(accuracies.shape, dtype=bool)
    for place, cost in enumerate(costs):
        own = accuracies[:, place, None]
        no_dearer, cheaper = costs <= cost, costs < cost
        better = no_dearer & ((accuracies > own) | (cheaper & (accuracies >= own)))
        on_front[:, place] = ~better.any(axis=1)
    return on_front
