"""Accuracy over widths: the table of verdicts and the picture."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import (
    MUTED_COLOUR,
    line_look,
    mark,
    point_look,
    write_numbers,
)
from engine.exhibits.figure import Figure
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.sizing.accuracy_findings import judge_requirement
from engine.studies.sizing.panels import draw_panels

_SERIES: Final = {
    "test_percent": "held out, trained to the end",
    "stopped_percent": "held out, stopped early",
    "training_percent": "training rows",
}


def make_accuracy_table(records: Sequence[Record]) -> Table:
    """Return accuracy at the requirement and at the best width, a row a family and ending.

    Args:
        records: Of the study `sizing-accuracy`.
    """
    rows = [
        {
            "family": one.family,
            "training_ends": one.ending,
            "required_hidden": one.required_hidden,
            "accuracy_at_requirement_percent": one.required.estimate,
            "best_hidden": one.best_hidden,
            "best_accuracy_percent": one.best.estimate,
            "gain_points": one.gain.estimate,
            "gain_low_points": one.gain.low,
            "gain_high_points": one.gain.high,
            "p_corrected": one.p,
            "memorised_from_hidden": one.memorised_from,
            "verdict": one.verdict,
        }
        for one in judge_requirement(records)
    ]
    frame = pd.DataFrame(rows).astype({"memorised_from_hidden": object})
    return Table(
        id="sizing-accuracy",
        title="Accuracy at the width of the capacity requirement",
        caption="Means over draws of a table, each with its training rows, of whose labels a share "
        "is shuffled, and rows held out, of whose labels none is. The requirement is the estimated "
        "one of the training rows, inputs standardised, all parameters counted. Shown: "
        "the narrowest and the widest layer lie below, no layer above; refuted: some layer lies "
        "above; p by paired t tests over draws, Holm over all of them.",
        columns=(
            Column("family", "Tables"),
            Column("training_ends", "Trained"),
            Column("required_hidden", "Requirement", "integer"),
            Column("accuracy_at_requirement_percent", "Accuracy there", "number", "%", 1),
            Column("best_hidden", "Best width", "integer"),
            Column("best_accuracy_percent", "Accuracy there", "number", "%", 1, page_label="Best"),
            Column("gain_points", "Gain", "number", "points", 1),
            Column("gain_low_points", "at least", "number", "points", 1),
            Column("gain_high_points", "at most", "number", "points", 1),
            Column("p_corrected", "p", "number", digits=3),
            Column("memorised_from_hidden", "All memorise from", "integer"),
            Column("verdict", "Verdict"),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            *("family", "training_ends", "required_hidden", "accuracy_at_requirement_percent"),
            *("best_hidden", "best_accuracy_percent", "verdict"),
        ),
    )


def make_accuracy_figure(records: Sequence[Record]) -> Figure:
    """Return accuracy over width, a panel for each family.

    Args:
        records: Of the study `sizing-accuracy`.
    """
    data = pd.DataFrame([row for record in records for row in _average(record)])
    families = list(dict.fromkeys(data["family"]))

    def draw() -> Drawing:
        return draw_panels(
            families,
            lambda panel, family: _draw_panel(panel, data[data["family"] == family], family),
            across="Hidden neurons over those of the requirement",
            up="Accuracy, %",
            names_a_row=len(_SERIES),
        )

    return Figure(
        id="sizing-accuracy-curves",
        title="Accuracy over the width of the hidden layer",
        caption="Each panel is a kind of table; means over draws. The upright line is the width "
        "that the estimated capacity requirement asks for. Training rows have a share of their "
        "labels shuffled, rows held out have none.",
        description="Small line plots, one for each family of tables: accuracy over hidden neurons "
        "as multiples of the requirement, on training rows and on rows held out, trained to the "
        "end and stopped early.",
        draw=draw,
        data=data,
        records=tuple(records),
    )


def _average(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "family": record.params["family"],
            "hidden": width["hidden"],
            "times_requirement": width["times"],
            **{name: float(np.mean(width[name])) for name in _SERIES},
        }
        for width in record.result["widths"]
    ]


def _draw_panel(panel: Axes, part: pd.DataFrame, family: str) -> None:
    panel.axvline(1.0, color=MUTED_COLOUR, linestyle="-", linewidth=0.8)
    for place, (name, label) in enumerate(_SERIES.items()):
        panel.plot(part["times_requirement"], part[name], label=label, **line_look(place))
        for row in part.to_dict(orient="records"):
            text = f"{family}, {row['hidden']} neurons: {label} {row[name]:.1f} %"
            panel.plot(
                row["times_requirement"],
                row[name],
                markersize=3.0,
                gid=mark(text),
                **point_look(place),
            )
    panel.set_xscale("log")
    write_numbers(panel.xaxis)
    panel.set_title(family, fontsize="small")
