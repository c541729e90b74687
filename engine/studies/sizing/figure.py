"""The picture of sizing: h* and estimates, a panel for each family, as labels are shuffled."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import (
    is_narrow,
    line_look,
    mark,
    point_look,
    width_inches,
    write_numbers,
)
from engine.exhibits.figure import Figure
from engine.records.record import Record
from engine.studies.sizing.estimates import CHANGES_LAW, HEADLINE, ROWS_LAW

_FOUND = "least_hidden"
_SERIES: Final = {
    _FOUND: "least layer, found by training",
    ROWS_LAW: "rows, through the law",
    CHANGES_LAW: "rows and label changes, through the law",
    HEADLINE: "capacity requirement, estimated",
}
"""What is drawn, in the order of its colours, with what the legend calls it."""

_PANELS_A_ROW, _NARROW_PANELS_A_ROW = 4, 2


def make_figure(estimates: pd.DataFrame, records: Sequence[Record]) -> Figure:
    """Return h* and estimates over the share of shuffled labels, a panel for each family.

    Args:
        estimates: One row a case: `family`, `rows`, `seed`, `shuffled_percent`, `least_hidden`,
            and `hidden`, estimates by rule. The tables with most rows are drawn.
        records: What they were computed from.
    """
    most = int(estimates["rows"].max())
    data = _average(estimates[estimates["rows"] == most])
    families = list(dict.fromkeys(data["family"]))

    def draw() -> Drawing:
        columns = _NARROW_PANELS_A_ROW if is_narrow() else _PANELS_A_ROW
        rows = -(-len(families) // columns)
        inches = width_inches("double")
        drawing = Drawing(figsize=(inches, inches * (1.0 * rows / columns + 0.12)))
        panels = drawing.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for panel, family in zip(panels.flat, families, strict=False):
            _draw_panel(panel, data[data["family"] == family], family)
        for panel in list(panels.flat)[max(0, len(families) - columns) : len(families)]:
            panel.tick_params(labelbottom=True)
        for panel in list(panels.flat)[len(families) :]:
            panel.set_axis_off()
        handles, names = panels.flat[0].get_legend_handles_labels()
        drawing.legend(
            handles,
            names,
            loc="outside upper center",
            ncols=1 if is_narrow() else 2,
            fontsize="small",
        )
        drawing.supxlabel("Labels shuffled, %", fontsize="small")
        drawing.supylabel("Hidden neurons", fontsize="small")
        return drawing

    return Figure(
        id="sizing-shuffled",
        title="The smallest hidden layer, found and estimated",
        caption=f"Each panel is a family of tables of {most} rows; the mean over draws, on a "
        "logarithmic axis. Shuffling labels takes away the rule in a table, and keeps its rows.",
        description="Small line plots, one for each family of tables: hidden neurons over the "
        "share of shuffled labels, for what training found and for three estimates.",
        draw=draw,
        data=data,
        records=tuple(records),
    )


def _average(estimates: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over draws of h* and of each drawn rule, one row a family and share."""
    rows = [
        {
            "family": row["family"],
            "shuffled_percent": row["shuffled_percent"],
            _FOUND: row[_FOUND],
            **{key: hidden for key, hidden in row["hidden"].items() if key in _SERIES},
        }
        for row in estimates.to_dict(orient="records")
    ]
    averaged = pd.DataFrame(rows).groupby(["family", "shuffled_percent"], sort=False).mean()
    return averaged.reset_index().rename(columns=_COLUMNS)


_COLUMNS: Final = {
    ROWS_LAW: "hidden_by_rows",
    CHANGES_LAW: "hidden_by_changes",
    HEADLINE: "hidden_by_requirement",
}
"""Names of the drawn rules in the published data."""


def _draw_panel(panel: Axes, part: pd.DataFrame, family: str) -> None:
    for place, (key, label) in enumerate(_SERIES.items()):
        name = _COLUMNS.get(key, key)
        if name not in part:
            continue
        panel.plot(part["shuffled_percent"], part[name], label=label, **line_look(place))
        for row in part.to_dict(orient="records"):
            panel.plot(
                row["shuffled_percent"],
                row[name],
                markersize=3.0,
                gid=mark(
                    f"{family}, {row['shuffled_percent']:.0f} % shuffled: {label}, {row[name]:.1f}"
                ),
                **point_look(place),
            )
    panel.set_yscale("log")
    write_numbers(panel.yaxis)
    panel.set_title(family, fontsize="small")
