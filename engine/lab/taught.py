"""Students and teachers of the same form: labels that some weights are known to give.

A teacher has memorised random labels, so it is no smoother than the networks of the study; it
then labels fresh points. A student of its form can give all these labels, however many there are:
where training does not find such weights, training is what fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.lab import levenberg
from engine.lab.budgets import draw_first_points
from engine.lab.dense_stack import DenseStack, append_one
from engine.lab.memorise import Trials, draw_trials, find_memorised
from engine.lab.starts import draw_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

_FRESH = 2


@dataclass(frozen=True, slots=True)
class Taught:
    """What students made of the labels of their teachers.

    Attributes:
        candidates: Trials in which a teacher was looked for.
        teachers: Of them those that were memorised; each teacher has one student.
        points: Fresh points that a student has to give the right label.
        fitted: Students that training brought to give all of them, for each number of points.
    """

    candidates: int
    teachers: int
    points: tuple[int, ...]
    fitted: tuple[int, ...]


def teach(
    stack: DenseStack,
    *,
    taught_points: int,
    points: Sequence[int],
    trials: int,
    restarts: int,
    steps: int,
    seed: int,
) -> Taught:
    """Train teachers on random labels, and students on what the teachers say of fresh points.

    Args:
        stack: The form of both; no step neurons.
        taught_points: Random points with random labels that a teacher has memorised.
        points: Fresh points of the students, each number of them.
        trials: In which a teacher is looked for; see `engine.lab.budgets.draw_first_points`.
        restarts: Of each teacher and of each student.
        steps: Most steps of each.
        seed: Of the trials.

    Raises:
        ValueError: If the hidden neurons are steps.
    """
    drawn = draw_first_points(stack, taught_points, trials, seed)
    weights = find_teachers(stack, drawn, restarts, steps)
    ends = stack.sizes[0], stack.sizes[-1]
    fresh = draw_trials(*ends, max(points), len(weights), [seed, _FRESH]) if len(weights) else None
    fitted = [0 for _ in points]
    if fresh is not None:
        lesson = Trials(fresh.points, label(stack, weights, fresh.points), fresh.seeds)
        fitted = [
            int(find_memorised(stack, lesson, [n] * len(lesson), range(restarts), steps).sum())
            for n in points
        ]
    return Taught(trials, len(weights), tuple(points), tuple(fitted))


def find_teachers(stack: DenseStack, trials: Trials, restarts: int, steps: int) -> Tensor:
    """Return weights that memorise a whole trial, for each trial where training finds some.

    Returns:
        Weights, (teachers, P).
    """
    import torch

    found: dict[int, Tensor] = {}
    for restart in range(restarts):
        left = [trial for trial in range(len(trials)) if trial not in found]
        if not left:
            break
        starts = draw_starts(stack, trials.choose(left), range(restart, restart + 1))
        step, weights = levenberg.search(stack, starts.points, starts.labels, starts.weights, steps)
        for place in (step > 0).nonzero().flatten().tolist():
            found[left[place]] = weights[place]
    rows = [found[trial] for trial in sorted(found)]
    return torch.stack(rows) if rows else torch.zeros(0, stack.parameters)


def label(stack: DenseStack, weights: Tensor, points: Tensor) -> Tensor:
    """Return the labels that networks give to their points, -1 or 1, (T, n, m).

    Args:
        stack: Their form.
        weights: (T, P).
        points: (T, n, d).
    """
    outputs = stack.judge(append_one(points.double()), weights.double())
    return outputs.sign().to(points.dtype)
