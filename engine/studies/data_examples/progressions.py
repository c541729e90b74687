"""Progressions over growing shares of the rows: Brainome's as printed, and the same of ours."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record

PUBLISHED_FILE = Path(__file__).with_name("published_progressions.csv")
"""Progressions that Brainome printed, one a line, with where they stand."""

SHARES_PERCENT = (5, 10, 20, 40, 80, 100)
"""Shares of the rows at which Brainome prints its progression, and ours is given beside it."""

_COUNTS = {"sum_changes": "plain sum", "best_changes": "best direction"}
_OURS = "this report"


def count_decisions(changes: int) -> int:
    """Return log2(c + 1) rounded up: whole decisions that tell c + 1 stretches apart."""
    return changes.bit_length()


def name_share(percent: int) -> str:
    """Return the column of a share of the rows."""
    return f"decisions_at_{percent}_percent"


def read_published() -> list[dict[str, Any]]:
    """Return Brainome's progressions, one a row of the table."""
    with PUBLISHED_FILE.open(encoding="utf-8", newline="") as file:
        return [
            {
                "dataset": row["data"],
                "has_rule": row["rule"],
                "counted": "ideal learner",
                **{name_share(share): int(row[name_share(share)]) for share in SHARES_PERCENT},
                "progression_source": row["source_key"],
                "address": f"references/#{row['source_key']}",
                "locator": row["locator"],
            }
            for row in csv.DictReader(file)
        ]


def make_table(records: Mapping[str, Record], rules: Mapping[str, str]) -> Table:
    """Return Brainome's progressions beside those of both tables.

    Args:
        records: Of each table, by its labels.
        rules: What is known of each table, by its labels.
    """
    ours = [
        row for labels, record in records.items() for row in _rows(labels, rules[labels], record)
    ]
    return Table(
        id="data-examples-progression",
        title="Whole decisions over growing shares of the rows",
        caption="Brainome's capacity progression as it was printed, in whole numbers, and of our "
        "two tables the same form: log2(c + 1) of the label changes c, rounded up. How Brainome "
        "counts for its ideal machine learner is not said where these stand.",
        columns=(
            Column("dataset", "Data", link="address"),
            Column("has_rule", "Rule"),
            Column("counted", "Counted"),
            *(Column(name_share(share), f"{share} %", "integer") for share in SHARES_PERCENT),
            Column("progression_source", "Source", on_page=False),
            Column("locator", "Where", in_latex=False, on_page=False),
        ),
        frame=pd.DataFrame([*read_published(), *ours]),
        records=tuple(records.values()),
        first_on_page=("dataset", "has_rule", "counted", *map(name_share, SHARES_PERCENT)),
        narrow=(
            "dataset",
            "counted",
            "decisions_at_10_percent",
            "decisions_at_40_percent",
            "decisions_at_100_percent",
        ),
    )


def _rows(labels: str, rule: str, record: Record) -> Iterator[dict[str, Any]]:
    shares: Sequence[Mapping[str, Any]] = record.result["shares"]
    for count, label in _COUNTS.items():
        yield {
            "dataset": f"ours, {labels}",
            "has_rule": rule,
            "counted": label,
            **{name_share(one["percent"]): count_decisions(one[count]) for one in shares},
            "progression_source": _OURS,
            "address": None,
            "locator": "",
        }
