"""Rule 4 put to the test: two-layer networks on random labels, against the four readings."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import MUTED_COLOUR, mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.exhibits.readings import READINGS
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.section import Section

MAIN_ACTIVATION = "tanh"
"""The activation of the networks that the readings are compared on; others are a check."""

ONE_BIT_ACTIVATION = "step"
"""The activation whose outputs hold one bit, as rule 1 says."""


def build_section(build: Build) -> Section:
    """Return what was memorised, how far each reading is off, and which is nearest."""
    records = build.study("rule-4-readings")
    networks = pd.DataFrame([_network_row(record) for record in records])
    ratios = pd.DataFrame([row for record in records for row in _ratio_rows(record)])
    errors = _error_frame(ratios)
    return Section(
        name="rule_4",
        tables=(_error_table(errors, records), _network_table(networks, records)),
        figures=(_figure(ratios, records),),
        facts=_facts(networks, errors, records),
    )


def _crossing(record: Record, success: float) -> dict[str, float]:
    found: dict[str, float] = next(
        one for one in record.result["crossings"] if one["success"] == success
    )
    return found


def _network_row(record: Record) -> dict[str, Any]:
    params = record.params
    readings = {one["reading"]: one["mec_bits"] for one in record.result["readings"]}
    most, half = _crossing(record, 0.95), _crossing(record, 0.5)
    parameters = record.result["parameters"]
    return {
        "network": f"{params['inputs']}-{params['hidden']}-{params['outputs']}",
        "activation": params["activation"],
        "parameters": parameters,
        **{f"{reading}_bits": readings[reading] for reading in READINGS},
        "bits_at_95_percent": most["points"] * params["outputs"],
        "points_at_95_percent": most["points"],
        "points_at_50_percent": half["points"],
        "points_at_50_percent_low": half["low"],
        "points_at_50_percent_high": half["high"],
        "bits_per_parameter_at_95_percent": most["points"] * params["outputs"] / parameters,
        "bits_per_parameter_at_50_percent": half["points"] * params["outputs"] / parameters,
    }


def _ratio_rows(record: Record) -> list[dict[str, Any]]:
    params = record.params
    return [
        {
            "network": f"{params['inputs']}-{params['hidden']}-{params['outputs']}",
            "activation": params["activation"],
            "reading": one["reading"],
            "success": one["success"],
            "expected_points": one["expected_points"],
            "measured_points": _crossing(record, one["success"])["points"],
            "ratio": one["ratio"],
        }
        for one in record.result["readings"]
    ]


def _error_frame(ratios: pd.DataFrame) -> pd.DataFrame:
    """Summarise measured over expected points, reading by reading and level by level."""
    main = ratios[ratios["activation"] == MAIN_ACTIVATION]
    rows = []
    for success in sorted(main["success"].unique(), reverse=True):
        for reading, label in READINGS.items():
            part = main[(main["success"] == success) & (main["reading"] == reading)]
            logs = np.log(part["ratio"].to_numpy(dtype=float))
            rows.append(
                {
                    "reading": label,
                    "success_percent": 100 * success,
                    "networks": len(part),
                    "ratio_mean": float(np.exp(logs.mean())),
                    "ratio_smallest": float(part["ratio"].min()),
                    "ratio_largest": float(part["ratio"].max()),
                    "off_by_factor": float(np.exp(np.sqrt(np.mean(logs**2)))),
                }
            )
    return pd.DataFrame(rows)


def _error_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="rule-4-readings",
        title="Which reading predicts",
        caption="Points that two-layer networks with tanh memorised in training, over the points "
        "that a reading's capacity predicts by Cover's theorem. 1 is a perfect prediction, above "
        "1 the reading is too small. The last column is the typical factor by which it is off, "
        "the exponential of the root mean square of the logarithm.",
        columns=(
            Column("reading", "Reading of rule 4"),
            Column("success_percent", "At success", "number", "%", 0),
            Column("networks", "Networks", "integer"),
            Column("ratio_mean", "Measured over predicted, mean", "number", digits=2),
            Column("ratio_smallest", "smallest", "number", digits=2),
            Column("ratio_largest", "largest", "number", digits=2),
            Column("off_by_factor", "Off by a factor of", "number", digits=2),
        ),
        frame=frame,
        records=tuple(records),
    )


def _network_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="rule-4-networks",
        title="What each network memorised",
        caption="Largest number of points, each with a random label for every output, memorised "
        "with 95 % and 50 % success, from a logistic fit to counts of successes; the interval is "
        "of 95 %. Training finds lower bounds. Bits a parameter are points times outputs over "
        "parameters.",
        columns=(
            Column("network", "Network"),
            Column("activation", "Activation", facet=True),
            Column("parameters", "Parameters", "integer"),
            *(
                Column(f"{reading}_bits", label.capitalize(), "integer", "bits")
                for reading, label in READINGS.items()
                if reading != "all_parameters"
            ),
            Column("points_at_95_percent", "n at 95 %", "number", digits=1),
            Column("points_at_50_percent", "n at 50 %", "number", digits=1),
            Column("points_at_50_percent_low", "from", "number", digits=1),
            Column("points_at_50_percent_high", "to", "number", digits=1),
            Column("bits_per_parameter_at_95_percent", "Bits a parameter, 95 %", "number", "", 2),
            Column("bits_per_parameter_at_50_percent", "Bits a parameter, 50 %", "number", "", 2),
        ),
        frame=frame,
        records=tuple(records),
        filterable=True,
    )


def _figure(ratios: pd.DataFrame, records: Sequence[Record]) -> Figure:
    data = ratios[(ratios["activation"] == MAIN_ACTIVATION) & (ratios["success"] == 0.5)]

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.6)
        smallest = float(data[["expected_points", "measured_points"]].min().min())
        largest = float(data[["expected_points", "measured_points"]].max().max())
        ends = [smallest * 0.8, largest * 1.25]
        axes.plot(ends, ends, color=MUTED_COLOUR, linestyle="-", linewidth=0.8)
        for series, (reading, label) in enumerate(READINGS.items()):
            part = data[data["reading"] == reading]
            for row in part.to_dict(orient="records"):
                text = (
                    f"{row['network']}, {label}: {row['expected_points']:.1f} predicted, "
                    f"{row['measured_points']:.1f} memorised"
                )
                axes.plot(
                    row["expected_points"],
                    row["measured_points"],
                    gid=mark(text),
                    markersize=4.5,
                    **point_look(series),
                )
            axes.plot([], [], label=label, **point_look(series))
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("Points predicted by the reading, at 50 % success")
        axes.set_ylabel("Points memorised in training")
        axes.legend(loc="lower right")
        return drawing

    return Figure(
        id="rule-4-measured",
        title="Predicted and memorised",
        caption="Each network appears once for each reading of rule 4. On the line, prediction "
        "and measurement agree; above it, the network memorised more than the reading allows.",
        description="Scatter on logarithmic axes of points memorised over points predicted, one "
        "kind of mark for each reading, with the diagonal.",
        draw=draw,
        data=data,
        records=tuple(record for record in records),
    )


def _facts(
    networks: pd.DataFrame, errors: pd.DataFrame, records: Sequence[Record]
) -> dict[str, Any]:
    facts: dict[str, Any] = {"count": int((networks["activation"] == MAIN_ACTIVATION).sum())}
    for percent in (95, 50):
        part = errors[errors["success_percent"] == percent].sort_values("off_by_factor")
        ranked = part.to_dict(orient="records")
        facts[f"ranked_{percent}"] = ranked
        facts[f"best_{percent}"] = ranked[0]
        facts[f"worst_{percent}"] = ranked[-1]
    facts["same_best"] = facts["best_95"]["reading"] == facts["best_50"]["reading"]
    main = networks[networks["activation"] == MAIN_ACTIVATION]
    column = "bits_per_parameter_at_95_percent"
    facts["above_one"] = int((main[column] > 1).sum())
    facts["most_bits"] = main.loc[[main[column].idxmax()]].to_dict(orient="records")[0]
    beyond = networks[networks["bits_at_95_percent"] > networks["width_capped_bits"]]
    facts["beyond_cap"] = int((beyond["activation"] == MAIN_ACTIVATION).sum())
    one_bit = beyond[beyond["activation"] == ONE_BIT_ACTIVATION]
    facts["one_bit_beyond_cap"] = (
        one_bit.assign(ratio=one_bit["bits_at_95_percent"] / one_bit["width_capped_bits"])
        .sort_values("ratio")
        .to_dict(orient="records")
    )
    neurons = [
        one["ratio"]
        for record in records
        if record.params["activation"] == MAIN_ACTIVATION
        for one in record.result["single_neuron"]
        if one["success"] == 0.5
    ]
    facts["training_ratio_smallest"] = min(neurons, default=None)
    facts["training_ratio_largest"] = max(neurons, default=None)
    facts["activations"] = _compare_activations(networks)
    facts["trials"] = records[0].params["trials"]
    return facts


def _compare_activations(networks: pd.DataFrame) -> list[dict[str, Any]]:
    """Mean points at 50 % of each activation over those of tanh, for the same networks."""
    wide = networks.pivot_table(
        index="network", columns="activation", values="points_at_50_percent"
    )
    return [
        {
            "activation": name,
            "networks": int(wide[[MAIN_ACTIVATION, name]].dropna().shape[0]),
            "ratio": float((wide[name] / wide[MAIN_ACTIVATION]).dropna().mean()),
        }
        for name in wide.columns
        if name != MAIN_ACTIVATION
    ]
