"""The tables of accuracy at equal MEC: how unlike two sets of weights are, extremes named."""

from collections.abc import Sequence
from typing import Final

from engine.exhibits.table import Column, Table
from engine.networks.catalogue.timm_results import NOTICE
from engine.records.record import Record
from engine.studies.atlas.statistic_columns import BOOTSTRAP, WHERE, statistic_table, where

_PAIRS: Final = {
    "one_architecture": "One architecture",
    "equal_mec": "Equal MEC",
    "unlike_mec": "Unlike MEC",
}
_CLEAN: Final = "top1_percent"


def differences_table(records: Sequence[Record]) -> Table:
    """Return how much two sets of weights typically differ, by what their networks share."""
    rows = []
    for record in records:
        row = {**where(record), "weights": record.result["count"]}
        row |= {name: record.result[name] for name in ("architectures", "families")}
        for name, told in record.result["differences"].items():
            column = name if name == "ratio" else f"{name}_points"
            row |= {column: told["estimate"]}
            unit = "" if name == "ratio" else "_points"
            row |= {f"{name}_low{unit}": told["low"], f"{name}_high{unit}": told["high"]}
        rows.append(row)
    return statistic_table(
        "atlas-differences",
        "How much accuracy differs at equal MEC",
        "Typical difference (root mean square) in top-1 accuracy between two sets of weights of "
        "timm: of one architecture, of two architectures whose decision layers have equal MEC, and "
        "of two whose MEC is unlike; and the second over the third. Each pair of "
        "architectures counts once, and so does each architecture of several weights, whatever "
        f"their number. {BOOTSTRAP}",
        (
            *WHERE,
            Column("weights", "Weights", "integer", description="Sets of weights"),
            Column("architectures", "Architectures", "integer"),
            Column("families", "Families", "integer", description="Modules of timm"),
            *(
                column
                for name, label in _PAIRS.items()
                for column in _with_ends(f"{name}_points", name, label, "points", 1)
            ),
            *_with_ends("ratio", "ratio", "Equal over unlike", "", 2),
        ),
        rows,
        records,
        shown="closed",
        first_on_page=(
            "training_data",
            "test_set",
            "one_architecture_points",
            "equal_mec_points",
            "unlike_mec_points",
            "ratio",
            "ratio_low",
            "ratio_high",
        ),
        narrow=("training_data", "test_set", "equal_mec_points", "unlike_mec_points", "ratio"),
    )


def equal_mec_table(records: Sequence[Record]) -> Table:
    """Return one row a value of the MEC, with the least and the most accurate weights."""
    chosen = [record for record in records if record.params["test_set"] == _CLEAN]
    rows = [
        {
            "decision_layer_bits": row["decision_layer_bits"],
            "training_data": record.params["training_data"],
            **{name: row[name] for name in ("architectures", "families", "weights")},
            "lowest": row["lowest"]["weights"],
            "lowest_percent": row["lowest"]["top1_percent"],
            "highest": row["highest"]["weights"],
            "highest_percent": row["highest"]["top1_percent"],
            "spread_points": row["spread_percent"],
        }
        for record in chosen
        for row in record.result["groups"]
    ]
    return statistic_table(
        "atlas-equal-mec",
        "Equal MEC, unlike accuracy",
        "Every value of the decision layer's MEC that several sets of timm's weights share, with "
        "the least and the most accurate of them on ImageNet.",
        (
            Column("decision_layer_bits", "Decision-layer MEC", "integer", "bits"),
            WHERE[0],
            Column("architectures", "Architectures", "integer"),
            Column("families", "Families", "integer", description="Modules of timm"),
            Column("weights", "Weights", "integer", description="Sets of weights"),
            Column("lowest", "Least accurate", description="Weights of the lowest accuracy"),
            Column("lowest_percent", "Lowest top-1", "number", "%", 2, "Lowest top-1 accuracy"),
            Column("highest", "Most accurate", description="Weights of the highest accuracy"),
            Column("highest_percent", "Highest top-1", "number", "%", 2, "Highest top-1 accuracy"),
            Column("spread_points", "Spread", "number", "points", 2, "Highest minus lowest"),
        ),
        rows,
        chosen,
        shown="closed",
        first_on_page=(
            "decision_layer_bits",
            "training_data",
            "architectures",
            "lowest_percent",
            "highest_percent",
            "spread_points",
        ),
        terms=NOTICE,
        narrow=(
            "decision_layer_bits",
            "training_data",
            "lowest_percent",
            "highest_percent",
            "spread_points",
        ),
        extract_by="spread_points",
    )


def _with_ends(name: str, stem: str, label: str, unit: str, digits: int) -> tuple[Column, ...]:
    what = f"{label.lower()}, 95 % interval"
    end = f"_{unit}" if unit else ""
    return (
        Column(name, label, "number", unit, digits),
        _end(f"{stem}_low{end}", "from", unit, digits, f"Lower end: {what}"),
        _end(f"{stem}_high{end}", "to", unit, digits, f"Upper end: {what}"),
    )


def _end(name: str, label: str, unit: str, digits: int, description: str) -> Column:
    return Column(name, label, "number", unit, digits, description, in_latex=False)
