"""Small convolutional networks, where n50 is affordable, against the readings of rule 4."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.exhibits.readings import READINGS
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.convolutions_memorised.small_network import make_spec
from engine.theory.cover import mackay_point


def small_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return n50 of each small network beside its MEC under each reading."""
    return pd.DataFrame([_row(record) for record in records])


def _row(record: Record) -> dict[str, Any]:
    result, params = record.result, record.params
    by_success = {one["success"]: one for one in result["crossings"]}
    half, most = by_success[0.5], by_success[0.95]
    bits = result["mec_bits"]
    return {
        "network": make_spec(params["filters"], params["pooling"]).title,
        "parameters": result["parameters"],
        **{f"{reading}_bits": bits[reading] for reading in READINGS},
        "points_at_50_percent": half["points"],
        "points_at_50_percent_low": half["low"],
        "points_at_50_percent_high": half["high"],
        "points_at_95_percent": most["points"],
        "points_per_parameter": half["points"] / result["parameters"],
        **{f"over_{reading}": half["points"] / mackay_point(bits[reading]) for reading in READINGS},
        "growth_percent": 100 * (result["growth"]["points"] - 1),
        "trials": len(result["trials"]),
        "restarts": params["restarts"],
        "steps": params["steps"],
    }


def small_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of the small networks."""
    return Table(
        id="cnn-small-memorised",
        title="Random labels in small convolutional networks",
        caption="One convolution with windows of 3 x 3 on images of 8 x 8 pixels, ReLU, "
        "max-pooling by 2 or none, and one output. Images are standard normal noise, labels fair "
        "coins. Shown are the numbers of images that half and 95 % of the trials memorise in "
        "training, which are lower bounds, and n at 50 % over the two points for each bit that a "
        "single neuron of as many bits memorises by Cover's theorem: 1 is a perfect prediction. "
        "The last of the columns on effort is what the second half of the restarts added to n.",
        columns=(
            Column("network", "Network"),
            Column("parameters", "Parameters", "integer"),
            *(
                Column(f"{reading}_bits", label.capitalize(), "integer", "bits")
                for reading, label in READINGS.items()
                if reading != "all_parameters"
            ),
            Column("points_at_50_percent", "n at 50 %", "number", digits=1),
            Column("points_at_50_percent_low", "from", "number", digits=1),
            Column("points_at_50_percent_high", "to", "number", digits=1),
            Column("points_at_95_percent", "n at 95 %", "number", digits=1),
            Column("points_per_parameter", "Points a parameter", "number", digits=2),
            *(
                Column(
                    f"over_{reading}",
                    f"Over {label}",
                    "number",
                    digits=2,
                    description="n at 50 % over two points for each bit of the reading",
                )
                for reading, label in READINGS.items()
            ),
            Column("trials", "Trials", "integer", in_latex=False),
            Column("restarts", "Restarts", "integer", in_latex=False),
            Column("steps", "Steps", "integer", in_latex=False),
            Column(
                "growth_percent",
                "By the second half of the restarts",
                "number",
                "%",
                1,
                description="What n at 50 % gained by as many restarts again",
                in_latex=False,
            ),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "network",
            "parameters",
            "points_at_50_percent",
            "points_at_50_percent_low",
            "points_at_50_percent_high",
            "points_per_parameter",
        ),
    )
