"""Every network that was measured as one row: what it is, what it memorised, what predicts it."""

from collections.abc import Sequence
from itertools import pairwise
from math import log
from typing import Any

import pandas as pd

from engine.records.source import Source
from engine.studies.series.networks import COMPARED, HELD_OUT
from engine.studies.series.predictors import PREDICTORS
from engine.theory.activation import Activation
from engine.theory.capacity import Reading, layer_capacity, stack_capacity
from engine.theory.stack_bounds import fewest_points, most_points
from engine.theory.stack_predictors import narrowest_hidden
from engine.theory.stack_sizes import format_sizes, parse_sizes

FITTED, DRAWN, OTHERS, CONTROL, BOUNDED = "fitted", "drawn", "compared", "control", "bounded"
"""What a network is for: fitted to, or kept out of all fits because nobody chose it, because
others measured it, because its n50 is known exactly, or because training finds little of it."""

ONE_OUTPUT, SEVERAL_OUTPUTS = "two layers, one output", "two layers, several outputs"
"""Families of the two-layer networks."""

MOST_GROWTH = 1.03
"""Growth of n50 with twice the restarts above which a network has not converged."""

_NORMAL_WIDTH = 2 * 1.959964
"""Standard errors in a 95 % interval."""

_HALF, _NEARLY_ALL = 0.5, 0.95


class MeasuredError(ValueError):
    """A measured network that cannot be: no family lists it, or it lies above a proved bound."""


def measure_frame(
    series: Sequence[Source],
    two_layers: Sequence[Source],
    families: Sequence[Sequence[str]],
) -> pd.DataFrame:
    """Return one row a network, of both studies; one that both measured is that of `series`.

    Args:
        series: Results of the networks of any depth.
        two_layers: Results of the two-layer networks.
        families: Network, activation and family of each one of `series`.

    Returns:
        Columns: `network` (8-8-1), `activation`, `family`, `role`; `inputs`, `outputs`,
        `hidden_layers`, `narrowest` (hidden layer), `first_hidden`, `parameters`,
        `parameters_before` and `parameters_behind` the narrowest hidden layer (the last of them;
        its own count as before); a column for each predictor, by its key; `n50`, `n95` and
        `width` (n at 10 % over n at 90 % success), each with `_low` and `_high`; `label_bits`
        (n50 times outputs), `log_error` (standard error of log n50); `fewest_points` and
        `most_points` that theory leaves, None where there is no bound; `growth` (n50 with all
        restarts over n50 with half of them) with `_low` and `_high`, `converged`;
        `points_per_parameter`; `trials`.

    Raises:
        MeasuredError: If an n50 lies above its upper bound, `families` lacks a network, or there
            is none at all.
    """
    family_of = {(network, activation): family for network, activation, family in families}
    rows = []
    for source in series:
        network, activation = source.params["sizes"], source.params["activation"]
        if (network, activation) not in family_of:
            raise MeasuredError(
                f"{network} {activation} was measured and belongs to no family; add it to the "
                "list of networks"
            )
        rows.append(_describe(network, activation, family_of[network, activation], source.result))
    known = {(row["network"], row["activation"]) for row in rows}
    for source in two_layers:
        sizes = tuple(source.params[name] for name in ("inputs", "hidden", "outputs"))
        network, activation = format_sizes(sizes), source.params["activation"]
        if (network, activation) not in known:
            family = ONE_OUTPUT if sizes[-1] == 1 else SEVERAL_OUTPUTS
            rows.append(_describe(network, activation, family, source.result))
    if not rows:
        raise MeasuredError("no network was measured, so there is nothing to analyse")
    return pd.DataFrame(rows)


def _describe(
    network: str, activation_name: str, family: str, result: dict[str, Any]
) -> dict[str, Any]:
    sizes, activation = parse_sizes(network), Activation(activation_name)
    crossings = {one["success"]: one for one in result["crossings"]}
    n50 = crossings[_HALF]
    most = most_points(sizes, activation)
    if most is not None and n50["points"] >= most + 1:
        raise MeasuredError(
            f"{network} {activation_name} memorised {n50['points']:.1f} points in half of the "
            f"trials, and no network of these sizes realises half of the labellings of more than "
            f"{most}; the measurement or the bound is wrong"
        )
    before = _count_before_narrowest(sizes)
    fewest = fewest_points(sizes, activation)
    growth = result["growth"]
    parameters = stack_capacity(sizes, Reading.ALL_PARAMETERS)
    return {
        "network": network,
        "activation": activation_name,
        "family": family,
        "role": _find_role(sizes, activation, family, is_short=n50["high"] < fewest),
        "inputs": sizes[0],
        "outputs": sizes[-1],
        "hidden_layers": len(sizes) - 2,
        "narrowest": narrowest_hidden(sizes),
        "first_hidden": sizes[1],
        "parameters": parameters,
        "parameters_before": before,
        "parameters_behind": parameters - before,
        **{one.key: one.count(sizes, activation) for one in PREDICTORS},
        **_name_ends("n50", n50),
        **_name_ends("n95", crossings[_NEARLY_ALL]),
        "label_bits": n50["points"] * sizes[-1],
        "log_error": log(n50["high"] / n50["low"]) / _NORMAL_WIDTH,
        **_name_ends("width", result["width"]),
        "fewest_points": fewest,
        "most_points": most,
        **_name_ends("growth", growth),
        "converged": growth["points"] <= MOST_GROWTH,
        "points_per_parameter": n50["points"] * sizes[-1] / parameters,
        "trials": len(result["trials"]),
    }


def _find_role(
    sizes: tuple[int, ...], activation: Activation, family: str, *, is_short: bool
) -> str:
    """Return what a network is for; a deep one that training falls short of for sure is bounded."""
    if family == HELD_OUT:
        return DRAWN
    if family in COMPARED:
        return OTHERS
    if sizes[0] == 1:
        return CONTROL
    is_deep = len(sizes) > 3
    return BOUNDED if is_deep and (activation is Activation.STEP or is_short) else FITTED


def _count_before_narrowest(sizes: tuple[int, ...]) -> int:
    """Return the parameters up to the last of the narrowest hidden layers, its own among them."""
    hidden = sizes[1:-1]
    if not hidden:
        return layer_capacity(*sizes)
    last = max(place for place, width in enumerate(hidden) if width == min(hidden))
    return sum(layer_capacity(*both) for both in pairwise(sizes[: last + 2]))


def _name_ends(name: str, crossing: dict[str, float]) -> dict[str, float]:
    return {
        name: crossing["points"],
        f"{name}_low": crossing["low"],
        f"{name}_high": crossing["high"],
    }
