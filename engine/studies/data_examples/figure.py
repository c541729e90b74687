"""The requirement over growing shares of the rows, with a rule and without."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from engine.dataset.null import BEST_DIRECTION
from engine.dataset.requirement import estimate_bits
from engine.exhibits.drawing.style import (
    MUTED_COLOUR,
    line_look,
    mark,
    new_drawing,
    point_look,
    write_numbers,
)
from engine.exhibits.figure import Figure
from engine.records.record import Record

_COUNTS = {"best": "best direction", "sum": "plain sum"}


def make_figure(records: Mapping[str, Record]) -> Figure:
    """Return the requirement of both tables over the rows, and of labels in random order.

    Args:
        records: Of each table, by its labels.
    """
    data = pd.DataFrame(
        [row for labels, record in records.items() for row in _rows(labels, record)]
    )
    bands = {labels: _find_band(record) for labels, record in records.items()}

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.5)
        for table, labels in enumerate(records):
            for place, count in enumerate(_COUNTS):
                _draw_line(axes, data, labels, count, 2 * table + place)
        _draw_random(axes, data)
        for labels, band in bands.items():
            _draw_band(axes, labels, band)
        axes.set_xscale("log")
        axes.set_xlim(0.9 * data["rows"].min(), 1.15 * data["rows"].max())
        axes.set_ylim(bottom=0)
        write_numbers(axes.xaxis)
        axes.set_xlabel("Rows")
        axes.set_ylabel("Requirement, bits")
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0)
        return drawing

    return Figure(
        id="data-examples-growth",
        title="What growing shares of the rows ask for",
        caption="log2(c + 1) d bits before rounding, for c label changes along a direction and d "
        "columns, over shares of the rows that double; means of up to four parts. Grey, labels "
        "in random order. The bars at the right are the range of the best direction over "
        "shuffles of all labels.",
        description="Lines of bits over rows on a logarithmic axis: for labels as recorded and for "
        "the same labels shuffled, along the best direction and along the plain sum, with a grey "
        "line for labels in random order.",
        draw=draw,
        data=data,
        records=tuple(records.values()),
    )


def _rows(labels: str, record: Record) -> list[dict[str, Any]]:
    return [
        {
            "labels": labels,
            "rows": point["rows"],
            "best_bits": point["best_bits"],
            "sum_bits": point["sum_bits"],
            "random_bits": point["random_bits"],
        }
        for point in record.result["curve"]["points"]
    ]


def _find_band(record: Record) -> tuple[int, float, float]:
    """Return all rows, and the least and most bits of shuffled labels along the best direction."""
    (found,) = (one for one in record.result["counts"] if one["counted"] == BEST_DIRECTION)
    inputs = record.result["inputs"]
    low, high = (estimate_bits(found[end], inputs) for end in ("lowest", "highest"))
    return record.result["rows"], low, high


def _draw_line(axes: Axes, data: pd.DataFrame, labels: str, count: str, series: int) -> None:
    part = data[data["labels"] == labels]
    name = f"{labels}, {_COUNTS[count]}"
    axes.plot(part["rows"], part[f"{count}_bits"], label=name, **line_look(series))
    for rows, bits in zip(part["rows"], part[f"{count}_bits"], strict=True):
        label = mark(f"{name}: {bits:,.0f} bits, {rows:,} rows")
        axes.plot(rows, bits, gid=label, markersize=4, **point_look(series))


def _draw_random(axes: Axes, data: pd.DataFrame) -> None:
    part = data.drop_duplicates("rows")
    axes.plot(
        part["rows"],
        part["random_bits"],
        color=MUTED_COLOUR,
        linestyle="-",
        linewidth=0.8,
        label="random order, plain sum",
    )


def _draw_band(axes: Axes, labels: str, band: tuple[int, float, float]) -> None:
    rows, low, high = band
    text = f"{labels}, shuffled again: {low:,.0f} to {high:,.0f} bits along the best direction"
    axes.plot([1.06 * rows] * 2, [low, high], color=MUTED_COLOUR, linewidth=3, gid=mark(text))
