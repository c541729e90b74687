"""What a dense stack memorises, as a result: where each trial ends, and n50 with its interval."""

from typing import Any

import numpy as np

from engine.lab.dense_stack import DenseStack
from engine.lab.memorised_points import Effort, Ends, measure_points
from engine.lab.survival import Crossing, Survival, fit_survival
from engine.theory.activation import Activation

SUCCESS_LEVELS = (0.95, 0.5)
"""Shares of trials that have to be memorised; 0.5 is the MK point of a single neuron."""

WIDTH_LEVELS = (0.9, 0.1)
"""Levels of success between which a curve is said to fall."""

_EXPECTED_PER_PARAMETER = {Activation.TANH: 2.2, Activation.RELU: 1.8, Activation.STEP: 1.6}
"""Points times outputs a parameter that the search begins at."""


def measure_stack(
    sizes: tuple[int, ...],
    activation: Activation,
    effort: Effort,
    *,
    seed: int,
    form: type[DenseStack] = DenseStack,
) -> dict[str, Any]:
    """Find how many random points with random labels a stack memorises, by training.

    Args:
        sizes: Inputs, neurons of each hidden layer, outputs.
        activation: Of the hidden neurons.
        effort: How hard training tries, and on how many trials.
        seed: Of the trials. Networks of as many inputs and outputs meet the same.
        form: What the sizes describe.

    Returns:
        `parameters`; `trials`, for each `[memorised, refused]` points with all restarts, and
        `trials_of_half` with half of them; `crossings`, one for each of `SUCCESS_LEVELS`:
        `success`, `points` with the 95 % interval `low` to `high`; `width`, n at 10 % over n at
        90 % success, `points`, `low`, `high`; `growth`, n50 with all restarts over n50 with half
        of them, with its interval over trials drawn again.
    """
    stack = form(sizes, activation)
    expected = _EXPECTED_PER_PARAMETER[activation] * stack.parameters / sizes[-1]
    half, full = measure_points(stack, effort, expected=expected, seed=seed)
    curve, of_half = _fit(full), _fit(half)
    return {
        "parameters": stack.parameters,
        "trials": [[one.memorised, one.refused] for one in full],
        "trials_of_half": [[one.memorised, one.refused] for one in half],
        "crossings": [
            {"success": level, **_describe(curve.find_crossing(level))} for level in SUCCESS_LEVELS
        ],
        "width": _describe(_compare(curve, curve, *reversed(WIDTH_LEVELS))),
        "growth": _describe(_compare(curve, of_half, 0.5, 0.5)),
    }


def _fit(ends: list[Ends]) -> Survival:
    return fit_survival([one.memorised for one in ends], [one.refused for one in ends])


def _compare(upper: Survival, lower: Survival, level: float, other_level: float) -> Crossing:
    """Return a crossing over another one, both drawn again with the same trials."""
    ratios = upper.find_all(level) / lower.find_all(other_level)
    low, high = np.quantile(ratios[1:], [0.025, 0.975])
    return Crossing(float(ratios[0]), float(low), float(high))


def _describe(crossing: Crossing) -> dict[str, float]:
    return {"points": crossing.points, "low": crossing.low, "high": crossing.high}
