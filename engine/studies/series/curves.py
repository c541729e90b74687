"""The curves of success of one network of each family."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.activation_names import say_activation
from engine.exhibits.drawing.style import MUTED_COLOUR, line_look, mark, new_drawing
from engine.exhibits.figure import Figure
from engine.records.record import Record

_CURVE_PARAMETERS = 45
"""A curve of each family is that of its network nearest to so many parameters."""


def curves_figure(networks: pd.DataFrame, records: Sequence[Record]) -> Figure:
    """Return the curves of success of one network of each family."""
    chosen = _choose_curves(networks)
    by_network = {_name(record): record for record in records}
    curves = [
        _curve(row, by_network[row["network"], row["activation"]])
        for row in chosen.to_dict(orient="records")
        if (row["network"], row["activation"]) in by_network
    ]
    data = pd.concat(curves, ignore_index=True)

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.7)
        for series, (label, part) in enumerate(data.groupby("label", sort=False)):
            axes.plot(
                part["points_a_parameter"],
                100 * part["share"],
                drawstyle="steps-post",
                label=label,
                gid=mark(str(label)),
                **line_look(series),
            )
        axes.axhline(50, color=MUTED_COLOUR, linewidth=0.8)
        axes.set_xlabel("Points over parameters")
        axes.set_ylabel("Trials memorised (%)")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize="x-small")
        return drawing

    return Figure(
        id="series-curves",
        title="Curves of success",
        caption="One network of each family: the share of trials in which training memorises the "
        "first n points of a sequence, over n in parameters. n at 50 % is where a curve crosses "
        "the line.",
        description="Falling staircases of the share of trials memorised over points a parameter, "
        "one for each family, with a line at one half.",
        draw=draw,
        data=data,
        records=tuple(records),
    )


def _choose_curves(networks: pd.DataFrame) -> pd.DataFrame:
    single = networks[(networks["outputs"] == 1) & (networks["inputs"] > 1)]
    distance = (np.log(single["parameters"]) - np.log(_CURVE_PARAMETERS)).abs()
    ordered = single.assign(distance=distance).sort_values(
        ["distance", "activation"], ascending=[True, False]
    )
    return ordered.drop_duplicates("family").sort_values("family")


def _curve(row: Mapping[Any, Any], record: Record) -> pd.DataFrame:
    reached = np.sort([memorised for memorised, _ in record.result["trials"]])
    points = np.concatenate([[0], np.unique(reached)])
    shares = [(reached > count).mean() for count in points]
    return pd.DataFrame(
        {
            "label": f"{row['family']}: {row['network']}, {say_activation(row['activation'])}",
            "network": row["network"],
            "activation": row["activation"],
            "points": points,
            "points_a_parameter": points / row["parameters"],
            "share": shares,
        }
    )


def _name(record: Record) -> tuple[str, str]:
    params = record.params
    sizes = params.get("sizes") or f"{params['inputs']}-{params['hidden']}-{params['outputs']}"
    return sizes, params["activation"]
