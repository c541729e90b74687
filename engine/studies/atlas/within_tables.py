"""The tables of timm's families: does more MEC help inside one?"""

from collections.abc import Sequence

from engine.exhibits.table import Column, Table
from engine.networks.catalogue.family_slugs import family_slug
from engine.records.record import Record
from engine.studies.atlas.statistic_columns import (
    BOOTSTRAP,
    FAMILIES,
    FIRST_OF_SLOPES,
    MEASURE,
    MEASURES,
    WHERE,
    interval,
    interval_columns,
    p_column,
    statistic_table,
    where,
)


def within_table(records: Sequence[Record]) -> Table:
    """Return the common slope of accuracy within families."""
    rows = [
        {
            **where(record),
            "measure": MEASURES[record.params["measure"]],
            "count": record.result["count"],
            "families": len(record.result["families"]),
            "rising": record.result["rising"],
            **interval("slope", record.result["slope"]),
            "slope_p": record.result["p"],
        }
        for record in records
        if record.result["slope"]
    ]
    return statistic_table(
        "atlas-within-families",
        "Slopes within families",
        "Points of top-1 accuracy that go with doubling a measure inside a family of timm: the "
        "common slope of all families that have at least three values of the measure, each with a "
        f"level of its own, and in how many of them accuracy rises. {BOOTSTRAP} The p-value flips "
        "the signs of the families' slopes.",
        (
            *WHERE,
            MEASURE,
            Column("count", "n", "integer"),
            FAMILIES,
            Column("rising", "rising", "integer", description="Families whose slope is positive"),
            *interval_columns("slope", "Points a doubling", "points a doubling"),
            p_column("slope_p", "p-value of the slopes of the families, their signs flipped"),
        ),
        rows,
        records,
        shown="closed",
        first_on_page=FIRST_OF_SLOPES,
        narrow=("training_data", "test_set", "measure", "slope_points"),
    )


def families_table(records: Sequence[Record]) -> Table:
    """Return each family's slope of accuracy on ImageNet over doublings of MEC.

    Args:
        records: Of the study `atlas-within-families`.
    """
    chosen = [
        record
        for record in records
        if (record.params["test_set"], record.params["measure"])
        == ("top1_percent", "decision_layer_bits")
    ]
    rows = [
        {
            "family": row["family"],
            "address": f"atlas/{family_slug('timm', row['family'])}/",
            "training_data": record.params["training_data"],
            "count": row["count"],
            "values": row["values"],
            "slope_points": row["slope"],
            "rho": row["rho"],
            "rho_p": row["p"],
            "holm_p": row["p_holm"],
        }
        for record in chosen
        for row in record.result["families"]
    ]
    return statistic_table(
        "atlas-families",
        "Slope of accuracy over MEC, family by family",
        "Points of top-1 accuracy on ImageNet that go with doubling the MEC of the decision layer, "
        "and the rank correlation, in each family of timm with at least three values of it. "
        "p-values are of permutations, exact up to nine architectures, and corrected by Holm's "
        "method over the families of one class of training data.",
        (
            Column("family", "Family", link="address", description="Module of timm"),
            Column("training_data", "Trained on", facet=True),
            Column("count", "n", "integer"),
            Column("values", "Values of MEC", "integer", description="Unlike values of the MEC"),
            Column("slope_points", "Points a doubling", "number", digits=2),
            Column("rho", "ρ", "number", digits=2),
            p_column("rho_p", "p-value of the rank correlation, by permutation"),
            Column(
                "holm_p",
                "p, Holm",
                "number",
                digits=3,
                description="The p-value corrected over the families by Holm's method",
            ),
        ),
        rows,
        chosen,
        shown="closed",
        link="address",
        narrow=("family", "training_data", "slope_points", "rho", "holm_p"),
        extract_by="count",
    )
