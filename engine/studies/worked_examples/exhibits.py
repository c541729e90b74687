"""The rules, worked through on small networks."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.exhibits.readings import READINGS
from engine.exhibits.score import Score, Statement
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.section import Section
from engine.studies.worked_examples.drawings import network_figures
from engine.studies.worked_examples.four_points import count_four_points, make_figure


def build_section(build: Build) -> Section:
    """Return what is shown of the worked examples, and their numbers by the name of the example."""
    records = build.study("worked-examples")
    return Section(
        name="rules",
        tables=(_readings_table(records), _layers_table(records)),
        figures=(
            make_figure([one for one in records if one.params["sizes"] == [2, 1]]),
            *network_figures(records),
        ),
        facts={
            "four_points": count_four_points(),
            "examples": {record.params["name"]: _totals(record) for record in records},
            "readings": READINGS,
        },
        scores=_list_scores(),
    )


def _list_scores() -> list[Score]:
    """Return the row of what no experiment here reaches."""
    return [
        Score(
            rank=110,
            rule="Rule 4, networks in use",
            says="The classifiers of VGG16 and other backbones hold what a reading grants them",
            statement=Statement.CONVENTION,
            tested_on="thousands of times larger than any network measured here",
            link="rules/#rule-4-in-series-a-layer-cannot-hold-more-than-it-is-handed",
        )
    ]


def size_text(sizes: Sequence[int]) -> str:
    """Return the sizes of a stack as they are usually written: "2-3-1"."""
    return "-".join(f"{size:,}" for size in sizes)


def _totals(record: Record) -> dict[str, Any]:
    by_reading = {one["reading"]: one for one in record.result["readings"]}
    return {
        "sizes": record.params["sizes"],
        "mec_bits": {name: one["mec_bits"] for name, one in by_reading.items()},
        "layers": {name: one["layers"] for name, one in by_reading.items()},
    }


def _readings_table(records: Sequence[Record]) -> Table:
    rows = [
        {
            "network": record.params["name"],
            "sizes": size_text(record.params["sizes"]),
            **{f"{one['reading']}_bits": one["mec_bits"] for one in record.result["readings"]},
        }
        for record in records
    ]
    return Table(
        id="worked-examples",
        title="Four readings of rule 4 on small networks",
        caption="MEC of dense stacks with thresholds under each reading. The sizes are those of "
        "the input and of every layer.",
        columns=(
            Column("network", "Network"),
            Column("sizes", "Sizes"),
            *(
                Column(f"{name}_bits", label.capitalize(), "integer", "bits")
                for name, label in READINGS.items()
            ),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(records),
        narrow=(
            "network",
            "decision_layer_bits",
            "width_capped_bits",
            "running_minimum_bits",
            "all_parameters_bits",
        ),
    )


def _layers_table(records: Sequence[Record]) -> Table:
    rows = []
    for record in records:
        totals = _totals(record)
        for index, layers in enumerate(zip(*totals["layers"].values(), strict=True), start=1):
            first = layers[0]
            rows.append(
                {
                    "network": record.params["name"],
                    "layer": index,
                    "inputs": first["inputs"],
                    "neurons": first["neurons"],
                    "parameters_bits": first["parameters_bits"],
                    **{
                        f"{reading}_bits": layer["capacity_bits"]
                        for reading, layer in zip(totals["layers"], layers, strict=True)
                    },
                }
            )
    return Table(
        id="worked-examples-layers",
        title="The same networks, layer by layer",
        caption="What each layer has by rules 2 and 3, and what each reading of rule 4 leaves of "
        "it. The columns of a reading add up to its total above.",
        columns=(
            Column("network", "Network", facet=True),
            Column("layer", "Layer", "integer"),
            Column("inputs", "Inputs", "integer"),
            Column("neurons", "Neurons", "integer"),
            Column("parameters_bits", "Rules 2 and 3", "integer", "bits"),
            *(
                Column(f"{name}_bits", label.capitalize(), "integer", "bits")
                for name, label in READINGS.items()
            ),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(records),
        first_on_page=(
            "network",
            "layer",
            "inputs",
            "neurons",
            "parameters_bits",
            "decision_layer_bits",
            "width_capped_bits",
            "running_minimum_bits",
            "all_parameters_bits",
        ),
        narrow=(
            "network",
            "layer",
            "decision_layer_bits",
            "width_capped_bits",
            "running_minimum_bits",
        ),
    )
