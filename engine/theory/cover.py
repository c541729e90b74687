"""Cover's function counting theorem: what one neuron with k parameters memorises.

A neuron with k parameters is a hyperplane through the origin of k dimensions; a threshold is the
weight of an input that is always 1, so k - 1 inputs and a threshold are k parameters. Of the 2^n
labellings of n points in general position it realises T(n, k), whatever the points are.

Source: T. Cover, *Geometrical and Statistical Properties of Systems of Linear Inequalities with
Applications in Pattern Recognition* (1965); D. MacKay, *Information Theory, Inference, and
Learning Algorithms* (2003), chapter 40.
"""

from fractions import Fraction
from math import exp, expm1, lgamma, log, log1p

LOG_PROBABILITY_ERROR = 1e-9
"""Bound on the absolute error of `log_memorisation_probability` for n up to 100,000."""

_LOG_2 = log(2)


def count_dichotomies(points: int, parameters: int) -> int:
    """Return T(n, k), the labellings of n points that a neuron with k parameters realises.

    T(n, k) = 2 * sum over l < k of binom(n - 1, l), exactly.

    Args:
        points: n, points in general position, at least 1.
        parameters: k, weights and threshold of the neuron, at least 1.

    Raises:
        ValueError: If an argument is not a positive integer.

    Examples:
        >>> count_dichotomies(4, 3)
        14
    """
    _check(points, parameters)
    if parameters >= points:
        return 1 << points
    if 2 * parameters > points:
        return (1 << points) - count_dichotomies(points, points - parameters)
    total = term = 1
    for chosen in range(1, parameters):
        term = term * (points - chosen) // chosen
        total += term
    return 2 * total


def memorisation_probability(points: int, parameters: int) -> Fraction:
    """Return T(n, k) / 2^n, the fraction of labellings that a neuron memorises, exactly.

    `float` of it is correctly rounded. For n beyond several thousand, or where the fraction is
    too small for a float, see `log_memorisation_probability`.

    Args, errors: see `count_dichotomies`.

    Examples:
        >>> memorisation_probability(6, 3)
        Fraction(1, 2)
    """
    return Fraction(count_dichotomies(points, parameters), 1 << points)


def log_memorisation_probability(points: int, parameters: int) -> float:
    """Return the natural logarithm of T(n, k) / 2^n without large integers.

    The absolute error is below `LOG_PROBABILITY_ERROR` for n up to 100,000; the time grows with
    the square root of n.

    Args, errors: see `count_dichotomies`.

    Examples:
        >>> round(exp(log_memorisation_probability(6, 3)), 12)
        0.5
    """
    _check(points, parameters)
    if parameters >= points:
        return 0.0
    if 2 * parameters == points:
        return -_LOG_2
    if 2 * parameters > points:
        forgotten = log_memorisation_probability(points, points - parameters)
        return log1p(-exp(forgotten)) if forgotten < -_LOG_2 else log(-expm1(forgotten))
    largest = _log_binomial(points - 1, parameters - 1)
    total = term = 1.0
    for chosen in range(parameters - 1, 0, -1):
        term *= chosen / (points - chosen)
        total += term
        if term < 1e-17 * total:
            break
    return largest + log(total) - (points - 1) * _LOG_2


def lossless_memory_point(parameters: int) -> int:
    """Return the LM point: the most points whose every labelling is memorised, n = k.

    Raises:
        ValueError: If `parameters` is not a positive integer.
    """
    _check(1, parameters)
    return parameters


def mackay_point(parameters: int) -> int:
    """Return the MK point: the number of points of which half the labellings are lost, n = 2k.

    Raises:
        ValueError: If `parameters` is not a positive integer.
    """
    _check(1, parameters)
    return 2 * parameters


def largest_memorised(parameters: int, probability: Fraction | float, *, neurons: int = 1) -> int:
    """Return the largest n that neurons in parallel memorise with at least some probability.

    The neurons see the same points and have independent labels: they memorise all of them with
    probability (T(n, k) / 2^n)^m, because T does not depend on the points.

    Args:
        parameters: k, parameters of each neuron, at least 1.
        probability: Between 0 and 1, both excluded.
        neurons: m, neurons in parallel, at least 1.

    Raises:
        ValueError: If a count is not a positive integer or the probability is not in range.

    Examples:
        >>> largest_memorised(9, Fraction(95, 100)), largest_memorised(9, Fraction(1, 2))
        (12, 18)
    """
    wanted = Fraction(probability)
    _check(neurons, parameters, name="neurons")
    if not 0 < wanted < 1:
        raise ValueError(f"probability must lie between 0 and 1, got {probability!r}")
    low, high = parameters, 2 * parameters + 1
    while memorisation_probability(high, parameters) ** neurons >= wanted:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if memorisation_probability(middle, parameters) ** neurons >= wanted:
            low = middle
        else:
            high = middle
    return low


def parameters_needed(points: int, probability: Fraction | float) -> int:
    """Return the smallest k whose neuron memorises n points with at least some probability.

    Args:
        points: n, at least 1.
        probability: Between 0 and 1, both excluded.

    Raises:
        ValueError: If `points` is not a positive integer or the probability is not in range.

    Examples:
        >>> parameters_needed(12, Fraction(95, 100)), parameters_needed(18, Fraction(1, 2))
        (9, 9)
    """
    wanted = Fraction(probability)
    _check(points, 1)
    if not 0 < wanted < 1:
        raise ValueError(f"probability must lie between 0 and 1, got {probability!r}")
    low, high = 0, points
    while high - low > 1:
        middle = (low + high) // 2
        if memorisation_probability(points, middle) >= wanted:
            high = middle
        else:
            low = middle
    return high


def _log_binomial(total: int, chosen: int) -> float:
    return lgamma(total + 1) - lgamma(chosen + 1) - lgamma(total - chosen + 1)


def _check(points: int, parameters: int, *, name: str = "points") -> None:
    for label, value in ((name, points), ("parameters", parameters)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(
                f"{label} must be a positive integer, got {value!r}; a neuron with d inputs and "
                "a threshold has d + 1 parameters"
            )
