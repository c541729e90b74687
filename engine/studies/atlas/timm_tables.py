"""The tables of what goes with accuracy over timm: correlations, what is left of them, a model."""

from collections.abc import Iterator, Sequence
from typing import Any

from engine.exhibits.table import Column, Table
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


def correlation_rows(records: Sequence[Record]) -> Iterator[dict[str, Any]]:
    """Yield timm's rows of the table `atlas-correlations`, one a result and measure."""
    for record in records:
        for measure, told in (record.result["measures"] or {}).items():
            yield {
                "models": "timm",
                "measure": MEASURES[measure],
                "count": record.result["count"],
                **interval("rho", told["rho"]),
                **interval("partial", told["given_parameters"]),
                **where(record),
                "families": record.result["families"],
                "families_rho": told["families_rho"],
                "families_p": told["families_p"],
            }


def partial_table(records: Sequence[Record]) -> Table:
    """Return what is left of each correlation when what else is known is held fixed."""
    rows = [
        {
            **where(record),
            "measure": MEASURES[measure],
            "given": ", ".join(MEASURES[one] for one in told["given"]),
            "count": record.result["count"],
            "families": record.result["families"],
            **interval("partial", told["partial"]),
        }
        for record in records
        for measure, told in (record.result["measures"] or {}).items()
    ]
    return statistic_table(
        "atlas-partial",
        "What is left of a correlation when sizes are held fixed",
        "Partial rank correlation of each measure with top-1 accuracy in timm, the measures that "
        "the row names held fixed. Each architecture counts once, with the median of its weights. "
        + BOOTSTRAP,
        (
            *WHERE,
            MEASURE,
            Column("given", "Held fixed", description="Measures that are held fixed"),
            Column("count", "n", "integer"),
            FAMILIES,
            *interval_columns("partial", "partial ρ", "partial correlation"),
        ),
        rows,
        records,
        shown="closed",
        first_on_page=(
            "training_data",
            "test_set",
            "measure",
            "partial_rho",
            "partial_low",
            "partial_high",
        ),
        narrow=("training_data", "test_set", "measure", "partial_rho"),
        extract_by="count",
    )


def robustness_table(records: Sequence[Record]) -> Table:
    """Return how MEC goes with what accuracy loses on other images, equal accuracy given."""
    rows = [
        {
            **where(record),
            "count": record.result["count"],
            "families": record.result["families"],
            **interval("drop", record.result["drop"]),
        }
        for record in records
        if record.result["drop"]
    ]
    return statistic_table(
        "atlas-robustness",
        "MEC against what is lost on other images",
        "Partial rank correlation of the decision layer's MEC with the loss of top-1 accuracy from "
        "ImageNet to other images, accuracy on ImageNet held fixed: above zero, a larger MEC goes "
        f"with a larger loss. {BOOTSTRAP}",
        (
            *WHERE,
            Column("count", "n", "integer"),
            FAMILIES,
            *interval_columns("drop", "ρ with the loss", "partial correlation with the loss"),
        ),
        rows,
        records,
        narrow=("training_data", "test_set", "drop_rho", "drop_low", "drop_high"),
    )


def mixed_table(records: Sequence[Record]) -> Table:
    """Return the coefficients of the mixed models."""
    rows = [
        {
            **where(record),
            "measure": MEASURES[measure],
            "count": record.result["count"],
            "families": record.result["families"],
            **interval("slope", term),
            "slope_p": term["p"],
        }
        for record in records
        for measure, term in (record.result["terms"] or {}).items()
    ]
    return statistic_table(
        "atlas-mixed-model",
        "What is left of each predictor in a mixed model",
        "Points of top-1 accuracy that go with doubling a measure, all the others held fixed, in a "
        "linear mixed model in which each family of timm has a level of its own. Over any training "
        "data the class of the data is in the model too, and an architecture counts once for each "
        "class. Intervals of 95 % are the model's, p-values are not corrected for their "
        "number, and rows of one family are taken as independent given its level.",
        (
            *WHERE,
            MEASURE,
            Column("count", "n", "integer"),
            FAMILIES,
            *interval_columns("slope", "Points a doubling", "points a doubling"),
            p_column("slope_p", "p-value of the coefficient, by the model"),
        ),
        rows,
        records,
        shown="closed",
        first_on_page=FIRST_OF_SLOPES,
        narrow=("training_data", "test_set", "measure", "slope_points"),
    )
