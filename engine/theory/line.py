"""What networks of one input and one output memorise: a count of sign changes, exact.

Sort the points of a line. A network of one input realises a labelling if its output can change
sign as often as the label changes along the line, wherever the changes lie. For two kinds of
hidden neurons the most changes are known, and labellings with at most c changes are as many as
a neuron with c + 1 parameters realises: Cover's theorem on the line.
"""

from fractions import Fraction
from math import comb


def most_step_changes(hidden: int) -> int:
    """Return the most sign changes of 1-h-1 networks whose hidden neurons output their sign: h.

    Each hidden neuron is one jump, and between the jumps the output is free.

    Raises:
        ValueError: If `hidden` is not a positive integer.
    """
    _check("hidden", hidden, 1)
    return hidden


def most_rectifier_changes(hidden: int) -> int:
    """Return the most sign changes of 1-h-1 networks of rectified linear neurons.

    The output is a broken line with h bends, h + 1 pieces. Their slopes m_0 to m_h are not free:
    the first piece has the slope that the neurons which are active to the left leave it, so
    m_0 plus the bends of those neurons is 0. With one or two neurons that forbids a sign change
    on every piece, and h are left; from three on slopes of alternating sign can meet it (for
    three: m_0 = m_2 - m_3), and h + 1 changes are reached.

    Raises:
        ValueError: If `hidden` is not a positive integer.
    """
    _check("hidden", hidden, 1)
    return hidden + 1 if hidden >= 3 else hidden


def line_probability(points: int, changes: int) -> Fraction:
    """Return the share of all labellings of n points on a line with at most c changes, exactly.

    For random labels each of the n - 1 gaps is a change with probability one half, whatever the
    sign of the first: the number of changes is binomial.

    Args:
        points: n, at least 1.
        changes: c, at least 0.

    Raises:
        ValueError: If an argument is not an integer of that size.

    Examples:
        >>> line_probability(6, 2)
        Fraction(1, 2)
    """
    _check("points", points, 1)
    _check("changes", changes, 0)
    gaps = points - 1
    return Fraction(sum(comb(gaps, count) for count in range(min(changes, gaps) + 1)), 1 << gaps)


def equivalent_parameters(changes: int) -> int:
    """Return the parameters of a neuron that realises as many labellings: c + 1.

    `line_probability(n, c)` is `cover.memorisation_probability(n, c + 1)` for every n, so half of
    all labellings are lost at 2c + 2 points.

    Raises:
        ValueError: If `changes` is not an integer, at least 0.
    """
    _check("changes", changes, 0)
    return changes + 1


def _check(name: str, value: int, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{name} must be an integer of at least {least}, got {value!r}")
