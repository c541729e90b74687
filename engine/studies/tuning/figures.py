"""The pictures of the grid: errors over each cost, and the front of errors over parameters."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import (
    is_narrow,
    line_look,
    mark,
    new_drawing,
    point_look,
    width_inches,
    write_numbers,
)
from engine.exhibits.figure import Figure
from engine.records.record import Record
from engine.studies.tuning.fronts import COSTS, Cost, find_front
from engine.studies.tuning.networks import title_of
from engine.studies.tuning.tables import SETS

_ACCURACIES = {"mnist": "accuracy", "digits": "digits"}
_FRONT = "parameters"
_AXES = {
    "g_elements": ("G", 1),
    "mec_bits": ("Decision MEC, bits", 1),
    "parameters": ("Parameters", 1),
    "multiply_adds": ("Multiply-adds, thousands", 1_000),
}
"""Name of each cost's axis, and what one on it stands for."""

_MOSTLY_PERCENT = 50.0
_WHOLE_FROM = 100
"""From here on values are whole; below are only those of G."""


def accuracy_figure(record: Record) -> Figure:
    """Return errors over G, MEC, parameters and multiply-adds, a panel each.

    Args:
        record: Of `tuning-findings`.
    """
    data = pd.DataFrame(
        {
            "network": title_of(one["network"]),
            "digits": name,
            **{cost.key: one[cost.key] for cost in COSTS},
            "errors_percent": 100 - one[_ACCURACIES[key]]["estimate"],
        }
        for key, name in SETS.items()
        for one in record.result["networks"]
    )

    def draw() -> Drawing:
        columns = 2 if is_narrow() else len(COSTS)
        inches, rows = width_inches("double"), len(COSTS) // columns
        drawing = Drawing(figsize=(inches, inches * (rows / columns * 1.1 + 0.12)))
        panels = list(drawing.subplots(rows, columns, sharey=True, squeeze=False).flat)
        for panel, cost in zip(panels, COSTS, strict=True):
            _draw_panel(panel, data, cost)
        drawing.legend(
            *panels[0].get_legend_handles_labels(),
            loc="outside upper center",
            ncols=2,
            fontsize="small",
        )
        drawing.supylabel("Digits in error, %", fontsize="small")
        return drawing

    return Figure(
        id="tuning-accuracy",
        title="Errors over G, MEC, parameters and multiply-adds",
        caption="A mark is a network of the grid; both axes are logarithmic. For images of one "
        "size G and MEC are mirror images of one another.",
        description="Four scatter plots with logarithmic axes: digits in error over G, decision "
        "MEC, parameters and multiply-adds, for MNIST and for scikit-learn's digits.",
        draw=draw,
        data=data,
        records=(record,),
    )


def front_figure(record: Record) -> Figure:
    """Return accuracy on MNIST over parameters, with the front and how sure it is.

    Args:
        record: Of `tuning-findings`.
    """
    networks = record.result["networks"]
    on_front = find_front(
        [one[_FRONT] for one in networks], [one["accuracy"]["estimate"] for one in networks]
    )
    data = pd.DataFrame(
        {
            "network": title_of(one["network"]),
            "parameters": one["parameters"],
            "g_elements": one["g_elements"],
            "errors_percent": 100 - one["accuracy"]["estimate"],
            "errors_low_percent": 100 - one["accuracy"]["high"],
            "errors_high_percent": 100 - one["accuracy"]["low"],
            "front_share_percent": 100 * one["front_share"][_FRONT],
            "on_front": place in on_front,
        }
        for place, one in enumerate(networks)
    )

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.5)
        front = data[data["on_front"]].sort_values("parameters")
        axes.step(
            front["parameters"],
            front["errors_percent"],
            where="post",
            label="front",
            **line_look(2),
        )
        kinds = (
            ("on the front in most resamples", data["front_share_percent"] > _MOSTLY_PERCENT),
            ("in half of them or fewer", data["front_share_percent"] <= _MOSTLY_PERCENT),
        )
        for series, (label, chosen) in enumerate(kinds):
            _draw_networks(axes, data[chosen], series, label)
        axes.set_xscale("log")
        axes.set_yscale("log")
        write_numbers(axes.xaxis)
        write_numbers(axes.yaxis)
        axes.set_xlabel("Parameters")
        axes.set_ylabel("MNIST digits in error, %")
        axes.legend()
        return drawing

    return Figure(
        id="tuning-front",
        title="The front of errors over parameters",
        caption="To a network on the front none is preferable that has no more parameters. Bars "
        "are 95 % intervals over test digits; both axes are logarithmic.",
        description="A scatter plot with logarithmic axes: MNIST digits in error over parameters, "
        "with bars, and a stepped line through the networks on the front.",
        draw=draw,
        data=data,
        records=(record,),
    )


def _draw_panel(panel: Axes, data: pd.DataFrame, cost: Cost) -> None:
    label, one = _AXES[cost.key]
    for series, (name, part) in enumerate(data.groupby("digits", sort=False)):
        for place, row in enumerate(part.to_dict(orient="records")):
            panel.plot(
                row[cost.key] / one,
                row["errors_percent"],
                label=str(name) if place == 0 else None,
                markersize=3.5,
                gid=mark(
                    f"{row['network']}, {name}: {cost.title} {_say(row[cost.key])}, "
                    f"{row['errors_percent']:.2f} % in error"
                ),
                **point_look(series),
            )
    panel.set_xscale("log")
    panel.set_yscale("log")
    write_numbers(panel.xaxis)
    write_numbers(panel.yaxis)
    panel.set_xlabel(label, fontsize="small")


def _say(value: float) -> str:
    return f"{value:,.0f}" if value >= _WHOLE_FROM else f"{value:.2f}"


def _draw_networks(axes: Axes, part: pd.DataFrame, series: int, label: str) -> None:
    for place, row in enumerate(part.to_dict(orient="records")):
        look = {**line_look(series), "linestyle": "solid", "linewidth": 0.8}
        bar = [row["errors_low_percent"], row["errors_high_percent"]]
        axes.plot([row["parameters"]] * 2, bar, **look)
        axes.plot(
            row["parameters"],
            row["errors_percent"],
            label=label if place == 0 else None,
            gid=mark(
                f"{row['network']}: {row['parameters']:,} parameters, G {row['g_elements']:.2f}, "
                f"{row['errors_percent']:.2f} % in error, on the front in "
                f"{row['front_share_percent']:.0f} % of resamples"
            ),
            **point_look(series),
        )
        if row["network"].startswith("CNN"):
            axes.annotate(
                row["network"],
                (row["parameters"], row["errors_percent"]),
                xytext=(5, 5),
                textcoords="offset points",
                fontsize="small",
            )
