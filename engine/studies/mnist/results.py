"""What training the MNIST networks gave: accuracy over seeds, loss curves, time."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import line_look, mark, new_drawing, point_look, write_numbers
from engine.exhibits.figure import Figure
from engine.exhibits.quantities import capacity_units
from engine.exhibits.table import Column, Table
from engine.lab.statistics import Interval, prediction_interval, prediction_p, t_interval
from engine.networks.mnist_cnn import variant_title
from engine.records.record import Record


def variants_frame(
    networks: Sequence[Record], runs: Sequence[Record], printed: dict[str, Any]
) -> pd.DataFrame:
    """Return one row a variant: what it is, its accuracy over seeds, what the notebook printed."""
    return pd.DataFrame(
        [_variant_row(network, _runs_of(network, runs), printed) for network in networks]
    )


def variants_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of the six variants."""
    return Table(
        id="mnist-cnn",
        title="Six networks on MNIST",
        caption=f"Accuracy on all {_tested(records):,} test digits after the last epoch: mean "
        "over seeds with its 95 % t interval, which covers the seed alone, not the choice "
        "of test digits. MEC is that of the decision layer, G runs from the image to "
        "the embedding, by elements. A new "
        "run by this recipe lies in the interval called a new run with 95 % probability, if runs "
        "scatter normally.",
        columns=(
            Column("network", "Network"),
            Column("embedding_elements", "Embedding", "integer"),
            Column("mec_bits", "Decision-layer MEC", "integer", "bits"),
            Column("mec_kib", "MEC", "number", "KiB", 3),
            Column("g_elements", "G", "number", digits=4),
            Column("parameters", "Parameters", "integer"),
            Column("multiply_adds", "Multiply-adds", "integer"),
            Column("seeds", "Seeds", "integer"),
            Column("accuracy_percent", "Accuracy", "number", "%", 2),
            Column("accuracy_low_percent", "from", "number", "%", 2),
            Column("accuracy_high_percent", "to", "number", "%", 2),
            Column("notebook_percent", "Notebook", "number", "%", 2, "One run"),
            Column("train_accuracy_percent", "Training accuracy", "number", "%", 2),
            Column("new_run_low_percent", "A new run, from", "number", "%", 2),
            Column("new_run_high_percent", "to", "number", "%", 2),
            Column("notebook_run", "Notebook's run"),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "network",
            "accuracy_percent",
            "accuracy_low_percent",
            "accuracy_high_percent",
            "mec_bits",
            "parameters",
            "g_elements",
        ),
    )


def accuracy_figure(frame: pd.DataFrame, runs: Sequence[Record]) -> Figure:
    """Return every run's accuracy, with means and intervals, variant by variant."""
    data = pd.DataFrame(
        [
            {
                "network": row["network"],
                "seed": run.params["seed"],
                "accuracy_percent": tested_percent(run.result),
            }
            for row in frame.to_dict(orient="records")
            for run in runs
            if (run.params["network"], run.params["batch_norm"]) == row["variant"]
        ]
    )

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.5)
        for position, row in enumerate(frame.to_dict(orient="records")):
            one = data[data["network"] == row["network"]]
            for seed, value in zip(one["seed"], one["accuracy_percent"], strict=True):
                text = mark(f"{row['network']}, seed {seed}: {value:.2f} %")
                axes.plot(value, position, gid=text, **point_look(0), markerfacecolor="none")
            if not np.isnan(row["accuracy_low_percent"]):
                axes.plot(
                    [row["accuracy_low_percent"], row["accuracy_high_percent"]],
                    [position, position],
                    color=line_look(0)["color"],
                    linestyle="-",
                )
            axes.plot(row["accuracy_percent"], position, marker="|", markersize=14, color="black")
            if row["notebook_percent"] is not None and not np.isnan(row["notebook_percent"]):
                text = mark(f"{row['network']}, notebook: {row['notebook_percent']} %")
                axes.plot(row["notebook_percent"], position, gid=text, **point_look(1))
        axes.plot([], [], **point_look(0), markerfacecolor="none", label="one seed")
        axes.plot([], [], color="black", marker="|", linestyle="none", label="mean")
        axes.plot([], [], **point_look(1), label="notebook, one run")
        axes.set_yticks(range(len(frame)), frame["network"])
        axes.invert_yaxis()
        axes.set_xlabel("Accuracy on the test digits, %")
        axes.legend(loc="upper left")
        return drawing

    return Figure(
        id="mnist-accuracy",
        title="Accuracy over seeds",
        caption="Each circle is one seed, each line the 95 % t interval of the mean.",
        description="A row of points for each network, over accuracy in percent: one a seed, "
        "the mean with its interval, and the notebook's single run.",
        draw=draw,
        data=data,
        records=tuple(runs),
    )


def training_figure(runs: Sequence[Record], titles: dict[str, str]) -> Figure:
    """Return the training loss over steps, mean over seeds, for the networks with batch norm."""
    rows = [
        {
            "network": titles[run.params["network"]],
            "seed": run.params["seed"],
            "epoch": loss["epoch"],
            "step": loss["step"],
            "total_step": (loss["epoch"] - 1) * _steps_per_epoch(run) + loss["step"],
            "loss_nats": loss["mean_loss"],
        }
        for run in runs
        if run.params["batch_norm"]
        for loss in run.result["losses"]
    ]
    data = pd.DataFrame(rows)

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.5)
        for series, (network, part) in enumerate(data.groupby("network", sort=False)):
            mean = part.groupby("total_step")["loss_nats"].mean()
            axes.plot(mean.index, mean.to_numpy(), label=network, **line_look(series))
            for _, one in part.groupby("seed"):
                look = {**line_look(series), "linewidth": 0.5, "alpha": 0.5}
                axes.plot(one["total_step"], one["loss_nats"], **look)
        axes.set_yscale("log")
        write_numbers(axes.yaxis)
        axes.set_xlabel(f"Step of {runs[0].params['batch_size']} examples")
        axes.set_ylabel("Training loss, nats")
        axes.legend()
        return drawing

    return Figure(
        id="mnist-training",
        title="Training loss",
        caption="Cross entropy, mean over the last 100 steps, for the networks with batch norm; "
        "thin lines are single seeds, thick ones their mean.",
        description="Curves of the training loss over steps on a logarithmic axis, one a network.",
        draw=draw,
        data=data,
        records=tuple(run for run in runs if run.params["batch_norm"]),
    )


def _tested(records: Sequence[Record]) -> int:
    """Test digits that every run was scored on."""
    examples: int = max(record.result.get("test_examples", 0) for record in records)
    return examples


def tested_percent(result: dict[str, Any]) -> float:
    """Return the share of test digits that are right, in percent, from whole numbers."""
    correct: int = result["test_correct"]
    examples: int = result["test_examples"]
    return 100 * correct / examples


def _steps_per_epoch(run: Record) -> int:
    steps: float = run.result["train_examples"] / run.params["batch_size"]
    return ceil(steps)


def _runs_of(network: Record, runs: Sequence[Record]) -> list[Record]:
    wanted = (network.params["network"], network.params["batch_norm"])
    return [run for run in runs if (run.params["network"], run.params["batch_norm"]) == wanted]


def _variant_row(
    network: Record, runs: Sequence[Record], printed: dict[str, Any]
) -> dict[str, Any]:
    measured = network.result
    mec_bits = measured["mec_bits"]["decision_layer"]
    tested = [tested_percent(run.result) for run in runs]
    accuracy, new_run = t_interval(tested), prediction_interval(tested)
    batch_norm = network.params["batch_norm"]
    in_notebook = printed[network.params["network"]]["batch_norm"][
        "true" if batch_norm else "false"
    ]
    return {
        "variant": (network.params["network"], batch_norm),
        "network": variant_title(network.result["title"], batch_norm=network.params["batch_norm"]),
        "embedding_elements": measured["embedding_elements"],
        "mec_bits": mec_bits,
        **capacity_units(mec_bits),
        "g_elements": measured["g_elements"],
        "parameters": measured["parameters"],
        "multiply_adds": measured["multiply_adds"],
        "seeds": len(runs),
        "accuracy_percent": accuracy.estimate,
        "accuracy_low_percent": accuracy.low,
        "accuracy_high_percent": accuracy.high,
        "notebook_percent": in_notebook,
        "train_accuracy_percent": float(
            np.mean([100 * run.result["train_accuracy"] for run in runs])
        ),
        "new_run_low_percent": new_run.low,
        "new_run_high_percent": new_run.high,
        "notebook_run": _place(in_notebook, new_run),
        "notebook_p": float("nan") if in_notebook is None else prediction_p(tested, in_notebook),
    }


def _place(printed: float | None, new_run: Interval) -> str | None:
    """Say where a printed accuracy lies; None where there is none, or no interval."""
    if printed is None or np.isnan(new_run.low):
        return None
    return "inside" if new_run.low <= printed <= new_run.high else "outside"
