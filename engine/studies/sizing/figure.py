"""The picture of sizing: h* and estimates, a panel for each family, as labels are shuffled."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import line_look, mark, point_look, write_numbers
from engine.exhibits.figure import Figure
from engine.records.record import Record
from engine.studies.sizing.estimates import CHANGES_LAW, HEADLINE, ROWS_LAW
from engine.studies.sizing.panels import draw_panels

_FOUND = "least_hidden"
_SERIES: Final = {
    _FOUND: "least layer, found by training",
    ROWS_LAW: "rows, through the law",
    CHANGES_LAW: "rows and label changes, through the law",
    HEADLINE: "capacity requirement, estimated",
}
"""What is drawn, in the order of its colours, with what the legend calls it."""


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
        return draw_panels(
            families,
            lambda panel, family: _draw_panel(panel, data[data["family"] == family], family),
            across="Labels shuffled, %",
            up="Hidden neurons",
            names_a_row=2,
        )

    return Figure(
        id="sizing-shuffled",
        title="The smallest hidden layer, found and estimated",
        caption=f"Each panel is a kind of table of {most} rows; the mean over draws, on a "
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
