"""The picture of what foretells accuracy: rank correlations with their intervals."""

import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import is_narrow, line_look, mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.records.record import Record
from engine.studies.tuning.fronts import COSTS


def correlations_figure(record: Record) -> Figure:
    """Return the rank correlations with accuracy on MNIST, plain and partial, with intervals.

    Args:
        record: Of `tuning-findings`.
    """
    found = record.result["foretold"]["mnist"]
    data = pd.DataFrame(
        {
            "quantity": cost.title,
            "held_fixed": _held_fixed(part, cost.key),
            "correlation": found[cost.key][part]["estimate"],
            "low": found[cost.key][part]["low"],
            "high": found[cost.key][part]["high"],
        }
        for part in ("plain", "partial")
        for cost in COSTS
    )

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.36)
        names = [cost.title for cost in COSTS]
        for series, label in enumerate(("nothing held fixed", "parameters held fixed (or G)")):
            part = data[(data["held_fixed"] == "nothing") == (series == 0)]
            for row in part.to_dict(orient="records"):
                height = names.index(row["quantity"]) + 0.14 * (2 * series - 1)
                ends = [row["low"], row["high"]]
                axes.plot(ends, [height] * 2, **{**line_look(series), "linestyle": "solid"})
                axes.plot(
                    row["correlation"],
                    height,
                    label=label if row["quantity"] == names[0] else None,
                    gid=mark(
                        f"{row['quantity']}, {row['held_fixed']} held fixed: "
                        f"{row['correlation']:.2f}, {row['low']:.2f} to {row['high']:.2f}"
                    ),
                    **point_look(series),
                )
        axes.axvline(0, linewidth=0.8, color="0.5")
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.set_xlim(-1.05, 1.05)
        axes.set_xlabel("Rank correlation with accuracy on MNIST")
        drawing.legend(
            *axes.get_legend_handles_labels(),
            loc="outside upper center",
            ncols=1 if is_narrow() else 2,
            fontsize="small",
        )
        return drawing

    return Figure(
        id="tuning-foretells",
        title="Rank correlations with accuracy",
        caption="With 95 % intervals over networks. At a given number of parameters, what is left "
        "of a quantity is what it tells beyond size; parameters are shown at a given G.",
        description="A plot of intervals: the rank correlation of G, decision MEC, parameters and "
        "multiply-adds with accuracy, each with nothing and with size held fixed.",
        draw=draw,
        data=data.dropna(),
        records=(record,),
    )


def _held_fixed(part: str, key: str) -> str:
    if part == "plain":
        return "nothing"
    return "G" if key == "parameters" else "parameters"
