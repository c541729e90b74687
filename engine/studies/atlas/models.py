"""A page for each model of the atlas."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.exhibits.readings import READINGS
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.section import GeneratedPage

NEIGHBOURS = 3
"""Models shown on each side in the order of MEC."""


def model_slug(record: Record) -> str:
    """Return the name of a model as it stands in ids and addresses: "keras-resnet50v2"."""
    name = record.params["backbone"].lower().replace("_", "-")
    return f"{record.params['library']}-{name}"


def model_address(record: Record) -> str:
    """Return the address of a model's page, relative to the site's root."""
    return f"atlas/{model_slug(record)}/"


def model_tables(records: Sequence[Record]) -> list[Table]:
    """Return for each model the table of its classifier, layer by layer."""
    return [_classifier_table(record) for record in records]


def model_pages(records: Sequence[Record], frame: pd.DataFrame) -> list[GeneratedPage]:
    """Return a page for each model.

    Args:
        records: The measured models.
        frame: The rows of the atlas, in the same order.
    """
    ranked = frame.sort_values(["decision_layer_bits", "model"])["address"].tolist()
    rows = {row["address"]: row for row in frame.to_dict(orient="records")}
    pages = []
    for record in records:
        address = model_address(record)
        place = ranked.index(address)
        near = ranked[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
        pages.append(
            GeneratedPage(
                path=f"atlas/{model_slug(record)}.md",
                template="atlas_model.md",
                context={
                    "slug": model_slug(record),
                    "row": rows[address],
                    "neighbours": [rows[one] for one in near if one != address],
                    "rank": place + 1,
                    "ranked": len(ranked),
                    "readings": READINGS,
                    **_page_facts(record),
                },
            )
        )
    return pages


def _page_facts(record: Record) -> dict[str, Any]:
    measured, layers = record.result["measured"], record.result["classifier"]
    return {
        "measured": measured,
        "family": record.result["family"],
        "accuracies": record.result["accuracies"],
        "capped": [
            layer["name"]
            for layer in layers
            if layer["capacity_bits"]["width_capped"] < layer["parameters_bits"]
        ],
        "kinds": sorted(measured["parameters_by_kind"].items(), key=lambda item: -item[1]),
    }


def _classifier_table(record: Record) -> Table:
    rows = [
        {
            "layer": layer["name"],
            "inputs": layer["inputs"],
            "neurons": layer["neurons"],
            "parameters_bits": layer["parameters_bits"],
            "width_cap_bits": layer["cap_bits"]["width_capped"],
            **{f"{reading}_bits": layer["capacity_bits"][reading] for reading in READINGS},
        }
        for layer in record.result["classifier"]
    ]
    return Table(
        id=f"atlas-{model_slug(record)}",
        title=f"Classifier of {record.params['backbone']}, layer by layer",
        caption="Bits of each dense layer by rules 2 and 3, the cap that the width-capped reading "
        "of rule 4 puts on it, and what each reading leaves of it.",
        columns=(
            Column("layer", "Layer"),
            Column("inputs", "Inputs", "integer"),
            Column("neurons", "Neurons", "integer"),
            Column("parameters_bits", "Rules 2 and 3", "integer", "bits"),
            Column("width_cap_bits", "Cap, width-capped", "integer", "bits"),
            *(
                Column(f"{reading}_bits", label.capitalize(), "integer", "bits")
                for reading, label in READINGS.items()
            ),
        ),
        frame=pd.DataFrame(rows),
        records=(record,),
    )
