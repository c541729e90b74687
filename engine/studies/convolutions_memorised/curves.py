"""The share of labels right over the number of images, a panel a network."""

from collections.abc import Hashable, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from engine.exhibits.drawing.style import (
    MUTED_COLOUR,
    is_narrow,
    line_look,
    mark,
    point_look,
    width_inches,
)
from engine.exhibits.figure import Figure
from engine.exhibits.readings import READINGS
from engine.networks.mnist_cnn import get_spec
from engine.records.record import Record

_LINES = {**{f"{reading}_bits": label for reading, label in READINGS.items()}}
_LINES["decision_memorised_bits"] = "decision layer alone"

_CURVE = ["batch_norm", "images", "steps"]
"""What a line of the drawing is of, within a network."""

_APART = 1.05
"""Lines nearer to one another than this factor share one label, and one line."""


def curves_figure(frame: pd.DataFrame, rungs: pd.DataFrame, records: Sequence[Record]) -> Figure:
    """Return the figure.

    Args:
        frame: One row a variant and kind of images, with readings in bits; see `measured`.
        rungs: One row a rung, likewise.
        records: What they were computed from.
    """

    def draw() -> Drawing:
        networks = list(dict.fromkeys(rungs["key"]))
        curves = dict.fromkeys(rungs[_CURVE].itertuples(index=False, name=None))
        looks: dict[Hashable, int] = {curve: series for series, curve in enumerate(curves)}
        inches = width_inches("double")
        shape = 0.9 if is_narrow() else 0.4
        drawing = Drawing(figsize=(inches, shape * inches * len(networks)))
        for place, network in enumerate(networks, start=1):
            axes = drawing.add_subplot(len(networks), 1, place)
            _prepare(axes, get_spec(network).title)
            _draw_readings(axes, frame[frame["key"] == network])
            _draw_shares(axes, rungs[rungs["key"] == network], looks)
            axes.legend(loc="lower left", bbox_to_anchor=(0.07, 0))
        return drawing

    return Figure(
        id="cnn-memorised-curves",
        title="Labels right over the number of images",
        caption="Share of random labels that a network has right at the end of training, mean over "
        "draws. Vertical lines stand where the bits of a reading of rule 4 are used up, n = bits "
        "over log2(10); *decision layer alone* is what that layer was measured to memorise before "
        "frozen convolutions.",
        description="One panel a network, the number of images on a logarithmic axis, the share "
        "of labels right in percent from 0 to 100, a line for each variant and kind of images, "
        "vertical lines for the readings.",
        draw=draw,
        data=rungs.drop(columns=["key", "batch_norm"]),
        records=tuple(records),
    )


def _prepare(axes: Axes, title: str) -> None:
    axes.set_xscale("log")
    axes.margins(x=0.1)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_ylim(0, 108)
    axes.set_title(title)
    axes.set_xlabel("Images, or bits over log2(10)")
    axes.set_ylabel("Labels right, %")


def _draw_readings(axes: Axes, rows: pd.DataFrame) -> None:
    for points, label in _gather_lines(rows):
        text = f"{label}: {points:,.0f} images"
        axes.axvline(points, color=MUTED_COLOUR, linewidth=0.8, linestyle=":", gid=mark(text))
        axes.annotate(
            label,
            (points, 0.85),
            xycoords=("data", "axes fraction"),
            xytext=(-2, 0),
            textcoords="offset points",
            rotation=90,
            ha="right",
            va="top",
            fontsize="x-small",
            color=MUTED_COLOUR,
        )


def _gather_lines(rows: pd.DataFrame) -> list[tuple[float, str]]:
    """Return where the readings' bits are used up, in images; those next to one another as one.

    Variants of a network differ by the few parameters of batch normalization: the first stands
    for all, and what only some have is taken from those.
    """
    found: list[tuple[float, str]] = []
    for column, label in _LINES.items():
        known = (rows[column] / rows["label_bits"]).dropna()
        if not known.empty:
            found.append((float(known.iloc[0]), label))
    gathered: list[tuple[float, str]] = []
    for points, label in sorted(found):
        if gathered and points < _APART * gathered[-1][0]:
            gathered[-1] = (gathered[-1][0], f"{gathered[-1][1]}, {label}")
        else:
            gathered.append((points, label))
    return gathered


def _draw_shares(axes: Axes, rungs: pd.DataFrame, looks: Mapping[Hashable, int]) -> None:
    """Draw a line for each variant, kind of images and number of steps, alike in all panels."""
    for curve, part in rungs.groupby(_CURVE, sort=False):
        batch_norm, images, steps = curve
        series = looks[curve]
        label = f"{images}, {'batch norm' if batch_norm else 'no batch norm'}, {steps:,} steps"
        axes.plot(part["points"], part["right_percent"], **line_look(series))
        for row in part.to_dict(orient="records"):
            axes.plot(
                row["points"],
                row["right_percent"],
                gid=mark(f"{label}: {row['points']:,} images, {row['right_percent']:.1f} % right"),
                markersize=4,
                **point_look(series),
            )
        axes.plot([], [], label=label, **{**point_look(series), **line_look(series)})
