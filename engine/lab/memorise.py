"""Whether training finds weights that memorise random labels of random points, trial by trial.

A trial is a sequence of points with labels; the task is its first n. Many trials, and many
restarts of each, are one batch of networks, and a trial leaves it as soon as a restart has
memorised it. What training finds is a lower bound of what the networks can memorise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.lab import levenberg, steepening
from engine.lab.dense_stack import GAINS, DenseStack, append_one
from engine.theory.activation import Activation

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Generator, Tensor

_MOST_VALUES = 2**19
"""Values in the largest tensor of a batch: few enough for the processor's cache."""

_FIRST_WAVE = 4
"""Restarts of the first wave; each wave after it has as many as all before."""


@dataclass(frozen=True, slots=True)
class Trials:
    """Sequences of points with labels, T of them.

    Attributes:
        points: Standard normal, (T, n, d).
        labels: -1 or 1, each a fair coin, (T, n, m).
        seeds: Of the initial weights of each trial.
    """

    points: Tensor
    labels: Tensor
    seeds: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.seeds)

    def choose(self, chosen: Sequence[int]) -> Trials:
        """Return some of the trials, by number."""
        return Trials(
            self.points[list(chosen)],
            self.labels[list(chosen)],
            tuple(self.seeds[one] for one in chosen),
        )


def draw_trials(inputs: int, outputs: int, points: int, trials: int, seed: Sequence[int]) -> Trials:
    """Draw trials. Each has its own generator: its first points do not depend on how many follow.

    Args:
        inputs: Values of a point.
        outputs: Labels of a point.
        points: Points of each trial.
        trials: How many.
        seed: Of all of them; networks of as many inputs and outputs meet the same trials.
    """
    import torch

    drawn_points, drawn_labels, seeds = [], [], []
    for trial in range(trials):
        entropy = np.random.SeedSequence([*seed, inputs, outputs, trial])
        for_points, for_labels, for_weights = entropy.spawn(3)
        drawn_points.append(
            np.random.default_rng(for_points).standard_normal((points, inputs), dtype=np.float32)
        )
        coins = np.random.default_rng(for_labels).integers(0, 2, (points, outputs))
        drawn_labels.append((2 * coins - 1).astype(np.float32))
        seeds.append(int(for_weights.generate_state(1)[0]))
    return Trials(
        torch.from_numpy(np.stack(drawn_points)),
        torch.from_numpy(np.stack(drawn_labels)),
        tuple(seeds),
    )


def find_memorised(
    stack: DenseStack, trials: Trials, counts: Sequence[int], restarts: range, steps: int
) -> NDArray[np.bool_]:
    """Return which trials some restart memorises, each up to its own number of points.

    A deep stack of step neurons is hard to train. What a stack nested in it memorises it memorises
    too, as its later layers can pass the outputs on; so the nested one is tried as well.

    Args:
        stack: The form of the networks.
        trials: Points and labels, at least as many as the largest count.
        counts: How many points of each trial are to be memorised.
        restarts: Numbers of the restarts, of which each has its own initial weights.
        steps: Most steps of each.
    """
    memorised = np.zeros(len(trials), dtype=bool)
    for tried in (*_nested_stacks(stack), stack):
        done = restarts.start
        while done < restarts.stop and not memorised.all():
            wave = range(done, min(restarts.stop, max(2 * done, done + _FIRST_WAVE)))
            left = np.flatnonzero(~memorised)
            found = find_steps(tried, trials, counts, wave, steps, chosen=left.tolist())
            memorised[left] = (found > 0).any(axis=1)
            done = wave.stop
    return memorised


def _nested_stacks(stack: DenseStack) -> list[DenseStack]:
    """Return the stack of the first hidden layer alone, if its outputs can be passed on."""
    *_, outputs = stack.sizes
    passed_on = stack.sizes[2:-1]
    if stack.activation is not Activation.STEP or not passed_on or min(passed_on) < outputs:
        return []
    return [DenseStack((*stack.sizes[:2], outputs), stack.activation)]


def find_steps(
    stack: DenseStack,
    trials: Trials,
    counts: Sequence[int],
    restarts: range,
    steps: int,
    *,
    chosen: Sequence[int] | None = None,
) -> NDArray[np.int64]:
    """Return the step at which each restart of each trial had memorised it, 0 if it did not.

    Args:
        stack: See `find_memorised`.
        trials: See `find_memorised`.
        counts: See `find_memorised`.
        restarts: See `find_memorised`.
        steps: See `find_memorised`.
        chosen: Which trials to train; all, if None.

    Returns:
        Shape (trials, restarts).
    """
    picked = range(len(trials)) if chosen is None else chosen
    tasks = [(trial, restart) for trial in picked for restart in restarts]
    most = max((counts[trial] for trial in picked), default=0)
    found = [_train(stack, trials, counts, batch, steps) for batch in _split(stack, tasks, most)]
    joined: NDArray[np.int64] = np.concatenate([*found, np.zeros(0, dtype=np.int64)])
    return joined.reshape(len(picked), len(restarts))


def _split(
    stack: DenseStack, tasks: list[tuple[int, int]], points: int
) -> Iterator[list[tuple[int, int]]]:
    outputs = stack.sizes[-1]
    largest = (
        points
        * outputs
        * (max(stack.sizes) + 1 if stack.activation is Activation.STEP else stack.parameters)
    )
    size = max(1, _MOST_VALUES // largest)
    for start in range(0, len(tasks), size):
        yield tasks[start : start + size]


def _train(
    stack: DenseStack,
    trials: Trials,
    counts: Sequence[int],
    tasks: Sequence[tuple[int, int]],
    steps: int,
) -> NDArray[np.int64]:
    """Train one batch; a task is a trial and a restart."""
    import torch

    of_trial = torch.tensor([trial for trial, _ in tasks])
    counted = torch.tensor([counts[trial] for trial, _ in tasks])
    most = int(counted.max())
    points = append_one(trials.points[of_trial, :most])
    within = torch.arange(most)[None] < counted[:, None]
    labels = trials.labels[of_trial, :most] * within[..., None]
    generators = [
        torch.Generator().manual_seed(trials.seeds[trial] + restart) for trial, restart in tasks
    ]
    if stack.activation is Activation.STEP and len(stack.shapes) > 1:
        weights = torch.cat([steepening.draw_small(stack, 1, one) for one in generators])
        rates = torch.tensor([steepening.RATES[_turn(one, steepening.RATES)] for _, one in tasks])
        found = steepening.search(stack, points, labels, weights, rates[:, None], steps)
    else:
        weights = _draw_weights(stack, points, counted, tasks, generators)
        found, _ = levenberg.search(stack, points, labels, weights, steps)
    steps_found: NDArray[np.int64] = found.numpy()
    return steps_found


def _draw_weights(
    stack: DenseStack,
    points: Tensor,
    counted: Tensor,
    tasks: Sequence[tuple[int, int]],
    generators: Sequence[Generator],
) -> Tensor:
    """Return weights to begin with, which depend on a network's own points alone, (B, P)."""
    import torch

    gains = GAINS[stack.activation]
    return torch.cat(
        [
            stack.draw(
                points[row : row + 1, : counted[row]],
                torch.full((1, 1, 1), gains[_turn(restart, gains)]),
                one,
            )
            for row, ((_, restart), one) in enumerate(zip(tasks, generators, strict=True))
        ]
    )


def _turn(restart: int, values: Sequence[float]) -> int:
    return restart % len(values)
