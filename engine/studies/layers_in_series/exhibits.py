"""Rule 4 put to the test: two-layer networks on random labels, against the four readings."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from engine.exhibits.readings import READINGS
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.layers_in_series.controls import controls_frame, controls_table
from engine.studies.layers_in_series.figure import readings_figure
from engine.studies.layers_in_series.findings import judge
from engine.studies.layers_in_series.measured import (
    MAIN_ACTIVATION,
    network_frame,
    ratio_frame,
)
from engine.studies.layers_in_series.strata import off_by_factor, strata_frame, strata_table
from engine.studies.section import Section


def build_section(build: Build) -> Section:
    """Return what was memorised, how far each reading is off, and which is nearest."""
    records = build.study("rule-4-readings")
    networks, ratios = network_frame(records), ratio_frame(records)
    main = ratios[ratios["activation"] == MAIN_ACTIVATION]
    half = main[main["success"] == 0.5]
    return Section(
        name="rule_4",
        tables=(
            _error_table(_error_frame(main), records),
            strata_table(strata_frame(main), records),
            _network_table(networks, records),
            controls_table(controls_frame(records), records),
        ),
        figures=(readings_figure(half, records),),
        facts=_facts(networks, records),
        findings=judge(networks, ratios, records),
    )


def _error_frame(main: pd.DataFrame) -> pd.DataFrame:
    """Summarise measured over expected points, reading by reading and level by level."""
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
                    "off_by_factor": float(off_by_factor(logs)),
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
        "the exponential of the root mean square of the logarithm. Over all networks together "
        "it mixes those of one output with those of several: see the strata.",
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
        narrow=("reading", "success_percent", "networks", "ratio_mean", "off_by_factor"),
    )


def _network_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="rule-4-networks",
        title="What each network memorised",
        caption="Largest number of points, each with a random label for every output, memorised "
        "with 95 % and 50 % success, from a logistic fit to where sequences of points end; the "
        "interval is of 95 %, from sequences drawn again. What training memorises in a trial is "
        "proved, the number of points is an estimate. Bits a parameter are points times outputs "
        "over parameters. The last two columns hold n at 95 % against what neurons memorise at "
        "that level by Cover's theorem: with as many parameters in all, and with the width-capped "
        "capacity.",
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
            Column(
                "points_at_95_percent_low", "n at 95 %, from", "number", digits=1, in_latex=False
            ),
            Column("points_at_95_percent_high", "to", "number", digits=1, in_latex=False),
            Column("over_neurons_at_95_percent", "Over neurons, 95 %", "number", "", 2),
            Column("over_width_capped_at_95_percent", "Over the cap, 95 %", "number", "", 2),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "network",
            "activation",
            "parameters",
            "points_at_50_percent",
            "points_at_50_percent_low",
            "points_at_50_percent_high",
            "bits_per_parameter_at_50_percent",
        ),
        filterable=True,
    )


def _facts(networks: pd.DataFrame, records: Sequence[Record]) -> dict[str, Any]:
    trials = [record.params["trials"] for record in records]
    return {
        "count": int((networks["activation"] == MAIN_ACTIVATION).sum()),
        "fewest_trials": min(trials),
        "most_trials": max(trials),
    }
