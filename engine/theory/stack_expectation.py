"""How many points a dense stack should memorise, by the law that a build measured.

A law as a calculator needs it is a plain object, so that a page and the command line have the
same: `base`, `shape`, `factors`, `powers`, `error`, `measured`, see `describe_law`.
"""

from collections.abc import Callable, Mapping, Sequence
from math import exp
from typing import Any

from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_law import TERMS, find_base

_COUNTS: dict[str, Callable[[Sequence[int]], int]] = {term.name: term.count for term in TERMS}
_RANGES: dict[str, Callable[[Sequence[int]], int]] = {
    "parameters": lambda sizes: stack_capacity(sizes, Reading.ALL_PARAMETERS),
    "inputs": lambda sizes: sizes[0],
    "outputs": lambda sizes: sizes[-1],
    "hidden_layers": lambda sizes: len(sizes) - 2,
    "narrowest": lambda sizes: min(sizes[1:-1]),
    "widest": lambda sizes: max(sizes[1:-1]),
}
"""Counts between whose least and most a law was fitted."""


def describe_law(law: Mapping[str, Any], fits: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what predicts best as numbers that a calculator needs; None if nothing is fitted.

    That is the law, or all parameters with a factor where these are nearer on families left out.

    Args:
        law: Result of the study `series-law-fits`.
        fits: Result of the study `series-readings-fits`.

    Returns:
        `base` and `shape`; `factors` by activation; `powers`, of each count by its name; `error`,
        the factor that expected points are off by either way; `measured`, by activation, the least
        and the most of each count among the networks that the law was fitted to.
    """
    if law["reason"] or not law["errors"]["families"]:
        return None
    plain = next(one for one in fits["predictors"] if one["key"] == Reading.ALL_PARAMETERS.value)
    errors = plain["errors"]["by_activation"]["families"]
    if errors and errors["rms_log"] < law["errors"]["families"]["rms_log"]:
        return {
            "base": "parameters",
            "shape": 1.0,
            "factors": {name: plain["factors"][name]["estimate"] for name in law["intercepts"]},
            "powers": {},
            "error": exp(errors["rms_log"]),
            "measured": law["measured"],
        }
    return {
        "base": law["base"],
        "shape": law["shape"]["estimate"],
        "factors": {name: exp(one["estimate"]) for name, one in law["intercepts"].items()},
        "powers": {one["name"]: one["estimate"] for one in law["terms"]},
        "error": law["error_factor"],
        "measured": law["measured"],
    }


def expect_points(law: Mapping[str, Any], sizes: Sequence[int], activation: str) -> float:
    """Return the n50 that a law expects of a stack with a hidden layer or more.

    Args:
        law: As `describe_law` returns it.
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
        activation: One that the law has a factor for.

    Returns:
        Points at which half of all labellings are memorised, for labels of all outputs at once.

    Raises:
        KeyError: If the law does not know the activation.
        ValueError: If `sizes` is not that of a stack, or it has no hidden layer.
    """
    _require_hidden(sizes)
    if activation not in law["factors"]:
        known = ", ".join(law["factors"])
        raise KeyError(f"the law knows the activations {known}, not {activation!r}")
    found: float = law["factors"][activation] * find_base(law["base"]).measure(sizes, law["shape"])
    for name, power in law["powers"].items():
        found *= _COUNTS[name](sizes) ** power
    return found / sizes[-1]


def find_beyond(law: Mapping[str, Any], sizes: Sequence[int], activation: str) -> list[str]:
    """Return the counts of a stack that lie beyond those of the networks a law was fitted to.

    Args, errors: see `expect_points`.

    Returns:
        Of parameters, inputs, outputs, hidden_layers, narrowest and widest; none where the law
        was measured.
    """
    _require_hidden(sizes)
    measured = law["measured"][activation]
    return [
        name
        for name, count in _RANGES.items()
        if not measured[name]["least"] <= count(sizes) <= measured[name]["most"]
    ]


def _require_hidden(sizes: Sequence[int]) -> None:
    if len(sizes) < 3:
        raise ValueError(f"the law is of stacks with a hidden layer, got sizes {list(sizes)}")
