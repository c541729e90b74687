"""What more effort brings: n50 by restarts and steps on the same draws, and where it leads to.

Frames of the records of `effort_study.py`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.records.record import Record
from engine.studies.series.effort_kinds import BUDGET, GIVEN_UP
from engine.studies.series.paired import LEVEL, Pairs, compare_n50, find_n50, fit_ends
from engine.theory.activation import Activation
from engine.theory.stack_bounds import most_points
from engine.theory.stack_sizes import parse_sizes

MORE_DOUBLINGS = 10
"""Doublings of the effort that n50 is extrapolated by."""

Floats = NDArray[np.float64]


def budget_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return one row a network, number of restarts and number of steps.

    The reference is the largest number of restarts at the standard steps.

    Returns:
        Columns `network`, `activation`, `parameters`, `trials`, `restarts`, `steps`, `effort`
        (restarts times steps), `is_reference`, `n50`, `low`, `high`, and `ratio`, `ratio_low`,
        `ratio_high`, n50 over that of the reference, its interval over the same trials.

    Raises:
        ValueError: If a network was not measured at its standard steps.
    """
    rows = []
    for settings in _by_network(records).values():
        reference = _find_reference(settings)
        for setting in settings:
            n50 = find_n50(setting["ends"])
            ratio = compare_n50(setting["ends"], reference["ends"])
            rows.append(
                {key: setting[key] for key in _SHOWN}
                | {
                    "is_reference": setting is reference,
                    "n50": n50.points,
                    "low": n50.low,
                    "high": n50.high,
                    "ratio": ratio.points,
                    "ratio_low": ratio.low,
                    "ratio_high": ratio.high,
                }
            )
    return pd.DataFrame(rows)


def growth_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return one row a network: how n50 grows with effort, and where ten doublings would lead.

    If the share of restarts that are right falls exponentially with the points, n50 grows by as
    many points with each doubling of the restarts; so it is extrapolated, from the restarts at
    the standard steps. A straight line of log n50 on log2(restarts times steps) through all
    settings leads elsewhere, and shows how little an extrapolation is worth.

    Returns:
        Columns `network`, `activation`, `parameters`; `n50`, `low`, `high` of the reference (see
        `budget_frame`); `points_a_doubling`, `_low`, `_high`, points that a doubling of the
        restarts adds, and `restarts_percent`, the same in percent of n50; `steps_percent`,
        `_low`, `_high`, what twice the standard steps add (NaN if not measured); `extrapolated`,
        `_low`, `_high`, n50 after `MORE_DOUBLINGS` more doublings of the restarts;
        `effort_percent`, `_low`, `_high`, what a doubling of restarts times steps adds by the
        other line, and `extrapolated_by_effort`, `_low`, `_high`, where that leads; `upper_bound`,
        points that n50 cannot exceed whatever the effort (NaN for tanh, where none is known).
        Intervals are over trials drawn again.

    Raises:
        ValueError: If a network was not measured at its standard steps.
    """
    return pd.DataFrame(
        _grow(settings, _find_reference(settings)) for settings in _by_network(records).values()
    )


def given_up_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return one row a network that was trained with and without giving up.

    Returns:
        Columns `network`, `activation`, `points`, `networks`, `right` and `right_without` (giving
        up), `lost` (right without alone), `gained` (right with it alone: what rounding does),
        `trials`, `trials_right`, `trials_right_without`.
    """
    rows = []
    for record in records:
        if record.params["kind"] != GIVEN_UP:
            continue
        result = record.result
        both = result["right_in_both"]
        rows.append(
            {
                "network": record.params["sizes"],
                "activation": record.params["activation"],
                "points": record.params["points"],
                "networks": result["networks"],
                "right": result["right"],
                "right_without": result["right_without"],
                "lost": result["right_without"] - both,
                "gained": result["right"] - both,
                "trials": result["trials"],
                "trials_right": result["trials_right"],
                "trials_right_without": result["trials_right_without"],
            }
        )
    return pd.DataFrame(rows)


_SHOWN = ("network", "activation", "parameters", "trials", "restarts", "steps", "effort")


def _by_network(records: Sequence[Record]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the settings of each network, by steps and restarts."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in records:
        if record.params["kind"] != BUDGET:
            continue
        network = record.params["sizes"], record.params["activation"]
        for setting in record.result["settings"]:
            found.setdefault(network, []).append(
                {
                    "network": network[0],
                    "activation": network[1],
                    "parameters": record.result["parameters"],
                    "trials": len(setting["trials"]),
                    "restarts": setting["restarts"],
                    "steps": record.params["steps"],
                    "effort": setting["restarts"] * record.params["steps"],
                    "is_standard": record.params["steps"] == record.params["standard_steps"],
                    "ends": setting["trials"],
                }
            )
    for settings in found.values():
        settings.sort(key=lambda setting: (setting["steps"], setting["restarts"]))
    return found


def _find_reference(settings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    standard = [setting for setting in settings if setting["is_standard"]]
    if not standard:
        raise ValueError(
            f"{settings[0]['network']} ({settings[0]['activation']}) was not measured at its "
            "standard steps, which all others are compared with"
        )
    return max(standard, key=lambda setting: int(setting["restarts"]))


def _grow(settings: Sequence[dict[str, Any]], reference: dict[str, Any]) -> dict[str, Any]:
    n50 = _find_all(reference["ends"])
    bound = most_points(parse_sizes(reference["network"]), Activation(reference["activation"]))
    standard = [setting for setting in settings if setting["is_standard"]]
    points = _fit_slope(
        [setting["restarts"] for setting in standard],
        np.stack([_find_all(setting["ends"]) for setting in standard]),
    )
    logs = np.log([_find_all(setting["ends"]) for setting in settings])
    effort = _fit_slope([setting["effort"] for setting in settings], logs)
    return {
        **{key: reference[key] for key in _SHOWN[:3]},
        **_describe("n50", n50, "low", "high"),
        **_describe("points_a_doubling", points),
        "restarts_percent": float(100 * points[0] / n50[0]),
        **_describe("steps_percent", _compare_twice_the_steps(standard, settings)),
        **_describe("extrapolated", n50 + MORE_DOUBLINGS * points),
        **_describe("effort_percent", 100 * np.expm1(effort)),
        **_describe("extrapolated_by_effort", n50 * np.exp(MORE_DOUBLINGS * effort)),
        "upper_bound": np.nan if bound is None else float(bound),
    }


def _compare_twice_the_steps(
    standard: Sequence[dict[str, Any]], settings: Sequence[dict[str, Any]]
) -> Floats:
    """Return what twice the steps add in percent, with the most restarts that both have."""
    twice = 2 * standard[0]["steps"]
    longer = {one["restarts"]: one["ends"] for one in settings if one["steps"] == twice}
    pairs = [
        (one["restarts"], one["ends"], longer[one["restarts"]])
        for one in standard
        if one["restarts"] in longer
    ]
    if not pairs:
        return np.full(2, np.nan)
    _, once, doubled = max(pairs)
    percent: Floats = 100 * (_find_all(doubled) / _find_all(once) - 1)
    return percent


def _find_all(ends: Pairs) -> Floats:
    return fit_ends(ends).find_all(LEVEL)


def _fit_slope(efforts: Sequence[int], values: Floats) -> Floats:
    """Return the slope of each column of values (efforts x columns) on log2 of the effort."""
    doublings = np.log2(efforts)
    centred = doublings - doublings.mean()
    slopes: Floats = centred @ values / (centred @ centred)
    return slopes


def _describe(name: str, values: Floats, *ends: str) -> dict[str, float]:
    """Return the first value, and the 95 % interval of the others."""
    low, high = np.quantile(values[1:], [0.025, 0.975])
    names = ends or (f"{name}_low", f"{name}_high")
    return {name: float(values[0]), names[0]: float(low), names[1]: float(high)}
