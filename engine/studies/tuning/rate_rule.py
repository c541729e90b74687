"""The learning rate that a network gets for its size, from the networks that were swept."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from engine.records.source import Source


@dataclass(frozen=True, slots=True)
class RateRule:
    """Two rates, and the number of parameters that parts small networks from large ones.

    Attributes:
        bound_parameters: Networks with fewer are small.
        small: Rate of small networks.
        large: Rate of the others.
    """

    bound_parameters: float
    small: float
    large: float

    def rate(self, parameters: int) -> float:
        """Return the learning rate of a network with so many parameters."""
        return self.small if parameters < self.bound_parameters else self.large


def make_rule(swept: Sequence[Source]) -> RateRule:
    """Return the rule: the bound and the two rates with the least mean logarithm of the loss.

    So a loss counts by its ratio to others of its network, and networks that err much do not
    decide alone. The loss is that on validation examples; the bound is the geometric mean of the
    sizes of two networks that follow each other by size.

    Args:
        swept: Results of `tuning-rates`: at least two networks, each at every rate.
    """
    sizes = {one.params["network"]: one.result["parameters"] for one in swept}
    ordered = sorted(sizes, key=lambda name: sizes[name])
    losses = {
        (one.params["network"], one.params["learning_rate"]): log(one.result["validation_loss"])
        for one in swept
    }
    rates = sorted({rate for _, rate in losses})

    def find_best(names: Sequence[str]) -> tuple[float, float]:
        return min((sum(losses[name, rate] for name in names), rate) for rate in rates)

    rules = []
    for place in range(1, len(ordered)):
        (small_loss, small), (large_loss, large) = (
            find_best(names) for names in (ordered[:place], ordered[place:])
        )
        bound = sqrt(sizes[ordered[place - 1]] * sizes[ordered[place]])
        rules.append((small_loss + large_loss, RateRule(bound, small, large)))
    return min(rules, key=lambda found: found[0])[1]
