"""How many directions of its parameters move a network's outputs: the rank of the Jacobian.

Outputs at many points are a function of the parameters; the rank of its derivative is the
dimension of what the network can do near these parameters. For rectifiers it is at most the
parameters less one for each hidden neuron, and often lower; for tanh it is all of them as a rule.

Source: J. E. Grigsby, K. Lindsey, R. Meyerhoff, C. Wu, *Functional dimension of feedforward ReLU
neural networks* (arXiv:2209.04036).
"""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.theory.activation import Activation
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_predictors import parameters_less_hidden
from engine.theory.stack_sizes import check_sizes

Floats = NDArray[np.float64]

_MOST_DRAWS, _SEED = 60, 2209
_POINTS_A_PARAMETER = 4
_SPREADS = (1.0, 3.0, 6.0)
"""Of the sums that enter a hidden neuron, in turn: too small a one makes tanh a line, and the
rank hard to see; rectifiers do not mind."""

_TOLERANCE = 1e-13
"""Singular values below this share of the largest are none; every column has length one."""


@lru_cache(maxsize=1024)
def find_generic_rank(sizes: tuple[int, ...], activation: Activation) -> int | None:
    """Return the largest rank of the Jacobian over random parameters, at random points.

    The points are four a parameter, standard normal; points and parameters are drawn up to sixty
    times, until the rank reaches the most that it can be. A rank that is found is reached by the
    network; a larger one might be missed.

    Args:
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
        activation: What the hidden neurons compute.

    Returns:
        The rank, at most the parameters; None for step neurons, which have no derivative.

    Raises:
        ValueError: If `sizes` is not that of a stack, see `stack_sizes.check_sizes`.

    Examples:
        >>> [find_generic_rank((2, 3, 1), one) for one in (Activation.TANH, Activation.RELU)]
        [13, 10]
    """
    checked = check_sizes(sizes)
    if activation is Activation.STEP and len(checked) > 2:
        return None
    most = (
        parameters_less_hidden(checked)
        if activation is Activation.RELU
        else stack_capacity(checked, Reading.ALL_PARAMETERS)
    )
    generator = np.random.default_rng(_SEED)
    rank = 0
    for draw in range(_MOST_DRAWS):
        spread = _SPREADS[draw % len(_SPREADS)]
        rank = max(rank, _find_rank(_differentiate(checked, activation, generator, spread)))
        if rank >= most:
            break
    return rank


def _find_rank(jacobian: Floats) -> int:
    """Return the numerical rank; a column that is zero is left out, and the rest made of a length.

    Of many rows only the triangle of their QR decomposition matters, which has the same rank.
    """
    lengths = np.linalg.norm(jacobian, axis=0)
    moving = jacobian[:, lengths > 0] / lengths[lengths > 0]
    if not moving.size:
        return 0
    values = np.linalg.svd(np.linalg.qr(moving, mode="r"), compute_uv=False)
    return int((values > _TOLERANCE * values[0]).sum())


def _differentiate(
    sizes: tuple[int, ...],
    activation: Activation,
    generator: np.random.Generator,
    spread: float,
) -> Floats:
    """Return the Jacobian of a random network, shape (points * outputs, parameters).

    A rectified neuron has its threshold at the sum of one of the points, so that it is active at
    some points and not at others.
    """
    parameters = sum((before + 1) * after for before, after in pairwise(sizes))
    points = generator.standard_normal((_POINTS_A_PARAMETER * parameters, sizes[0]))
    entered, slopes, layers = [points], [], []
    for number, (before, after) in enumerate(pairwise(sizes)):
        weights = generator.standard_normal((before, after))
        sums = entered[-1] @ weights
        weights *= spread / np.maximum(sums.std(axis=0), 1e-3)
        sums = entered[-1] @ weights
        sums -= sums[generator.integers(0, len(sums), after), np.arange(after)]
        layers.append(weights)
        if number < len(sizes) - 2:
            fired, slope = _fire(sums, activation)
            entered.append(fired)
            slopes.append(slope)
    back = np.broadcast_to(np.eye(sizes[-1]), (len(points), sizes[-1], sizes[-1]))
    blocks = []
    for number in reversed(range(len(layers))):
        with_one = np.hstack([entered[number], np.ones((len(points), 1))])
        blocks.append(np.einsum("ni,nmh->nmih", with_one, back).reshape(-1, _size(sizes, number)))
        if number:
            back = (back @ layers[number].T) * slopes[number - 1][:, None]
    return np.hstack(blocks[::-1])


def _size(sizes: tuple[int, ...], layer: int) -> int:
    return (sizes[layer] + 1) * sizes[layer + 1]


def _fire(sums: Floats, activation: Activation) -> tuple[Floats, Floats]:
    """Return what hidden neurons give, and its derivative."""
    if activation is Activation.RELU:
        return np.maximum(sums, 0), (sums > 0).astype(float)
    fired = np.tanh(sums)
    return fired, 1 - fired**2
