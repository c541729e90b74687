"""What G, MEC, parameters and multiply-adds foretell of accuracy, over the networks of the grid.

Networks are the units: each interval is a percentile bootstrap in which whole networks are drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.lab.rank_correlations import RankCorrelations, correlate_ranks, percentile_interval
from engine.lab.resampling import Weights, cluster_weights
from engine.lab.statistics import Interval
from engine.studies.tuning.fronts import COSTS, Cost
from engine.studies.tuning.networks import Measures

Floats = NDArray[np.float64]

SAME_POINTS: Final = 0.3
"""A network of higher G is as accurate as another if it loses no more points."""

BROKEN_TIMES: Final = 2.0
"""Accuracy has broken down where a network errs more than so many times as often as CNN1."""

_ACCURACY: Final = "accuracy"


@dataclass(frozen=True, slots=True)
class Foretold:
    """How one cost goes with accuracy on one set of digits.

    Attributes:
        plain: Rank correlation of the quantity itself with accuracy.
        partial: The same at a given number of parameters; for parameters, at a given G.
        separates: Share of pairs of a network that has broken down and one that has not, in which
            the one that costs less is the broken one; 0.5 is chance.
        breaks_at: The quantity's value that best parts the two kinds.
    """

    plain: Interval
    partial: Interval
    separates: Interval
    breaks_at: Interval


def foretell(measures: Sequence[Measures], percent: Sequence[float]) -> dict[str, Foretold]:
    """Return what each cost foretells of accuracies, by its key.

    Args:
        measures: One a network, CNN1 first.
        percent: Accuracy of each.
    """
    names = [str(place) for place in range(len(measures))]
    quantities = {cost.key: [getattr(one, cost.key) for one in measures] for cost in COSTS}
    ranks = correlate_ranks({**quantities, _ACCURACY: percent}, names)
    weights = cluster_weights(names)
    broken = is_broken(percent)
    return {
        cost.key: Foretold(
            plain=ranks.plain(cost.key, _ACCURACY),
            partial=_partial(ranks, cost.key),
            separates=_separate(np.array(cost.values(measures)), broken, weights),
            breaks_at=_find_break(cost, measures, broken, weights),
        )
        for cost in COSTS
    }


def is_broken(percent: Sequence[float]) -> NDArray[np.bool_]:
    """Tell of each network whether its accuracy has broken down; the first one is CNN1."""
    errors = 100 - np.asarray(percent)
    return np.asarray(errors > BROKEN_TIMES * errors[0])


def follow_g(measures: Sequence[Measures], percent: Sequence[float]) -> Interval:
    """Return how often a higher G gives a smaller network of the same accuracy, in percent.

    Of all pairs of networks that differ in G, it is the share in which the one of higher G has
    fewer parameters and is less accurate by `SAME_POINTS` at most.
    """
    g = np.array([one.g_elements for one in measures])
    parameters = np.array([one.parameters for one in measures])
    accuracy = np.asarray(percent)
    higher = g[None, :] > g[:, None]  # the second of a pair has the higher G
    smaller = parameters[None, :] < parameters[:, None]
    same = accuracy[None, :] >= accuracy[:, None] - SAME_POINTS
    weights = cluster_weights([str(place) for place in range(len(g))])
    successes, pairs = (higher & smaller & same).astype(float), higher.astype(float)
    return _share(successes, pairs, weights, scale=100.0)


def _share(successes: Floats, pairs: Floats, weights: Weights, *, scale: float = 1.0) -> Interval:
    """Share of pairs, (networks, networks), with an interval; NaN where there is no pair."""
    drawn = np.vstack([np.ones(len(pairs)), weights])
    with np.errstate(invalid="ignore"):
        shares = scale * (
            np.einsum("ri,ij,rj->r", drawn, successes, drawn)
            / np.einsum("ri,ij,rj->r", drawn, pairs, drawn)
        )
    return percentile_interval(float(shares[0]), shares[1:])


def _partial(ranks: RankCorrelations, key: str) -> Interval:
    given = "g_elements" if key == "parameters" else "parameters"
    return ranks.partial(key, _ACCURACY, [given])


def _separate(costs: Floats, broken: NDArray[np.bool_], weights: Weights) -> Interval:
    pairs = (broken[:, None] & ~broken[None, :]).astype(float)
    wins = (costs[:, None] < costs[None, :]) + (costs[:, None] == costs[None, :]) / 2
    return _share(pairs * wins, pairs, weights)


def _find_break(
    cost: Cost, measures: Sequence[Measures], broken: NDArray[np.bool_], weights: Weights
) -> Interval:
    """Value below which, for G above which, networks are taken as broken with fewest errors.

    It lies in the middle, on a logarithmic scale, between the networks on its sides.
    """
    own = cost.sign * np.log([getattr(one, cost.key) for one in measures])
    order = np.unique(own)
    cuts = (order[1:] + order[:-1]) / 2
    if broken.all() or not broken.any() or not len(cuts):
        none = float("nan")
        return Interval(none, none, none)
    called = own[None, :] < cuts[:, None]  # (cuts, networks)
    wrong = (called != broken[None, :]).astype(float)
    drawn = np.vstack([np.ones(len(own)), weights])
    errors = drawn @ wrong.T
    best = cuts[np.argmin(errors, axis=1)]
    found = np.exp(cost.sign * best)
    both = ((weights @ broken) > 0) & ((weights @ ~broken) > 0)
    return percentile_interval(float(found[0]), np.where(both, found[1:], np.nan))
