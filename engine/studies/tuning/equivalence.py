"""Networks held against CNN1: as accurate as it within a margin, and the smallest of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final

import numpy as np

from engine.lab.crossed import crossed_mean
from engine.lab.statistics import Interval, equivalence_p, holm, t_interval
from engine.studies.tuning.outcomes import Outcome

MNIST_MARGIN_POINTS: Final = 0.3
DIGITS_MARGIN_POINTS: Final = 1.0
"""1,797 digits resolve no finer margin; settled before any network was trained."""

SIGNIFICANT: Final = 0.05
REFERENCE: Final = "cnn1"


@dataclass(frozen=True, slots=True)
class Against:
    """A network held against CNN1 on one set of digits.

    Attributes:
        difference: Its accuracy less that of CNN1, in points; NaN ends with a single seed.
        p: Of two one-sided tests that the difference lies within the margin, corrected by Holm's
            method over all networks that were tested; NaN where it was not.
        margin_points: The margin.
    """

    difference: Interval
    p: float
    margin_points: float

    @property
    def is_equivalent(self) -> bool:
        """Whether it is shown to be as accurate as CNN1 within the margin."""
        return self.p < SIGNIFICANT

    @property
    def is_worse(self) -> bool:
        """Whether it is shown to be less accurate than CNN1 by more than the margin."""
        return self.difference.high < -self.margin_points


def hold_against_reference(outcomes: Sequence[Outcome]) -> dict[str, Against]:
    """Return how each network with several seeds does against CNN1 on MNIST, by name.

    Seeds and digits are both drawn from more of their kind: see `crossed_mean`.
    """
    reference = _find_reference(outcomes)
    means = {}
    for one in _others(outcomes):
        seeds = min(len(one.runs), len(reference.runs))
        means[one.spec.name] = crossed_mean(100 * (one.runs[:seeds] - reference.runs[:seeds]))
    p_values = holm([mean.equivalence_p(MNIST_MARGIN_POINTS) for mean in means.values()])
    return {
        name: Against(mean.interval(), p, MNIST_MARGIN_POINTS)
        for (name, mean), p in zip(means.items(), p_values, strict=True)
    }


def hold_digits_against_reference(outcomes: Sequence[Outcome]) -> dict[str, Against]:
    """Return how each network does against CNN1 on scikit-learn's digits, by name.

    The digits are the sample; one training a fold stands for the network.
    """
    reference = _find_reference(outcomes)
    points = {
        one.spec.name: (100 * (one.digits - reference.digits)).tolist() for one in _others(outcomes)
    }
    p_values = holm([_equivalence_p(own) for own in points.values()])
    return {
        name: Against(t_interval(own), p, DIGITS_MARGIN_POINTS)
        for (name, own), p in zip(points.items(), p_values, strict=True)
    }


def is_smaller_with_higher_g(one: Outcome, outcomes: Sequence[Outcome]) -> bool:
    """Tell whether a network has a higher G than CNN1, and fewer parameters."""
    reference = _find_reference(outcomes).measures
    return (
        one.measures.g_elements > reference.g_elements
        and one.measures.parameters < reference.parameters
    )


def _equivalence_p(points: Sequence[float]) -> float:
    if not np.ptp(points):
        return 0.0 if abs(points[0]) < DIGITS_MARGIN_POINTS else 1.0
    found = equivalence_p(points, DIGITS_MARGIN_POINTS)
    return 1.0 if isnan(found) else found


def _find_reference(outcomes: Sequence[Outcome]) -> Outcome:
    return next(one for one in outcomes if one.spec.name == REFERENCE)


def _others(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.spec.name != REFERENCE]
