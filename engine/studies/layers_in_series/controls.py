"""What training leaves out: networks whose exact capacity is known, at both levels of success."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.exhibits.activation_names import say_activation
from engine.exhibits.prose import p_value
from engine.exhibits.table import Column, Table
from engine.lab.statistics import holm
from engine.lab.survival import Survival, fit_survival
from engine.records.record import Record
from engine.studies.layers_in_series.measured import MAIN_ACTIVATION, exact_frame
from engine.studies.layers_in_series.training_claims import LEVEL
from engine.theory.cover import memorisation_probability

_MANY = 2_000
"""Sequences that stand for exact probabilities in a fit."""

_UNLIKELY = 1e-12
"""Longer sequences are memorised less often than this, and are left out."""

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
        trials: Sequences of points that it was trained on.
        memorised: Points of a sequence that training memorised, mean.
        expected: Points that some weights memorise, expected by the exact probabilities.
        p: One-sided p-value of so few or fewer.
    """

    record: Record
    trials: int
    memorised: float
    expected: float
    p: float


def controls_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return measured over exact points, and the ratio that exact counts would have given.

    The last column fits the same curve to where Cover's probabilities end many sequences: what it
    differs from 1 by is the form of the curve, not training.
    """
    frame = exact_frame(records)
    frame["ratio_of_exact_counts"] = [
        _fit_exact_ends(row["exact_parameters"]).find_crossing(row["success"]).points
        / row["expected_points"]
        for row in frame.to_dict(orient="records")
    ]
    return frame


def find_shortfalls(records: Sequence[Record]) -> list[Shortfall]:
    """Test each network whose exact capacity is known for what training leaves out of it.

    Training can only fall short, so p is one-sided, and exact: the ends of independent sequences
    have a known distribution, and so has their sum. Where a sequence was not searched to the last
    point, the most it may have reached counts. It is corrected by Holm's method over all these
    networks.

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
        `networks`, and `trials` over all of them; `p`, the smallest corrected
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
        "p": least.p,
        "smallest": _describe(least),
        "short": [_describe(one) for one in tested if one.p < LEVEL],
        "others": [_label(one.record) for one in tested if one.p >= LEVEL],
        "mean": float(np.exp(np.log(half["ratio"]).mean())),
        "listed": [
            f"{row['ratio']:.2f} ({row['network']}, {say_activation(row['activation'])})"
            for row in half.to_dict(orient="records")
        ],
        "smallest_95": float(high["ratio"].min()),
        "largest_95": float(high["ratio"].max()),
        "fits": len(frame),
        "fits_below": len(below),
        "fits_above": int((frame["ratio_low"] > 1).sum()),
        "listed_below": [
            f"{row['network']} with {say_activation(row['activation'])} at "
            f"{100 * row['success']:.0f} %"
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
    """Return the points of a network, with the p-value that is not corrected yet."""
    parameters = record.result["single_neuron"][0]["mec_bits"]
    trials = record.result["trials"]
    share = _end_probabilities(parameters)
    total = np.ones(1)
    for _ in trials:
        total = np.convolve(total, share)
    most = sum(refused - 1 for _, refused in trials)
    return Shortfall(
        record,
        trials=len(trials),
        memorised=float(np.mean([memorised for memorised, _ in trials])),
        expected=float(share @ np.arange(len(share))),
        p=min(1.0, float(total[: most + 1].sum())),
    )


@cache
def _end_probabilities(parameters: int) -> NDArray[np.float64]:
    """Return how likely the first n points of a sequence are memorised and one more is not."""
    reached = [1.0]
    while reached[-1] > _UNLIKELY:
        reached.append(float(memorisation_probability(len(reached), parameters)))
    return -np.diff([*reached, 0.0])


def _describe(one: Shortfall) -> str:
    return (
        f"{_label(one.record)} ({one.memorised:.1f} points where {one.expected:.1f} are expected, "
        f"means of {one.trials} sequences, {p_value(one.p)})"
    )


def _label(record: Record) -> str:
    sizes, activation = _name(record)
    return f"{sizes} with {say_activation(activation)}"


@cache
def _fit_exact_ends(parameters: int) -> Survival:
    """Fit the curve to the quantiles of where sequences end."""
    reached = np.cumsum(_end_probabilities(parameters))
    ends = np.searchsorted(reached, (np.arange(_MANY) + 0.5) / _MANY).tolist()
    return fit_survival([max(1, end) for end in ends], [max(1, end) + 1 for end in ends])


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
        first_on_page=(
            "network",
            "activation",
            "success_percent",
            "ratio",
            "ratio_low",
            "ratio_high",
        ),
    )
