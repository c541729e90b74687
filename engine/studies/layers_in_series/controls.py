"""What training leaves out: networks whose exact capacity is known, at both levels of success."""

from collections.abc import Sequence
from math import erfc, sqrt
from typing import Any

import numpy as np
import pandas as pd

from engine.exhibits.table import Column, Table
from engine.lab.success_curve import SuccessCurve, fit_success_curve
from engine.records.record import Record
from engine.studies.layers_in_series.measured import exact_frame
from engine.theory.cover import memorisation_probability

_MANY = 100_000
"""Trials that stand for exact probabilities in a fit."""

_NORMAL_95 = 1.959964


def controls_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return measured over exact points, and the ratio that exact counts would have given.

    The last column fits the same curve, at the same numbers of points, to Cover's probabilities:
    what it differs from 1 by is the form of the curve, not training.
    """
    frame = exact_frame(records)
    by_name = {_name(record): record for record in records}
    frame["ratio_of_exact_counts"] = [
        _fit_exact_counts(by_name[row["network"], row["activation"]], row["exact_parameters"])
        .find_crossing(row["success"])
        .points
        / row["expected_points"]
        for row in frame.to_dict(orient="records")
    ]
    return frame


def count_shortfall(records: Sequence[Record]) -> dict[str, Any]:
    """Compare what training memorised with the exact expectation, trial by trial and by fits.

    Training can only fall short, so p is one-sided, by the normal approximation to the sum of
    binomial counts.

    Args:
        records: Of networks whose exact capacity is known, at least one.

    Returns:
        `networks`, `trials`, `memorised`, `expected`, `p`; `mean` of measured over exact points
        at 50 % success, `listed`, each of them by name; `spread_percent` of those ratios and
        `noise_percent`, what the fits' own errors give; the smallest and largest ratio at 95 %;
        `fits` and `fits_at_one`, how many 95 % intervals there are and how many contain 1.
    """
    frame = controls_frame(records).sort_values("ratio", ascending=False)
    half = frame[frame["success"] == 0.5]
    high = frame[frame["success"] == 0.95]
    errors = np.log(half["ratio_high"] / half["ratio_low"]) / (2 * _NORMAL_95)
    logs = np.log(half["ratio"])
    return {
        "networks": len(records),
        **_count(records),
        "mean": float(np.exp(logs.mean())),
        "listed": [
            f"{row['ratio']:.2f} ({row['network']}, {row['activation']})"
            for row in half.to_dict(orient="records")
        ],
        "spread_percent": 100 * float(logs.std(ddof=0)),
        "noise_percent": 100 * sqrt(float((errors**2).mean())),
        "smallest_95": float(high["ratio"].min()),
        "largest_95": float(high["ratio"].max()),
        "fits": len(frame),
        "fits_at_one": int(((frame["ratio_low"] <= 1) & (frame["ratio_high"] >= 1)).sum()),
    }


def _count(records: Sequence[Record]) -> dict[str, Any]:
    trials = memorised = 0
    expected = variance = 0.0
    for record in records:
        parameters = record.result["single_neuron"][0]["mec_bits"]
        for cell in record.result["cells"]:
            share = float(memorisation_probability(cell["points"], parameters))
            trials += cell["trials"]
            memorised += cell["memorised"]
            expected += cell["trials"] * share
            variance += cell["trials"] * share * (1 - share)
    deviation = (memorised - expected) / sqrt(variance) if variance else float("nan")
    return {
        "trials": trials,
        "memorised": memorised,
        "expected": expected,
        "p": 0.5 * erfc(-deviation / sqrt(2)),
    }


def _fit_exact_counts(record: Record, parameters: int) -> SuccessCurve:
    points = [cell["points"] for cell in record.result["cells"]]
    counts = [round(_MANY * float(memorisation_probability(n, parameters))) for n in points]
    return fit_success_curve(points, counts, [_MANY] * len(points))


def _name(record: Record) -> tuple[str, str]:
    params = record.params
    sizes = f"{params['inputs']}-{params['hidden']}-{params['outputs']}"
    return sizes, params["activation"]


def controls_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of measured over exact points."""
    return Table(
        id="rule-4-controls",
        title="Training held against exact capacities",
        caption="Networks that realise exactly as many labellings as one neuron: those with one "
        "hidden and one output neuron, and those of one input, whose sign changes are counted. "
        "The interval is of 95 %, from the fit. The last column is what the fit gives for exact "
        "counts: what it differs from 1 by is no fault of training.",
        columns=(
            Column("network", "Network"),
            Column("activation", "Activation", facet=True),
            Column("exact_parameters", "Parameters of the equal neuron", "integer"),
            Column("success_percent", "At success", "number", "%", 0),
            Column("expected_points", "Exact n", "number", digits=1),
            Column("measured_points", "Measured n", "number", digits=1),
            Column("ratio", "Measured over exact", "number", digits=2),
            Column("ratio_low", "from", "number", digits=2),
            Column("ratio_high", "to", "number", digits=2),
            Column("ratio_of_exact_counts", "From exact counts", "number", digits=2),
        ),
        frame=frame.assign(success_percent=100 * frame["success"]),
        records=tuple(records),
    )
