"""CNN2 with its first stage as it is, random, and trained alone: a table and a figure."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.exhibits.table import Column, Table
from engine.lab.statistics import t_interval
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.first_stage.arms import ALONE, FROZEN, STACKED, WHOLE
from engine.studies.first_stage.claims import difference, flags, gaps, judge
from engine.studies.over_seeds import MARGIN_POINTS
from engine.studies.section import Section

ARMS: Final = {
    WHOLE: "trained with the second",
    STACKED: "trained alone, then frozen",
    FROZEN: "frozen at random weights",
    ALONE: "alone, without the second",
}


def build_section(build: Build) -> Section:
    """Return the comparison of the arms."""
    records = build.study("first-stage")
    return Section(
        name="first_stage",
        tables=(_table(records),),
        figures=(_figure(records),),
        facts={
            "seeds": len(records),
            "epochs": records[0].params["epochs"],
            "margin_points": MARGIN_POINTS,
        },
        findings=judge(records),
    )


def _table(records: Sequence[Record]) -> Table:
    return Table(
        id="first-stage",
        title="CNN2 by what its first stage has learnt",
        caption=f"{len(records)} seeds each, paired; epochs: {records[0].params['epochs']}. "
        "Differences from CNN2 trained as a whole with 95 % intervals for new seeds and new "
        f"digits; p is that of two one-sided tests within {MARGIN_POINTS} points. Lost on new "
        "digits is the accuracy on the training digits less that on the test digits.",
        columns=(
            Column("arm", "First stage"),
            Column("accuracy_percent", "Accuracy", "number", "%", 2),
            Column("difference_points", "Difference", "number", "points", 2),
            Column("difference_low_points", "from", "number", "points", 2,
                   page_label="Difference from"),
            Column("difference_high_points", "to", "number", "points", 2,
                   page_label="Difference to"),
            Column("tost_p", "p of equivalence", "number", digits=4, on_page=False),
            Column("gap_points", "Lost on new digits", "number", "points", 2),
            Column("accuracy_low_percent", "Accuracy, from", "number", "%", 2, on_page=False,
                   in_latex=False),
            Column("accuracy_high_percent", "to", "number", "%", 2, on_page=False,
                   in_latex=False),
            Column("seeds", "Seeds", "integer", on_page=False, in_latex=False),
        ),
        frame=pd.DataFrame([_row(records, arm) for arm in ARMS]),
        records=tuple(records),
    )  # fmt: skip


def _row(records: Sequence[Record], arm: str) -> dict[str, Any]:
    accuracy = t_interval(accuracies(records, arm))
    row = {
        "arm": ARMS[arm],
        "seeds": len(records),
        "accuracy_percent": accuracy.estimate,
        "accuracy_low_percent": accuracy.low,
        "accuracy_high_percent": accuracy.high,
        "gap_points": float(np.mean(gaps(records, arm))),
    }
    if arm == WHOLE:
        return row
    mean = difference(records, arm)
    interval = mean.interval()
    return row | {
        "difference_points": interval.estimate,
        "difference_low_points": interval.low,
        "difference_high_points": interval.high,
        "tost_p": mean.equivalence_p(MARGIN_POINTS),
    }


def accuracies(records: Sequence[Record], arm: str) -> list[float]:
    """Return the accuracy of an arm on the test digits in percent, by seed."""
    return [100 * float(flags(record, arm).mean()) for record in records]


def _figure(records: Sequence[Record]) -> Figure:
    data = pd.DataFrame(
        [
            {"arm": title, "seed": record.params["seed"], "accuracy_percent": accuracy}
            for arm, title in ARMS.items()
            for record, accuracy in zip(records, accuracies(records, arm), strict=True)
        ]
    )

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.3)
        titles = list(ARMS.values())
        for row in data.to_dict(orient="records"):
            axes.plot(
                row["accuracy_percent"],
                titles.index(row["arm"]),
                markersize=4,
                gid=mark(f"{row['arm']}, seed {row['seed']}: {row['accuracy_percent']:.2f} %"),
                **point_look(titles.index(row["arm"])),
            )
        axes.set_yticks(range(len(titles)), titles)
        axes.invert_yaxis()
        axes.margins(y=0.15)
        axes.set_xlabel("Accuracy on the test digits, %")
        return drawing

    return Figure(
        id="first-stage-accuracy",
        title="Accuracy by what the first stage has learnt",
        caption="CNN2 by its first stage; a mark for each seed.",
        description="A row of marks for each of four arms: accuracy on the test digits, a mark for "
        "each seed.",
        draw=draw,
        data=data,
        records=tuple(records),
    )
