"""Records of rule 4's experiment as data frames: one row a network, one row a ratio."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.exhibits.readings import READINGS
from engine.lab.small_samples import find_sides
from engine.lab.statistics import Interval
from engine.records.record import Record

MAIN_ACTIVATION = "tanh"
"""The activation of the networks that the readings are compared on; others are a check."""

ONE_BIT_ACTIVATION = "step"
"""The activation whose outputs hold one bit, as rule 1 says."""


def network_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return what each network memorised, beside its MEC under each reading."""
    return pd.DataFrame([_network_row(record) for record in records])


def ratio_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return measured over predicted points of each network, reading and level of success."""
    return pd.DataFrame([row for record in records for row in _ratio_rows(record)])


def exact_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return measured over exact points of the networks whose exact capacity is known."""
    return pd.DataFrame(
        [
            {
                **_identify(record),
                "exact_parameters": one["mec_bits"],
                **_compare(record, one),
            }
            for record in records
            for one in record.result["single_neuron"]
        ]
    )


def count_sides(ratios: pd.DataFrame) -> dict[str, Any]:
    """Count the networks whose ratio lies above 1, below it, or on neither side for certain.

    The intervals are widened so that all of them hold at once with 95 %.

    Args:
        ratios: One row a network: `network`, `ratio`, `ratio_low`, `ratio_high`.
    """
    sides: dict[str, list[str]] = {"above": [], "below": [], "between": []}
    rows = ratios.sort_values("ratio", ascending=False).to_dict(orient="records")
    found = find_sides(
        [Interval(row["ratio"], row["ratio_low"], row["ratio_high"]) for row in rows]
    )
    for row, side in zip(rows, found, strict=True):
        sides[side].append(f"{row['network']} ({row['ratio']:.2f})")
    return {
        "count": len(rows),
        **{side: len(named) for side, named in sides.items()},
        **{f"{side}_networks": named for side, named in sides.items()},
        "smallest": float(ratios["ratio"].min()),
        "largest": float(ratios["ratio"].max()),
    }


def _identify(record: Record) -> dict[str, Any]:
    params = record.params
    return {
        "network": f"{params['inputs']}-{params['hidden']}-{params['outputs']}",
        "activation": params["activation"],
        "hidden": params["hidden"],
        "outputs": params["outputs"],
        "parameters": record.result["parameters"],
    }


def _crossing(record: Record, success: float) -> dict[str, float]:
    found: dict[str, float] = next(
        one for one in record.result["crossings"] if one["success"] == success
    )
    return found


def _compare(record: Record, expected: dict[str, Any]) -> dict[str, float]:
    crossing = _crossing(record, expected["success"])
    return {
        "success": expected["success"],
        "expected_points": expected["expected_points"],
        "measured_points": crossing["points"],
        "ratio": expected["ratio"],
        "ratio_low": crossing["low"] / expected["expected_points"],
        "ratio_high": crossing["high"] / expected["expected_points"],
    }


def _ratio_rows(record: Record) -> list[dict[str, Any]]:
    return [
        {**_identify(record), "reading": one["reading"], **_compare(record, one)}
        for one in record.result["readings"]
    ]


def _network_row(record: Record) -> dict[str, Any]:
    outputs, parameters = record.params["outputs"], record.result["parameters"]
    bits = {one["reading"]: one["mec_bits"] for one in record.result["readings"]}
    high = {one["reading"]: one for one in record.result["readings"] if one["success"] == 0.95}
    most, half = _crossing(record, 0.95), _crossing(record, 0.5)
    return {
        **{name: _identify(record)[name] for name in ("network", "activation", "parameters")},
        **{f"{reading}_bits": bits[reading] for reading in READINGS},
        "bits_at_95_percent": most["points"] * outputs,
        "points_at_95_percent": most["points"],
        "points_at_50_percent": half["points"],
        "points_at_50_percent_low": half["low"],
        "points_at_50_percent_high": half["high"],
        "bits_per_parameter_at_95_percent": most["points"] * outputs / parameters,
        "bits_per_parameter_at_50_percent": half["points"] * outputs / parameters,
        "points_at_95_percent_low": most["low"],
        "points_at_95_percent_high": most["high"],
        "over_neurons_at_95_percent": high["all_parameters"]["ratio"],
        "over_width_capped_at_95_percent": high["width_capped"]["ratio"],
    }
