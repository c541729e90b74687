"""Whether networks that training gives up as hopeless would have been right after all."""

from __future__ import annotations

from dataclasses import dataclass

from engine.lab import levenberg
from engine.lab.budgets import draw_first_points
from engine.lab.dense_stack import DenseStack
from engine.lab.starts import draw_starts


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Networks trained twice from the same weights: with the rule that gives them up, without.

    The two runs part by rounding too, as their batches differ; networks that are right with the
    rule alone say by how much.

    Attributes:
        networks: How many.
        right: Of them with the rule.
        right_without: Of them without it.
        right_in_both: Of them.
        trials: Sequences of points that they belong to.
        trials_right: Trials that some network memorised, with the rule.
        trials_right_without: Likewise without it.
    """

    networks: int
    right: int
    right_without: int
    right_in_both: int
    trials: int
    trials_right: int
    trials_right_without: int


def count_given_up(
    stack: DenseStack, *, points: int, trials: int, restarts: int, steps: int, seed: int
) -> GivenUp:
    """Train networks with and without the rule that gives up, and count those that are right.

    Args:
        stack: The form of the networks; no step neurons.
        points: That each has to memorise.
        trials: Sequences of points; see `engine.lab.budgets.draw_first_points`.
        restarts: Networks of each.
        steps: Most steps of each.
        seed: Of the trials.

    Raises:
        ValueError: If the hidden neurons are steps.
    """
    drawn = draw_first_points(stack, points, trials, seed)
    starts = draw_starts(stack, drawn, range(restarts))
    begin = starts.points, starts.labels, starts.weights
    runs = [levenberg.search(stack, *begin, steps, give_up=rule)[0] > 0 for rule in (True, False)]
    with_rule, without = runs
    by_trial = [run.reshape(trials, restarts).any(dim=1) for run in runs]
    return GivenUp(
        networks=len(with_rule),
        right=int(with_rule.sum()),
        right_without=int(without.sum()),
        right_in_both=int((with_rule & without).sum()),
        trials=trials,
        trials_right=int(by_trial[0].sum()),
        trials_right_without=int(by_trial[1].sum()),
    )
