"""What the models of the atlas say together: rank correlations with accuracy, Pareto fronts."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import MUTED_COLOUR, mark, new_drawing, point_look, write_numbers
from engine.exhibits.figure import Figure
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.atlas.statistic_columns import MEASURES
from engine.studies.atlas.timm_tables import correlation_rows

_NOTHING = {"estimate": None, "low": None, "high": None}
POPULATIONS = {"both": "both libraries", "keras": "keras", "torchvision": "torchvision"}


def correlation_table(
    records: Sequence[Record], measured: Sequence[Record], of_timm: Sequence[Record]
) -> Table:
    """Return the rank correlation of each measure with accuracy, alone and given the parameters.

    Args:
        records: The correlations.
        measured: The models that they were computed from.
        of_timm: Those of timm, by test set and training data.
    """
    rows = [*map(_correlation_row, records), *correlation_rows(of_timm)]
    frame = pd.DataFrame(rows)
    numbers = frame.columns[frame.columns.str.contains("rho|low|high|_p$")]
    return Table(
        id="atlas-correlations",
        title="Rank correlation with top-1 accuracy",
        caption="Spearman's rank correlation with published top-1 accuracy, and what is left of it "
        "when the parameter count is held fixed (partial rank correlation). Intervals of 95 % are "
        "from a bootstrap that draws whole families, since the models of a family are alike. For "
        "timm each architecture counts once, with the median of its weights, on six test sets and "
        "by what the weights were trained on; where families are few, the medians of the families "
        "are permuted as well.",
        columns=(
            Column("models", "Models", facet=True),
            Column("measure", "Measure", facet=True),
            Column("count", "n", "integer"),
            Column("rho", "ρ", "number", digits=2),
            Column("rho_low", "from", "number", digits=2),
            Column("rho_high", "to", "number", digits=2),
            Column("partial_rho", "ρ given parameters", "number", digits=2),
            Column("partial_low", "from", "number", digits=2),
            Column("partial_high", "to", "number", digits=2),
            Column("training_data", "Trained on", facet=True),
            Column("test_set", "Test set", facet=True),
            Column(
                "families",
                "Families",
                "integer",
                description="Of the architectures",
                in_latex=False,
            ),
            Column(
                "families_rho",
                "ρ of families",
                "number",
                digits=2,
                description="Rank correlation of the medians of the families, where these are few",
                in_latex=False,
            ),
            Column(
                "families_p",
                "p",
                "number",
                digits=3,
                description="Its p-value by permutation of the families",
                in_latex=False,
            ),
        ),
        frame=frame.astype(dict.fromkeys(numbers, float)),
        records=(*records, *of_timm, *measured),
        first_on_page=(
            "models",
            "measure",
            "training_data",
            "test_set",
            "rho",
            "rho_low",
            "rho_high",
        ),
        filterable=True,
        narrow=("measure", "training_data", "test_set", "rho"),
        extract_by="count",
    )


def statistic_facts(frame: pd.DataFrame, correlations: pd.DataFrame) -> dict[str, Any]:
    """Return the correlations by measure for both libraries, and the Pareto fronts."""
    both = correlations[correlations["models"] == POPULATIONS["both"]]
    by_measure = {row["measure"]: row for row in both.to_dict(orient="records")}
    known = frame.dropna(subset="top1_percent")
    return {
        "correlations": by_measure,
        "mec": by_measure[MEASURES["decision_layer_bits"]],
        "parameters": by_measure[MEASURES["parameters"]],
        "front_mec": known.iloc[pareto_front(known, "decision_layer_bits")]["model"].tolist(),
        "front_parameters": known.iloc[pareto_front(known, "parameters")]["model"].tolist(),
    }


def pareto_front(frame: pd.DataFrame, cost: str, *, more_is_better: bool = False) -> list[int]:
    """Return the positions of the models that no other beats, in the order of the cost.

    Args:
        frame: Models with `top1_percent` and the cost.
        cost: Column that is to be small.
        more_is_better: Whether the column is to be large instead.
    """
    sign = -1.0 if more_is_better else 1.0
    costs = sign * frame[cost].to_numpy(dtype=float)
    accuracies = frame["top1_percent"].to_numpy(dtype=float)
    front: list[int] = []
    best = -np.inf
    for position in np.lexsort((-accuracies, costs)):
        if accuracies[position] > best:
            front.append(int(position))
            best = accuracies[position]
    return front


def scatter_figures(frame: pd.DataFrame, records: Sequence[Record]) -> tuple[Figure, ...]:
    """Return the scatters of MEC, G and parameters over accuracy, with their Pareto fronts."""
    wanted = (
        ("atlas-mec", "decision_layer_bits", "Decision-layer MEC, bits", False),
        ("atlas-g", "g_elements", "G, elements", True),
        ("atlas-parameters", "parameters", "Parameters", False),
    )
    return tuple(_scatter(frame, records, *one) for one in wanted)


def _scatter(
    frame: pd.DataFrame,
    records: Sequence[Record],
    identifier: str,
    measure: str,
    label: str,
    more_is_better: bool,
) -> Figure:
    columns = ["model", "library", "family", measure, "top1_percent", "address"]
    data = frame[columns].dropna(subset="top1_percent").reset_index(drop=True)
    front = data.iloc[pareto_front(data, measure, more_is_better=more_is_better)]
    better = "largest" if more_is_better else "smallest"
    return Figure(
        id=identifier,
        title=f"{label.split(',')[0]} against accuracy",
        caption="Every model with a published top-1 accuracy. The line is the Pareto front: no "
        f"model on it is beaten both in accuracy and in the {better} value. Each mark names its "
        "model and leads to its place in the page of its family.",
        description=f"Scatter of {len(data)} models: {label} on a logarithmic axis, top-1 accuracy "
        "in percent, with the Pareto front as a line.",
        draw=_draw_scatter(data, front, measure, label),
        data=data.drop(columns="address"),
        records=tuple(records),
    )


def _draw_scatter(
    data: pd.DataFrame, front: pd.DataFrame, measure: str, label: str
) -> Callable[[], Drawing]:
    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.6)
        axes.plot(
            front[measure],
            front["top1_percent"],
            color=MUTED_COLOUR,
            linestyle="-",
            linewidth=1,
            label="Pareto front",
        )
        for series, (library, part) in enumerate(data.groupby("library", sort=True)):
            for row in part.to_dict(orient="records"):
                text = f"{row['model']} ({library}): {row[measure]:,.6g}, {row['top1_percent']} %"
                axes.plot(
                    row[measure],
                    row["top1_percent"],
                    gid=mark(text),
                    url=row["address"],
                    markersize=4.5,
                    **point_look(series),
                )
            axes.plot([], [], label=library, **point_look(series))
        axes.set_xscale("log")
        write_numbers(axes.xaxis)
        axes.set_xlabel(label)
        axes.set_ylabel("Top-1 accuracy, %")
        axes.legend(loc="lower right")
        return drawing

    return draw


def _correlation_row(record: Record) -> dict[str, Any]:
    rho, partial = record.result["rho"], record.result["partial"] or _NOTHING
    return {
        "models": POPULATIONS[record.params["models"]],
        "measure": MEASURES[record.params["measure"]],
        "count": record.result["count"],
        "rho": rho["estimate"],
        "rho_low": rho["low"],
        "rho_high": rho["high"],
        "partial_rho": partial["estimate"],
        "partial_low": partial["low"],
        "partial_high": partial["high"],
        "training_data": "any",
        "test_set": "ImageNet",
        "families": record.result["families"],
    }
