"""What training leaves out: networks whose exact capacity is known, at both levels of success."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from engine.exhibits.prose import p_value
from engine.exhibits.table import Column, Table
from engine.lab.statistics import holm
from engine.lab.success_curve import SuccessCurve, fit_success_curve
from engine.records.record import Record
from engine.studies.layers_in_series.measured import MAIN_ACTIVATION, exact_frame
from engine.studies.layers_in_series.training_claims import LEVEL
from engine.theory.cover import memorisation_probability

_MANY = 100_000
"""Trials that stand for exact probabilities in a fit."""

_PROPERTIES: dict[str, Callable[[Record], bool]] = {
    f"{MAIN_ACTIVATION} neurons": lambda record: record.params["activation"] == MAIN_ACTIVATION,
    "more than one input": lambda record: record.params["inputs"] > 1,
    "more than one hidden neuron": lambda record: record.params["hidden"] > 1,
    "several outputs": lambda record: record.params["outputs"] > 1,
}
"""What networks that the readings are compared on have, and those of known capacity may lack."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What training memorised in one network, held against what some weights memorise.

    Attributes:
        record: The network.
        trials: Labellings that it was trained on, over all numbers of points.
        memorised: Those that training memorised.
        expected: Those that some weights memorise, expected by the exact probabilities.
        p: One-sided p-value of so few or fewer.
    """

    record: Record
    trials: int
    memorised: int
    expected: float
    p: float


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


def find_shortfalls(records: Sequence[Record]) -> list[Shortfall]:
    """Test each network whose exact capacity is known for what training leaves out of it.

    Training can only fall short, so p is one-sided, and exact: the sum of binomial counts over
    the numbers of points. It is corrected by Holm's method over all these networks.

    Args:
        records: Of any networks; those without an exact answer are passed over.
    """
    known = [record for record in records if record.result["single_neuron"]]
    found = [_count(record) for record in known]
    corrected = holm([one.p for one in found])
    return [replace(one, p=p) for one, p in zip(found, corrected, strict=True)]


def summarise_shortfalls(tested: Sequence[Shortfall]) -> dict[str, Any]:
    """Return what training leaves out of some of the networks that were tested.

    Returns:
        `networks`, `trials`, `memorised`, `expected` over all of them; `p`, the smallest corrected
        one, and `smallest`, the network it is that of; `short` and `others`, the networks that
        training falls short in and those in which that is not shown; `mean` of measured over exact
        points at 50 % success, `listed`, each of them by name; the smallest and largest ratio at
        95 %; how many 95 % intervals there are (`fits`), how many of them lie below 1
        (`fits_below`, by name in `listed_below`) and above (`fits_above`).
    """
    frame = exact_frame([one.record for one in tested]).sort_values("ratio", ascending=False)
    half = frame[frame["success"] == 0.5]
    high = frame[frame["success"] == 0.95]
    below = frame[frame["ratio_high"] < 1]
    least = min(tested, key=lambda one: one.p)
    return {
        "networks": len(tested),
        "trials": sum(one.trials for one in tested),
        "memorised": sum(one.memorised for one in tested),
        "expected": sum(one.expected for one in tested),
        "p": least.p,
        "smallest": _describe(least),
        "short": [_describe(one) for one in tested if one.p < LEVEL],
        "others": [_label(one.record) for one in tested if one.p >= LEVEL],
        "mean": float(np.exp(np.log(half["ratio"]).mean())),
        "listed": [
            f"{row['ratio']:.2f} ({row['network']}, {row['activation']})"
            for row in half.to_dict(orient="records")
        ],
        "smallest_95": float(high["ratio"].min()),
        "largest_95": float(high["ratio"].max()),
        "fits": len(frame),
        "fits_below": len(below),
        "fits_above": int((frame["ratio_low"] > 1).sum()),
        "listed_below": [
            f"{row['network']} with {row['activation']} at {100 * row['success']:.0f} %"
            for row in below.to_dict(orient="records")
        ],
    }


def name_lacking(records: Sequence[Record], compared: Sequence[Record]) -> list[str]:
    """Return what some networks that the readings are compared on have, and none of these has.

    Args:
        records: Networks whose exact capacity is known.
        compared: Networks that the readings are compared on.
    """
    return [
        name
        for name, has in _PROPERTIES.items()
        if any(map(has, compared)) and not any(map(has, records))
    ]


def _count(record: Record) -> Shortfall:
    """Return the counts of a network, with the p-value that is not corrected yet."""
    parameters = record.result["single_neuron"][0]["mec_bits"]
    cells = record.result["cells"]
    shares = [float(memorisation_probability(cell["points"], parameters)) for cell in cells]
    memorised = sum(cell["memorised"] for cell in cells)
    probabilities = np.ones(1)
    for cell, share in zip(cells, shares, strict=True):
        trials = cell["trials"]
        probabilities = np.convolve(
            probabilities, stats.binom.pmf(np.arange(trials + 1), trials, share)
        )
    return Shortfall(
        record,
        trials=sum(cell["trials"] for cell in cells),
        memorised=memorised,
        expected=sum(cell["trials"] * share for cell, share in zip(cells, shares, strict=True)),
        p=min(1.0, float(probabilities[: memorised + 1].sum())),
    )


def _describe(one: Shortfall) -> str:
    return (
        f"{_label(one.record)} ({one.memorised} of {one.trials} labellings where "
        f"{one.expected:.1f} are expected, {p_value(one.p)})"
    )


def _label(record: Record) -> str:
    return " with ".join(_name(record))


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
