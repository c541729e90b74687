"""How long it takes to find what a stack memorises: seconds expected of a search, to plan by."""

from engine.theory.activation import Activation

_LEVENBERG = (1.2e-5, 2e-8, 3e-10)
_GRADIENT = (8e-6, 1.6e-8, 0.0)
"""Seconds for each trial, restart and step: always, by parameters squared, and cubed."""


def estimate_search_seconds(
    parameters: int, activation: Activation, *, trials: int, restarts: int, steps: int
) -> float:
    """Return the expected seconds of a search on one core; what fails uses most of its steps.

    Args:
        parameters: Of the network.
        activation: Of its hidden neurons; steps are trained by their gradient, others by
            Levenberg's method, which solves for all parameters together.
        trials: Sequences of points.
        restarts: At each number of points.
        steps: Most steps of each.
    """
    always, squared, cubed = _GRADIENT if activation is Activation.STEP else _LEVENBERG
    each = always + squared * parameters**2 + cubed * parameters**3
    return float(trials * restarts * steps * each)
