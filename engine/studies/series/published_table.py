"""What others measured or proved, beside what is measured here."""

from collections.abc import Mapping, Sequence

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.series.published import (
    VERIFICATIONS,
    PublishedCapacity,
    published_capacities,
)

GEIGER = "geiger-transition"
_FRIEDLAND = "friedland-mk-"
_LIKE_GEIGERS = "Geiger and others"
"""Family of our networks of the same form, which are smaller."""


def find_ours(networks: pd.DataFrame, tree: float | None) -> dict[str, float]:
    """Return our own number for each published one that was measured side by side, by its name.

    Args:
        networks: See `measured.measure_frame`.
        tree: Points a weight of a tree committee, extrapolated; None if it was not measured.
    """
    ours: dict[str, float] = {} if tree is None else {"tree-relu": tree}
    for row in networks.to_dict(orient="records"):
        if row["activation"] != "relu":
            continue
        inputs, *hidden = (int(size) for size in row["network"].split("-"))
        if hidden == [8, 1] and inputs <= 5:
            ours[f"{_FRIEDLAND}{inputs}"] = row["n50"]
        if row["family"] == _LIKE_GEIGERS:
            # They leave out a parameter a neuron, which the symmetry of a rectifier takes.
            ours[GEIGER] = row["n50"] / (row["parameters"] - sum(hidden))
    return ours


def name_others(networks: pd.DataFrame) -> dict[str, str]:
    """Return the network of ours, where it is another than the published one, by its name."""
    others = networks.loc[networks["family"] == _LIKE_GEIGERS, "network"]
    return {GEIGER: str(others.iloc[0])} if len(others) else {}


def published_table(
    ours: Mapping[str, float], others: Mapping[str, str], records: Sequence[Record]
) -> Table:
    """Return the table of published capacities.

    Args:
        ours: See `find_ours`.
        others: See `name_others`. Theirs and ours of two networks are not divided.
        records: What ours were computed from.
    """
    return Table(
        id="series-published",
        title="What others found",
        caption="Figures of others, with where they stand. Where they are of another quantity, a "
        "note says of which. Ours is given where it was measured; where that was on another "
        "network, its sizes stand beside it, and there is no ratio.",
        columns=(
            Column("source", "Source", link="address"),
            Column("network", "Network"),
            Column("activation", "Activation"),
            Column("quantity", "Quantity"),
            Column("value", "Value", "number", digits=2),
            Column("unit", "Unit"),
            Column("ours", "Ours", "number", digits=2),
            Column("ratio", "Ours over theirs", "number", digits=2),
            Column("same_quantity", "Same quantity", facet=True),
            Column("note", "What differs", in_latex=False),
            Column("locator", "Where", in_latex=False),
            Column("verification", "Checked", facet=True, in_latex=False),
            Column("our_network", "Of", in_latex=False, description="Network of ours"),
        ),
        frame=pd.DataFrame(
            [_row(one, ours.get(one.name), others.get(one.name)) for one in published_capacities()]
        ),
        records=tuple(records),
        first_on_page=(
            *("source", "network", "activation", "quantity", "value", "ours", "our_network"),
            "ratio",
        ),
        filterable=True,
        narrow=("source", "network", "value", "ours", "ratio"),
    )


def _row(one: PublishedCapacity, ours: float | None, other: str | None) -> dict[str, object]:
    theirs = one.value if other in (None, one.network) else None
    return {
        "source": one.source_key,
        "address": f"references/#{one.source_key}",
        "network": one.network,
        "activation": one.activation,
        "quantity": one.quantity or one.our_quantity,
        "value": one.value,
        "unit": one.unit,
        "ours": ours,
        "ratio": ours / theirs if ours is not None and theirs else None,
        "same_quantity": "no" if one.notion_differs else "yes",
        "note": one.notion_note,
        "locator": one.locator,
        "verification": VERIFICATIONS[one.verification],
        "our_network": (other or one.network) if ours is not None else None,
    }
