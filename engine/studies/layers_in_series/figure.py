"""Measured over predicted points, a row a network: each reading of rule 4 with its interval."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import (
    GRID_COLOUR,
    MUTED_COLOUR,
    is_narrow,
    mark,
    new_drawing,
    point_look,
    width_inches,
    write_numbers,
)
from engine.exhibits.figure import Figure
from engine.exhibits.readings import READINGS
from engine.records.record import Record

_ROW_INCHES: Final = 0.24
_NARROW_ROW_INCHES: Final = 0.3
_FRAME_INCHES: Final = 0.8

_APART: Final = 0.21
"""Distance of two readings in a row, so that those which coincide are both seen."""


def readings_figure(ratios: pd.DataFrame, records: Sequence[Record]) -> Figure:
    """Return what each network memorised over what each reading predicts.

    Args:
        ratios: One row a network and reading: `network`, `reading`, `expected_points`,
            `measured_points`, `ratio`, `ratio_low`, `ratio_high`.
        records: What they were computed from.
    """
    return Figure(
        id="rule-4-measured",
        title="Predicted and memorised",
        caption="One row a network, named by its layers: the points that it memorised over those "
        "that each reading of rule 4 predicts, with 95 % intervals. 1 is a perfect prediction; to "
        "the right of it, the network memorised more than neurons of that capacity would by "
        "Cover's theorem. Readings that give the same number stand one below "
        "the other.",
        description="A row of marks for each network on a logarithmic axis of points memorised "
        "over points predicted, a kind of mark for each reading, each with its interval, and a "
        "line at one.",
        draw=partial(_draw, ratios),
        data=ratios,
        records=tuple(records),
    )


def _draw(ratios: pd.DataFrame) -> Drawing:
    networks = list(dict.fromkeys(ratios["network"]))
    pitch = _NARROW_ROW_INCHES if is_narrow() else _ROW_INCHES
    inches = _FRAME_INCHES + pitch * len(networks)
    drawing, axes = new_drawing("double", inches / width_inches("double"))
    for place in range(0, len(networks), 2):
        axes.axhspan(place - 0.5, place + 0.5, color=GRID_COLOUR, alpha=0.3, linewidth=0)
    axes.axvline(1, color=MUTED_COLOUR, linewidth=0.8)
    for row in ratios.to_dict(orient="records"):
        _draw_reading(axes, row, networks.index(row["network"]))
    for series, label in enumerate(READINGS.values()):
        axes.plot([], [], label=label, **point_look(series))
    axes.grid(visible=False, axis="y")
    axes.set_yticks(range(len(networks)), networks)
    axes.set_ylim(len(networks) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xscale("log")
    write_numbers(axes.xaxis)
    axes.set_xlabel("Points memorised over points predicted, at 50 % success")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(READINGS), borderaxespad=0)
    return drawing


def _draw_reading(axes: Axes, row: Mapping[Any, Any], place: int) -> None:
    series = list(READINGS).index(row["reading"])
    look = point_look(series)
    height = place + _APART * (series - (len(READINGS) - 1) / 2)
    text = (
        f"{row['network']}, {READINGS[row['reading']]}: {row['ratio']:.2f} "
        f"({row['ratio_low']:.2f} to {row['ratio_high']:.2f}), "
        f"{row['measured_points']:.1f} memorised, {row['expected_points']:.1f} predicted"
    )
    ends = [row["ratio_low"], row["ratio_high"]]
    axes.plot(ends, [height, height], color=look["color"], linestyle="-", linewidth=1.2)
    axes.plot(row["ratio"], height, gid=mark(text), markersize=3.6, **look)
