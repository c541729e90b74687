"""What a law of memorised points is made of: a size of the network, times powers of few counts.

label bits = A * size * count_1^e_1 * count_2^e_2 ..., A for each activation. The size is the
parameters, or a sum over layers in which what lies behind a narrow layer counts less; how much
less is one number, the shape, which is fitted as well.

These sizes were thought out with the networks of the standard profile in sight, the drawn ones
among them, so that errors there flatter them; what the paper profile adds is new to them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import Any

from engine.theory.capacity import Reading, layer_capacity, stack_capacity


@dataclass(frozen=True, slots=True)
class Base:
    """A size of networks that a law may be proportional to.

    Attributes:
        name: In records.
        label: For readers.
        shapes: Values of the shape that are tried.
        measure: The size, of sizes and a shape.
    """

    name: str
    label: str
    shapes: tuple[float, ...]
    measure: Callable[[Sequence[int], float], float]


@dataclass(frozen=True, slots=True)
class Term:
    """A count whose power may stand in a law.

    Attributes:
        name: In records.
        label: For readers.
        count: Of sizes, at least 1.
    """

    name: str
    label: str
    count: Callable[[Sequence[int]], int]


def count_parameters_behind(sizes: Sequence[int]) -> int:
    """Return the parameters behind the narrowest hidden layer, the last of these.

    Where nothing is narrower than the rest, that is all but nothing.

    Examples:
        >>> count_parameters_behind((8, 8, 2, 8, 1)), count_parameters_behind((8, 8, 8, 1))
        (33, 9)
    """
    hidden = _check(sizes)[1:-1]
    last = max((place for place, width in enumerate(hidden, 1) if width == min(hidden)), default=0)
    return sum(layer_capacity(*both) for both in list(pairwise(sizes))[last:])


def sum_capped(sizes: Sequence[int], share: float) -> float:
    """Return the parameters up to the narrowest hidden layer, and a share of those behind it.

    Args:
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
        share: 1 counts all parameters alike, 0 none of those behind.

    Examples:
        >>> sum_capped((4, 4, 2, 4, 1), 0.5)
        38.5
    """
    behind = count_parameters_behind(sizes)
    return stack_capacity(sizes, Reading.ALL_PARAMETERS) - (1 - share) * behind


def sum_throttled(sizes: Sequence[int], power: float) -> float:
    """Return the weights of all layers, those behind a narrowing times a power of it.

    The narrowing before a layer is the narrowest hidden layer so far over the widest: 1 for the
    first two layers. Thresholds are left out.

    Args:
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
        power: 0 counts all weights alike.

    Examples:
        >>> sum_throttled((4, 4, 2, 4, 1), 2.0)
        27.0
    """
    total = 0.0
    for place, (before, after) in enumerate(pairwise(_check(sizes))):
        hidden = sizes[1 : place + 1]
        narrowing = min(hidden) / max(hidden) if hidden else 1.0
        total += before * after * narrowing**power
    return total


BASES = (
    Base(
        "parameters",
        "parameters",
        (1.0,),
        lambda sizes, shape: float(stack_capacity(sizes, Reading.ALL_PARAMETERS)),
    ),
    Base(
        "capped_sum",
        "parameters up to the narrowest layer and a share of those behind",
        (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
        sum_capped,
    ),
    Base(
        "throttled_sum",
        "weights, those behind a narrowing times a power of it",
        (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 6.0),
        sum_throttled,
    ),
)

TERMS = (
    Term("parameters", "parameters", lambda sizes: stack_capacity(sizes, Reading.ALL_PARAMETERS)),
    Term("inputs", "inputs", lambda sizes: sizes[0]),
    Term("hidden_layers", "hidden layers", lambda sizes: max(1, len(sizes) - 2)),
    Term("narrowest", "narrowest hidden layer", lambda sizes: min(sizes[1:-1], default=sizes[0])),
    Term("first_hidden", "first hidden layer", lambda sizes: sizes[1]),
    Term("hidden_neurons", "hidden neurons", lambda sizes: max(1, sum(sizes[1:-1]))),
    Term("outputs", "outputs", lambda sizes: sizes[-1]),
    Term("parameters_behind", "parameters behind the narrowest layer", count_parameters_behind),
)


def find_base(name: str) -> Base:
    """Return the size of a name; KeyError names those that there are."""
    known = {base.name: base for base in BASES}
    if name not in known:
        raise KeyError(f"no law is made of {name!r}; there are {', '.join(known)}")
    return known[name]


def predict_points(law: Mapping[str, Any], sizes: Sequence[int], activation: str) -> float:
    """Return the n50 that a law expects of a network.

    Args:
        law: Result of `law_analysis`, of which `base`, `shape`, `intercepts` and `terms` are read.
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
        activation: One that the law has an intercept for.

    Returns:
        Points at which half of all labellings are memorised, for labels of all outputs at once.

    Raises:
        KeyError: If the law does not know the activation.
    """
    if activation not in law["intercepts"]:
        known = ", ".join(law["intercepts"])
        raise KeyError(f"the law knows the activations {known}, not {activation!r}")
    counts = {term.name: term.count for term in TERMS}
    found = law["intercepts"][activation]["estimate"]
    found += log(find_base(law["base"]).measure(sizes, law["shape"]["estimate"]))
    found += sum(term["estimate"] * log(counts[term["name"]](sizes)) for term in law["terms"])
    return exp(found) / sizes[-1]


def _check(sizes: Sequence[int]) -> tuple[int, ...]:
    """Return sizes as a tuple if they are those of a stack, however wide: a law is for any."""
    whole = all(isinstance(size, int) and not isinstance(size, bool) for size in sizes)
    if len(sizes) < 2 or not whole or min(sizes) < 1:
        raise ValueError(
            f"a stack has two sizes or more, all whole numbers from 1, got {list(sizes)}"
        )
    return tuple(sizes)
