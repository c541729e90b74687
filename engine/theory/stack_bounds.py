"""Between which two numbers of points the n50 of a dense stack lies, without training it.

n50 is the number of random points, in general position, at which half of all labellings are
realised; a stack of m outputs labels each point m times, so n points have 2^(mn) labellings.
A labelling is realised if every output has the right sign, none being zero. The proof of a bound
stands at its function. All numbers are integers or fractions, and logarithms to base 2 are
rounded up, so that an upper bound stays one.

Sources: E. Baum, D. Haussler, *What size net gives valid generalization?* (1989), for the
product of Cover's counts; P. Bartlett, N. Harvey, C. Liaw, A. Mehrabian, *Nearly-tight
VC-dimension and pseudodimension bounds for piecewise linear neural networks* (arXiv:1703.02930),
for counting layer by layer with H. Warren's theorem (1968); E. Baum, *On the capabilities of
multilayer perceptrons* (1988), for slabs of d points.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor, log2

from engine.theory.activation import Activation
from engine.theory.cover import count_dichotomies, largest_memorised, memorisation_probability
from engine.theory.line import most_rectifier_changes, most_step_changes
from engine.theory.stack_sizes import check_sizes

E_ABOVE = Fraction(2_718_281_829, 1_000_000_000)
"""A fraction just above e."""

_HALF = Fraction(1, 2)
_MOST_TERMS = 512
_LOG_GRID = 1 << 32


def most_points(sizes: Sequence[int], activation: Activation) -> int | None:
    """Return the most points of which half of all labellings can be realised: n50 at most.

    With one point more fewer than half are realised, wherever the points lie. Where the bound of
    `labelling_bits` lies below all labellings it is concave in n, so that it is never half of
    them again.

    Args:
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
        activation: What the hidden neurons compute.

    Returns:
        The number of points; n50 read off a curve between whole numbers is below one point more.
        None for tanh where the hidden layers add something: no useful bound is known.

    Raises:
        ValueError: If `sizes` is not that of a stack, see `stack_sizes.check_sizes`.

    Examples:
        >>> most_points((8, 1), Activation.STEP), most_points((8, 8, 1), Activation.TANH)
        (18, None)
    """
    outputs = check_sizes(sizes)[-1]
    if labelling_bits(sizes, activation, 1) is None:
        return None

    def has_half(points: int) -> bool:
        bits = labelling_bits(sizes, activation, points)
        return bits is not None and bits >= outputs * points - 1

    return _find_last(1, has_half)


def labelling_bits(sizes: Sequence[int], activation: Activation, points: int) -> Fraction | None:
    """Return an upper bound of the logarithm to base 2 of the number of labellings realised.

    Without a hidden layer it is Cover's count, to 2^-31 bits for each output.

    Args:
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
        activation: What the hidden neurons compute.
        points: n, at least 1.

    Returns:
        Bits, at most n times the outputs; None for tanh where the hidden layers add something.

    Raises:
        ValueError: If `sizes` is not that of a stack or `points` not a positive integer.
    """
    checked = check_sizes(sizes)
    if isinstance(points, bool) or not isinstance(points, int) or points < 1:
        raise ValueError(f"points must be a positive integer, got {points!r}")
    kept = _end_at_one_value(checked, activation)
    if len(kept) == 2 or activation is Activation.STEP:
        bits = _bound_step_bits(kept, points)
    elif activation is Activation.RELU:
        bits = _bound_rectifier_bits(kept, points)
    else:
        return None
    return min(bits, Fraction(points * checked[-1]))


def fewest_points(sizes: Sequence[int], activation: Activation) -> int:
    """Return points of which at least half of all labellings are realised: n50 at least.

    The largest of what these constructions realise, for n points in general position:

    - Two points: one neuron tells them apart, and any outputs are functions of its bit.
    - One neuron for each output, its Cover count; the layers in between pass its value on.
    - Slabs of points in the space that a hidden layer sees, see `_count_slab_points`.
    - Points projected to a line that a hidden layer cuts, see `line.py`.

    Passing on takes one neuron of a layer for each value: a step neuron passes a bit; a rectifier
    with a large threshold passes any value; tanh does so nearly where its weight is small, and
    with a large weight it nearly is a step. Nearly is enough, since there are finitely many
    points and no output is zero. So a layer behind others still sees a generic projection of the
    points to as many dimensions as the narrowest layer before it has, unless they are steps; and
    where every layer behind has a neuron for each output, each output can have its own share of
    the neurons of one hidden layer, independent of the other outputs.

    Args:
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
        activation: What the hidden neurons compute.

    Raises:
        ValueError: If `sizes` is not that of a stack, see `stack_sizes.check_sizes`.

    Examples:
        >>> fewest_points((8, 1), Activation.STEP), fewest_points((8, 1, 32, 1), Activation.RELU)
        (18, 68)
    """
    inputs, *hidden, outputs = check_sizes(sizes)
    found = [2]
    if all(width >= outputs for width in hidden):
        found.append(largest_memorised(inputs + 1, _HALF, neurons=outputs))
    most_changes = most_rectifier_changes if activation is Activation.RELU else most_step_changes
    for place, width in enumerate(hidden):
        if place and activation is Activation.STEP:
            break
        share = width // outputs
        if share and all(later >= outputs for later in hidden[place + 1 :]):
            dimensions = min((inputs, *hidden[:place]))
            found.append(_count_slab_points(dimensions, share, outputs))
            found.append(largest_memorised(most_changes(share) + 1, _HALF, neurons=outputs))
    return max(found)


def _end_at_one_value(sizes: tuple[int, ...], activation: Activation) -> tuple[int, ...]:
    """Return a stack of one output without what adds nothing behind a layer of one neuron.

    Behind a step neuron that is everything, since it can compute all functions of its bit itself:
    the bit, its opposite, a constant. Behind other neurons it is layers of one neuron, since
    what never falls keeps order: a threshold behind them is a threshold on what enters them.
    """
    if sizes[-1] > 1:
        return sizes
    if activation is Activation.STEP:
        return sizes[: sizes.index(1, 1) + 1]
    while len(sizes) > 2 and sizes[-2] == 1:
        sizes = sizes[:-1]
    return sizes


def _bound_step_bits(sizes: tuple[int, ...], points: int) -> Fraction:
    """Return the bound for step neurons: the product of Cover's counts, layer by layer.

    Given the outputs of a layer, each neuron of the next one realises at most T(n, k) labellings
    of them. Turning the output of a hidden neuron into its opposite is undone by the weights
    behind it, so half of T is enough there. Behind w neurons there are at most 2^w distinct
    points, and no more labellings of these than there are functions. On a line all outputs change
    at the jumps of the first layer only.
    """
    inputs, neurons, *later = sizes
    everything = Fraction(points * sizes[-1])
    neuron_bits = _bound_dichotomy_bits(points, inputs + 1)
    if not later:
        return min(everything, neurons * neuron_bits)
    behind_bits = _bound_step_bits(sizes[1:], min(points, 1 << neurons))
    bits = min(everything, neurons * (neuron_bits - 1) + behind_bits)
    if inputs == 1 and sizes[-1] == 1:
        return min(bits, _bound_dichotomy_bits(points, most_step_changes(neurons) + 1))
    return bits


def _bound_rectifier_bits(sizes: tuple[int, ...], points: int) -> Fraction:
    """Return the bound for rectified neurons: the patterns of active neurons, layer by layer.

    A labelling that is realised is realised on an open set of parameters, so none of them need
    be zero, and no sum. Then the first outgoing weight of each hidden neuron can be scaled to +1
    or -1 without changing any sign: 2^(hidden neurons) choices, and a variable less for each. The
    first layer has T(n, d + 1) patterns a neuron. Given those of the layers before, the sums that
    enter layer i at n points are n k_i polynomials in the variables of the layers 1 to i, whose
    degree grows by one a layer, except where the layer is a single neuron, whose weights are all
    scaled.
    """
    inputs, *layers = sizes
    bits = sum(layers[:-1]) + layers[0] * _bound_dichotomy_bits(points, inputs + 1)
    variables = layers[0] * (inputs + 1)
    degree = 1
    for before, neurons in pairwise(layers):
        variables += neurons * (before + 1) - before
        degree += neurons > 1
        bits += _bound_pattern_bits(points * neurons, variables, degree)
    line_bits = _bound_rectifier_line_bits(sizes, points)
    return bits if line_bits is None else min(bits, line_bits)


def _bound_rectifier_line_bits(sizes: tuple[int, ...], points: int) -> Fraction | None:
    """Return the bound for 1-h-1 and for layers of one neuron with h-1 behind; None for others.

    Layers of one neuron sort the points along a direction, and merge some. Along it the output
    changes sign at most as often as that of 1-h-1 can: T(n, changes + 1) labellings an order. A
    direction w sorts n points by the signs of w (x_i - x_j), n (n - 1) / 2 hyperplanes through
    the origin of d dimensions; an order and its reverse allow the same labellings.
    """
    inputs, *narrow, hidden, outputs = sizes
    if outputs > 1 or any(width > 1 for width in narrow) or (inputs > 1 and not narrow):
        return None
    bits = _bound_dichotomy_bits(points, most_rectifier_changes(hidden) + 1)
    if inputs > 1 and points > 1:
        bits += _bound_long_sum_bits(points * (points - 1) // 2, inputs) - 1
    return bits


def _bound_pattern_bits(polynomials: int, variables: int, degree: int) -> Fraction:
    """Return the bound on the sign patterns of polynomials, all signs + or -.

    For M polynomials of degree D in W <= M variables 2 (2 e M D / W)^W (Warren; Anthony and
    Bartlett, *Neural Network Learning* (1999), theorem 8.3); linear ones without a constant are
    hyperplanes through the origin, of which Cover's count is the most in any position.
    """
    if degree == 1:
        return _bound_dichotomy_bits(polynomials, variables)
    if polynomials <= variables:
        return Fraction(polynomials)
    base = 2 * E_ABOVE * polynomials * degree / variables
    return min(Fraction(polynomials), 1 + variables * _log2_above(base))


@lru_cache(maxsize=4096)
def _bound_dichotomy_bits(points: int, parameters: int) -> Fraction:
    """Return the logarithm of Cover's T(n, k), rounded up; in any position it is the most."""
    if points <= parameters:
        return Fraction(points)
    if parameters <= _MOST_TERMS:
        return _log2_above(count_dichotomies(points, parameters))
    return _bound_long_sum_bits(points, parameters)


def _bound_long_sum_bits(points: int, parameters: int) -> Fraction:
    """Return the looser bound 2 (e (n - 1) / (k - 1))^(k - 1) of T(n, k), k at least 2."""
    if points <= parameters:
        return Fraction(points)
    terms = parameters - 1
    return min(Fraction(points), 1 + terms * _log2_above(E_ABOVE * (points - 1) / terms))


def _count_slab_points(dimensions: int, neurons: int, outputs: int) -> int:
    """Return the points of which slabs realise half of the labellings, h neurons an output.

    The smaller class is cut out, d points by two neurons. Through d of its points goes a
    hyperplane that meets no other point: two steps on either side of it are 1 between them and
    0 elsewhere. Two rectifiers rise to a ridge there and fall again, to zero or less at all other
    points: r(z + a) - (1 + a / b) r(z), where z is 0 on the plane, b the least |z| elsewhere and
    a < b. Take the d points from a facet of what is left of the class, and let the fall point
    away from the rest: it then lowers only points of the class that were taken before, whose own
    ridges can be made higher. An odd neuron cuts any labelling of the d points of a facet of the
    whole: they are affinely independent, and all others lie on one side. So s slabs realise every
    labelling whose smaller class, that facet apart, has at most sd points; of 2sd + 1 + g points
    these are 2 T(2sd + 2 + g, sd + 1) / 2^(2sd + 2 + g) of all.

    Baum (1988) counts h d points, all labellings of which are realised.
    """
    cut = neurons // 2 * dimensions
    counted = min(cut, _MOST_TERMS)

    def has_half(points: int) -> bool:
        return (2 * memorisation_probability(points + 1, counted + 1)) ** outputs >= _HALF

    # The points beyond 2sd + 1 grow with s, so those of fewer slabs are safe for more.
    points = _find_last(2 * counted + 1, has_half) + 2 * (cut - counted)
    return points + neurons % 2 * dimensions


def _find_last(known: int, holds: Callable[[int], bool]) -> int:
    """Return the largest number for which something holds that holds for `known` and up to it."""
    low, high = known, 2 * known
    while holds(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            low = middle
        else:
            high = middle
    return low


def _log2_above(value: int | Fraction) -> Fraction:
    """Return the logarithm to base 2 of a number of at least 1, rounded up by at most 2^-31.

    The error of `math.log2` is far below the grid that it is rounded to, for numbers of up to a
    hundred thousand bits.
    """
    whole, shift = (value, 0) if isinstance(value, int) else (ceil(value * _LOG_GRID**2), 64)
    return Fraction(floor(log2(whole) * _LOG_GRID) + 2, _LOG_GRID) - shift
