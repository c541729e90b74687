"""Tree committees: n50 a weight, and where it leads with more inputs a neuron."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.series.published import published_capacity

THEORY = "tree-relu"
"""The published capacity that these are held against, per weight, of many inputs and neurons."""

_NORMAL_WIDTH = 2 * 1.959964
_COLUMNS = (
    *("neurons", "inputs_a_neuron", "weights", "n50"),
    *("points_a_weight", "points_a_weight_low", "points_a_weight_high"),
    *("growth_percent", "trials"),
)


def tree_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return one row a committee: `neurons`, `inputs_a_neuron`, `weights`, n50 over weights."""
    rows = []
    for record in sorted(records, key=lambda one: int(one.params["inputs_a_neuron"])):
        weights = record.result["parameters"]
        n50 = next(one for one in record.result["crossings"] if one["success"] == 0.5)
        rows.append(
            {
                "neurons": record.params["neurons"],
                "inputs_a_neuron": record.params["inputs_a_neuron"],
                "weights": weights,
                "n50": n50["points"],
                "points_a_weight": n50["points"] / weights,
                "points_a_weight_low": n50["low"] / weights,
                "points_a_weight_high": n50["high"] / weights,
                "growth_percent": 100 * (record.result["growth"]["points"] - 1),
                "trials": len(record.result["trials"]),
            }
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


def extrapolate(frame: pd.DataFrame) -> dict[str, Any] | None:
    """Return points a weight of infinitely many inputs a neuron; None for fewer than three sizes.

    A straight line in one over the inputs, weighted by the intervals.

    Returns:
        `estimate`, and its 95 % interval `low` to `high` from the intervals of the points: how far
        the line itself is off is not in it.
    """
    if len(frame) < 3:
        return None
    deviations = (frame["points_a_weight_high"] - frame["points_a_weight_low"]) / _NORMAL_WIDTH
    design = np.column_stack([np.ones(len(frame)), 1 / frame["inputs_a_neuron"]])
    weighted = design / deviations.to_numpy()[:, None]
    covariance = np.linalg.inv(weighted.T @ weighted)
    estimate = float(
        (covariance @ weighted.T @ (frame["points_a_weight"] / deviations).to_numpy())[0]
    )
    half = _NORMAL_WIDTH / 2 * float(np.sqrt(covariance[0, 0]))
    return {"estimate": estimate, "low": estimate - half, "high": estimate + half}


def tree_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of the tree committees."""
    theory = published_capacity(THEORY).value
    return Table(
        id="series-trees",
        title="Tree committees",
        caption="Rectified neurons that see inputs of their own and vote with fixed weights, half "
        "of them against. The physics of random patterns gives them "
        f"{theory} points a weight in the limit of many inputs and neurons. Measured is what "
        "training finds, at finite sizes; the interval is of 95 %.",
        columns=(
            Column("neurons", "Neurons", "integer"),
            Column("inputs_a_neuron", "Inputs a neuron", "integer"),
            Column("weights", "Weights", "integer"),
            Column("n50", "n at 50 %", "number", digits=1),
            Column("points_a_weight", "Points a weight", "number", digits=2),
            Column("points_a_weight_low", "from", "number", digits=2),
            Column("points_a_weight_high", "to", "number", digits=2),
            Column("growth_percent", "Growth with twice the restarts", "number", "%", 1),
            Column("trials", "Trials", "integer", in_latex=False),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "neurons",
            "inputs_a_neuron",
            "n50",
            "points_a_weight",
            "points_a_weight_low",
            "points_a_weight_high",
        ),
    )
