"""Counts of a dense stack that might predict what it memorises, beside the readings of rule 4.

The readings themselves, all parameters among them, are in `capacity.py`. `sizes` is always
`n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
"""

from collections.abc import Sequence
from itertools import pairwise

from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_sizes import check_sizes


def parameters_less_hidden(sizes: Sequence[int]) -> int:
    """Return the parameters of a stack, one less for each hidden neuron.

    A rectified neuron whose incoming weights and threshold are multiplied by a positive number,
    and its outgoing weights divided by it, computes the same: each hidden neuron takes one
    direction out of the space of functions. The rank of the Jacobian (functional dimension) is
    at most this number.

    Source: J. E. Grigsby, K. Lindsey, R. Meyerhoff, C. Wu, *Functional dimension of feedforward
    ReLU neural networks* (arXiv:2209.04036). For tanh and step it is a count like any other.

    Raises:
        ValueError: If `sizes` is not that of a stack, see `stack_sizes.check_sizes`.

    Examples:
        >>> parameters_less_hidden((8, 8, 1))
        73
    """
    checked = check_sizes(sizes)
    return stack_capacity(checked, Reading.ALL_PARAMETERS) - sum(checked[1:-1])


def functional_sum(sizes: Sequence[int]) -> int:
    """Return the sum over layers of min(n_0 .. n_k) n_k n_(k+1), which has no thresholds in it.

    Up to constant factors it is the logarithm to base 2 of the number of functions of n_0 bits
    that the stack computes if its neurons are thresholds: another notion of capacity than
    memorising, for the functions are told apart at all 2^(n_0) inputs instead of at n points.

    Source: P. Baldi, R. Vershynin, *The capacity of feedforward neural networks*
    (arXiv:1901.00434).

    Raises:
        ValueError: If `sizes` is not that of a stack, see `stack_sizes.check_sizes`.

    Examples:
        >>> functional_sum((8, 8, 1))
        576
    """
    narrowest = check_sizes(sizes)[0]
    total = 0
    for inputs, neurons in pairwise(sizes):
        narrowest = min(narrowest, inputs)
        total += narrowest * inputs * neurons
    return total


def narrowest_hidden(sizes: Sequence[int]) -> int:
    """Return the neurons of the narrowest hidden layer; the number of inputs where there is none.

    Raises:
        ValueError: If `sizes` is not that of a stack, see `stack_sizes.check_sizes`.

    Examples:
        >>> narrowest_hidden((8, 8, 2, 32, 1)), narrowest_hidden((8, 1))
        (2, 8)
    """
    checked = check_sizes(sizes)
    return min(checked[1:-1], default=checked[0])
