"""The figures of networks of any depth: predicted and measured, narrowest layer, the law."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from engine.exhibits.activation_names import say_activation
from engine.exhibits.drawing.style import (
    MUTED_COLOUR,
    is_narrow,
    mark,
    new_drawing,
    point_look,
    width_inches,
    write_numbers,
)
from engine.exhibits.figure import Figure
from engine.records.record import Record

ACTIVATIONS = ("tanh", "relu", "step")
"""In the order of their colours and markers."""

_HOLLOW = "Hollow marks are of networks whose n had not converged, and is a lower bound."

_PANELS_A_ROW = 3
_NARROW_PANELS_A_ROW = 2


def predicted_figure(
    predictions: pd.DataFrame, labels: dict[str, str], records: Sequence[Record]
) -> Figure:
    """Return measured over predicted points, a panel for each predictor.

    Args:
        predictions: One row a network and predictor: `key`, `network`, `activation`,
            `predicted_points`, `measured_points` with `measured_low` and `measured_high`,
            `converged`.
        labels: Of the predictors to show, by key, in order.
        records: What they were computed from.
    """
    keys = list(labels)
    data = predictions[predictions["key"].isin(keys)].dropna(subset=["predicted_points"])

    def draw() -> Drawing:
        columns = _NARROW_PANELS_A_ROW if is_narrow() else _PANELS_A_ROW
        rows = -(-len(keys) // columns)
        inches = width_inches("double")
        drawing = Drawing(figsize=(inches, inches * 1.02 / columns * rows))
        panels = drawing.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        ends = [
            0.8 * float(data[["predicted_points", "measured_points"]].min().min()),
            1.25 * float(data[["predicted_points", "measured_points"]].max().max()),
        ]
        for panel, key in zip(panels.flat, keys, strict=False):
            _draw_panel(panel, data[data["key"] == key], labels[key], ends)
        for panel in list(panels.flat)[max(0, len(keys) - columns) : len(keys)]:
            panel.tick_params(labelbottom=True)
        for panel in list(panels.flat)[len(keys) :]:
            panel.set_axis_off()
        _explain_marks(panels.flat[0], data, loc="upper left", fontsize="small")
        drawing.supxlabel("Points predicted, n at 50 %", fontsize="small")
        drawing.supylabel("Points memorised, n at 50 %", fontsize="small")
        return drawing

    return Figure(
        id="series-predicted",
        title="Predicted and memorised, reading by reading",
        caption="Each network once in each panel, predicted by its reading with the factor that "
        "fits all other families best, one factor for each activation. On the line, prediction "
        "and measurement agree; how narrowly the points follow it is what tells the readings "
        f"apart. {_HOLLOW}",
        description="Small scatter plots on logarithmic axes, one for each reading: points "
        "memorised over points predicted, with the diagonal, a kind of mark for each activation.",
        draw=draw,
        data=data,
        records=tuple(records),
    )


def _draw_panel(panel: Axes, part: pd.DataFrame, label: str, ends: list[float]) -> None:
    panel.plot(ends, ends, color=MUTED_COLOUR, linestyle="-", linewidth=0.8)
    for row in part.to_dict(orient="records"):
        low, high = row["measured_low"], row["measured_high"]
        text = (
            f"{row['network']}, {say_activation(row['activation'])}: "
            f"{row['predicted_points']:.0f} predicted, {row['measured_points']:.0f} memorised "
            f"({low:.0f} to {high:.0f})"
        )
        point = (row["predicted_points"], row["measured_points"])
        _draw_network(panel, point, (low, high), text, row)
    panel.set_xscale("log")
    panel.set_yscale("log")
    write_numbers(panel.xaxis)
    write_numbers(panel.yaxis)
    panel.set_title(label[:1].upper() + label[1:], fontsize="small")


def _draw_network(
    axes: Axes,
    point: tuple[float, float],
    ends: tuple[float, float],
    text: str,
    row: Mapping[Any, Any],
) -> None:
    """Draw the mark of a network with its interval: hollow where it had not converged."""
    look = point_look(ACTIVATIONS.index(row["activation"]))
    line = {"color": look["color"], "linestyle": "-", "linewidth": 0.8, "alpha": 0.6}
    axes.plot([point[0]] * 2, ends, **line)
    axes.plot(
        *point,
        gid=mark(text if row["converged"] else f"{text}; not converged"),
        markersize=3.5,
        fillstyle="full" if row["converged"] else "none",
        **look,
    )


def _explain_marks(axes: Axes, data: pd.DataFrame, **place: Any) -> None:  # noqa: ANN401 - of a legend
    """Draw the legend of the activations; none where nothing is drawn."""
    for series, name in enumerate(ACTIVATIONS):
        if name in set(data["activation"]):
            axes.plot([], [], label=say_activation(name), **point_look(series))
    if len(data):
        axes.legend(**place)


def narrowest_figure(networks: pd.DataFrame, records: Sequence[Record]) -> Figure:
    """Return labels memorised a parameter over the narrowest hidden layer."""
    names = [
        "network",
        "activation",
        "family",
        "narrowest",
        "parameters",
        "points_per_parameter",
        "converged",
    ]
    data = networks.assign(
        **{
            f"points_per_parameter_{end}": networks["points_per_parameter"]
            * networks[f"n50_{end}"]
            / networks["n50"]
            for end in ("low", "high")
        }
    )
    data = data[data["inputs"] > 1][
        [*names, "points_per_parameter_low", "points_per_parameter_high"]
    ]

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.5)
        shift = {name: 1 + 0.06 * (place - 1) for place, name in enumerate(ACTIVATIONS)}
        for row in data.to_dict(orient="records"):
            labels = row["points_per_parameter"]
            ends = (row["points_per_parameter_low"], row["points_per_parameter_high"])
            text = (
                f"{row['network']}, {say_activation(row['activation'])}: {labels:.2f} "
                f"({ends[0]:.2f} to {ends[1]:.2f}) labels a parameter, "
                f"{row['parameters']} parameters"
            )
            width = row["narrowest"] * shift[row["activation"]]
            _draw_network(axes, (width, labels), ends, text, row)
        axes.axhline(2, color=MUTED_COLOUR, linewidth=0.8)
        axes.set_xscale("log", base=2)
        axes.xaxis.set_major_formatter("{x:g}")
        axes.set_xlabel("Neurons of the narrowest hidden layer")
        axes.set_ylabel("Labels memorised a parameter, at 50 %")
        _explain_marks(axes, data, loc="upper left")
        return drawing

    return Figure(
        id="series-narrowest",
        title="Labels a parameter by the narrowest layer",
        caption="Labels that a network memorises at 50 % success for each of its parameters, over "
        "the width of its narrowest hidden layer. The line is at 2, what a single neuron "
        f"memorises. {_HOLLOW}",
        description="Scatter of labels memorised a parameter over the narrowest hidden layer, "
        "logarithmic, one kind of mark for each activation, with a line at 2.",
        draw=draw,
        data=data,
        records=tuple(records),
    )


def residual_figure(residuals: pd.DataFrame, records: Sequence[Record]) -> Figure:
    """Return what the law is off by, network by network.

    Args:
        residuals: `network`, `activation`, `parameters`, `family`, `log_error` (measured less
            predicted, of networks not fitted), `converged`, and `n50` with `n50_low` and
            `n50_high`.
        records: What they were computed from.
    """

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.45)
        axes.axhline(1, color=MUTED_COLOUR, linewidth=0.8)
        for row in residuals.to_dict(orient="records"):
            ratio = float(np.exp(row["log_error"]))
            ends = (ratio * row["n50_low"] / row["n50"], ratio * row["n50_high"] / row["n50"])
            text = (
                f"{row['network']}, {say_activation(row['activation'])} ({row['family']}): "
                f"{ratio:.2f} ({ends[0]:.2f} to {ends[1]:.2f})"
            )
            _draw_network(axes, (row["parameters"], ratio), ends, text, row)
        axes.set_xscale("log")
        axes.set_yscale("log", base=2)
        axes.yaxis.set_major_formatter("{x:g}")
        write_numbers(axes.xaxis)
        axes.set_xlabel("Parameters")
        axes.set_ylabel("Measured over predicted")
        _explain_marks(axes, residuals, loc="upper left")
        return drawing

    return Figure(
        id="series-residuals",
        title="What the law is off by",
        caption="Measured over predicted n at 50 % of each network, predicted by the law as it is "
        "fitted without the network's own family, and of those drawn at random by the law of all "
        f"others. {_HOLLOW}",
        description="Scatter of measured over predicted points over parameters, on logarithmic "
        "axes, with a line at one.",
        draw=draw,
        data=residuals,
        records=tuple(records),
    )
