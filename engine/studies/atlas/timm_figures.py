"""The figures of timm: accuracy over MEC by training data, and the lines of the families in it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import MUTED_COLOUR, mark, new_drawing, point_look, write_numbers
from engine.exhibits.figure import Figure
from engine.networks.catalogue.timm_results import NOTICE
from engine.networks.catalogue.training_data import TRAINING_DATA
from engine.records.record import Record
from engine.studies.atlas.population import ANY_DATA, median_architectures

MEC: Final = "decision_layer_bits"
ACCURACY: Final = "top1_percent"
_X: Final = "Decision-layer MEC, bits"
_Y: Final = "Top-1 accuracy, %"


def timm_figures(
    weights: pd.DataFrame,
    families: Sequence[Mapping[str, float | str]],
    models: pd.DataFrame,
    records: Sequence[Record],
) -> tuple[Figure, ...]:
    """Return the scatter of timm by training data, and the slopes within its families.

    Args:
        weights: As `own_weights` returns them.
        families: Rows of the study `atlas-within-families` for any training data on ImageNet.
        models: As `models_frame` returns them, for addresses.
        records: What all of it was computed from.
    """
    addresses = models[models["library"] == "timm"].set_index("model")["address"]
    return (
        _scatter(weights, addresses, tuple(records)),
        _slopes(weights, families, addresses, tuple(records)),
    )


def _scatter(
    weights: pd.DataFrame, addresses: "pd.Series[str]", records: tuple[Record, ...]
) -> Figure:
    parts = [
        median_architectures(weights, data).assign(training_data=data) for data in TRAINING_DATA
    ]
    data = pd.concat(parts, ignore_index=True)
    data = data[["architecture", "family", "training_data", MEC, ACCURACY]].assign(
        address=data["architecture"].map(addresses)
    )
    return Figure(
        id="atlas-timm",
        title="MEC against accuracy, timm's architectures",
        caption="Each architecture of timm with published accuracies, once for each class of "
        "training data, with the median of its weights. Each mark names its architecture and leads "
        "to its row.",
        description=f"Scatter of {len(data)} marks: MEC of the decision layer on a logarithmic "
        "axis, top-1 accuracy on ImageNet in percent, a marker for each class of training data.",
        draw=partial(_draw_scatter, data),
        data=data.drop(columns="address"),
        records=records,
        terms=NOTICE,
    )


def _draw_scatter(data: pd.DataFrame) -> Drawing:
    drawing, axes = new_drawing("double", 0.6)
    for series, training in enumerate(TRAINING_DATA):
        part = data[data["training_data"] == training]
        for row in part.to_dict(orient="records"):
            said = f"{row['architecture']}, {training}: {row[MEC]:,.0f} bits, {row[ACCURACY]:.2f} %"
            axes.plot(
                row[MEC],
                row[ACCURACY],
                gid=mark(said),
                url=row["address"],
                markersize=3.5,
                **point_look(series),
            )
        if len(part):
            axes.plot([], [], label=training, **point_look(series))
    _finish(axes)
    return drawing


def _slopes(
    weights: pd.DataFrame,
    families: Sequence[Mapping[str, float | str]],
    addresses: "pd.Series[str]",
    records: tuple[Record, ...],
) -> Figure:
    medians = median_architectures(weights, ANY_DATA)
    rows = [_line(medians, str(one["family"]), float(one["slope"])) for one in families]
    names = ["family", "low_bits", "high_bits", "low_percent", "high_percent", "slope_points"]
    lines = pd.DataFrame(rows, columns=[*names, "example"])
    lines["address"] = [address.partition("#")[0] for address in lines["example"].map(addresses)]
    return Figure(
        id="atlas-timm-families",
        title="Accuracy over MEC inside the families of timm",
        caption="A line a family that has at least three values of the MEC: accuracy over the "
        "logarithm of the MEC, from its least to its most. Solid lines rise, dashed ones fall. The "
        "points are all architectures. Each line names its family and leads to its page.",
        description=f"{len(lines)} lines over {len(medians)} grey points: MEC of the decision "
        "layer on a logarithmic axis, top-1 accuracy on ImageNet in percent.",
        draw=partial(_draw_slopes, lines, medians[[MEC, ACCURACY]]),
        data=lines[names],
        records=records,
        terms=NOTICE,
    )


def _line(medians: pd.DataFrame, family: str, slope: float) -> dict[str, float | str]:
    part = medians[medians["family"] == family]
    low, high = float(part[MEC].min()), float(part[MEC].max())
    middle, level = float(np.log2(part[MEC]).mean()), float(part[ACCURACY].mean())
    return {
        "family": family,
        "low_bits": low,
        "high_bits": high,
        "low_percent": level + slope * (np.log2(low) - middle),
        "high_percent": level + slope * (np.log2(high) - middle),
        "slope_points": slope,
        "example": str(part["architecture"].iloc[0]),
    }


def _draw_slopes(lines: pd.DataFrame, medians: pd.DataFrame) -> Drawing:
    drawing, axes = new_drawing("double", 0.6)
    axes.scatter(medians[MEC], medians[ACCURACY], s=4, color=MUTED_COLOUR, alpha=0.35, linewidth=0)
    for row in lines.to_dict(orient="records"):
        rises = row["slope_points"] > 0
        axes.plot(
            [row["low_bits"], row["high_bits"]],
            [row["low_percent"], row["high_percent"]],
            gid=mark(f"{row['family']}: {row['slope_points']:.1f} points a doubling"),
            url=row["address"],
            linewidth=1.6,
            color=point_look(0 if rises else 1)["color"],
            linestyle="-" if rises else "--",
        )
    for rises, label in ((True, "rises with MEC"), (False, "falls")):
        look = {
            "color": point_look(0 if rises else 1)["color"],
            "linestyle": "-" if rises else "--",
        }
        axes.plot([], [], label=label, **look)
    _finish(axes)
    return drawing


def _finish(axes: Axes) -> None:
    axes.set_xscale("log")
    write_numbers(axes.xaxis)
    axes.set_xlabel(_X)
    axes.set_ylabel(_Y)
    axes.legend(loc="lower right")
