"""Whether one neuron can realise a labelling, decided by a linear programme and not by training."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEPARABLE_MARGIN = 1e-6
"""A margin above this proves separability: it exceeds the tolerance of the solver."""

INSEPARABLE_MARGIN = 1e-9
"""The best margin of an inseparable labelling is 0; one between the two bounds decides nothing."""


def is_separable(inputs: Floats, labels: Floats) -> bool | None:
    """Return whether a neuron without threshold gives every point its label.

    A threshold is the weight of an input that is always 1 (see `draw_inputs`).

    Args:
        inputs: n x k, one row a point.
        labels: n, each -1 or 1.

    Returns:
        True if some weights have a margin above `SEPARABLE_MARGIN`, False if the best margin is
        0, None if rounding leaves it undecided (for points drawn at random, about once in a
        million).

    Raises:
        ValueError: If the shapes do not agree or a label is not -1 or 1.
        RuntimeError: If the solver fails.
    """
    margin = find_margin(inputs, labels)
    if margin > SEPARABLE_MARGIN:
        return True
    return False if margin < INSEPARABLE_MARGIN else None


def find_margin(inputs: Floats, labels: Floats) -> float:
    """Return the largest t with y_i (w . x_i) >= t for all points and |w_j| <= 1, at most 1.

    Args, errors: see `is_separable`.
    """
    from scipy.optimize import linprog

    if inputs.ndim != 2 or labels.shape != inputs.shape[:1]:
        raise ValueError(
            f"inputs must be n x k and labels n, got shapes {inputs.shape} and {labels.shape}"
        )
    if not np.all(np.abs(labels) == 1):
        raise ValueError(f"labels must be -1 or 1, got {sorted(set(labels.tolist()))}")
    points, parameters = inputs.shape
    signed = labels[:, None] * inputs
    solution = linprog(
        np.append(np.zeros(parameters), -1.0),
        A_ub=np.hstack([-signed, np.ones((points, 1))]),
        b_ub=np.zeros(points),
        bounds=[(-1, 1)] * parameters + [(0, 1)],
        method="highs",
    )
    if solution.x is None:
        raise RuntimeError(
            f"the linear programme of {points} points and {parameters} parameters was not "
            f"solved, though all weights zero are feasible: {solution.message}"
        )
    return float(np.min(signed @ solution.x[:-1]))


def draw_inputs(
    generator: np.random.Generator, points: int, parameters: int, *, threshold: bool
) -> Floats:
    """Return Gaussian points, which are in general position with probability 1.

    Args:
        generator: Source of randomness.
        points: n, rows.
        parameters: k, columns.
        threshold: Whether the last column is the constant input 1 of a threshold.

    Returns:
        n x k; k - 1 inputs and a constant with a threshold, k inputs without.
    """
    inputs = generator.standard_normal((points, parameters))
    if threshold:
        inputs[:, -1] = 1.0
    return inputs


def draw_labels(generator: np.random.Generator, points: int) -> Floats:
    """Return independent fair labels -1 or 1, one a point."""
    return generator.choice((-1.0, 1.0), points)
