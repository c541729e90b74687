"""MobileNet and MobileNetV2 over the width multiplier."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import line_look, mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.exhibits.quantities import capacity_units, find_accuracy
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.section import Section
from engine.studies.width import claims


def build_section(build: Build) -> Section:
    """Return tables, curves and findings of the sweep over alpha."""
    records = build.study("width-multiplier")
    frame = pd.DataFrame([_row(record) for record in records])
    formula = pd.DataFrame([_formula_row(record, records) for record in records])
    return Section(
        name="width",
        tables=(_main_table(frame, records), _formula_table(formula, records)),
        figures=(
            _mec_figure(frame, records),
            _cost_figure(frame, records),
            _accuracy_figure(frame, records),
        ),
        facts=_facts(frame),
        findings=claims.judge(frame, formula, records),
    )


def _row(record: Record) -> dict[str, Any]:
    measured = record.result
    mec_bits = measured["mec_bits"]["decision_layer"]
    without = measured["parameters"] - measured["classifier_parameters"]
    return {
        "backbone": record.params["backbone"],
        "alpha": record.params["alpha"],
        "embedding_elements": measured["embedding_elements"],
        "mec_bits": mec_bits,
        **capacity_units(mec_bits),
        "parameters": measured["parameters"],
        "parameters_without_classifier": without,
        "classifier_share_percent": 100
        * measured["classifier_parameters"]
        / measured["parameters"],
        "multiply_adds": measured["multiply_adds"],
        "top1_percent": find_accuracy(measured["accuracies"], "keras-applications")["top1_percent"],
        "top1_tf_slim_percent": find_accuracy(measured["accuracies"], "tf-slim")["top1_percent"],
    }


def _main_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="width-multiplier",
        title="MobileNet and MobileNetV2 over the width multiplier",
        caption="MEC of the decision layer, parameters as Keras counts them, multiply-adds of "
        "one forward pass at 224 px. Top-1 on ImageNet from two sources: the Keras weights, "
        "measured by the Keras team, and the original TF-Slim checkpoints.",
        columns=(
            Column("backbone", "Backbone"),
            Column("alpha", "α", "number", digits=2, description="Width multiplier"),
            Column("embedding_elements", "Embedding", "integer"),
            Column("mec_bits", "Decision-layer MEC", "integer", "bits"),
            Column("mec_kib", "MEC", "number", "KiB", 3),
            Column("mec_kb", "MEC", "number", "kB", 3),
            Column("parameters", "Parameters", "integer"),
            Column(
                "parameters_without_classifier",
                "without classifier",
                "integer",
                page_label="Parameters without classifier",
            ),
            Column("classifier_share_percent", "Share of classifier", "number", "%", 1),
            Column("multiply_adds", "Multiply-adds", "integer"),
            Column("top1_percent", "Top-1, Keras", "number", "%", 1),
            Column("top1_tf_slim_percent", "Top-1, TF-Slim", "number", "%", 1),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "backbone",
            "alpha",
            "mec_bits",
            "top1_percent",
            "parameters",
            "multiply_adds",
        ),
    )


def _formula_row(record: Record, records: Sequence[Record]) -> dict[str, Any]:
    """Hold the cost formula against the counted multiply-adds of one network."""
    alpha = record.params["alpha"]
    blocks = record.result["separable_convolutions"]
    base = next(
        other.result["separable_convolutions"]
        for other in records
        if other.params["backbone"] == record.params["backbone"] and other.params["alpha"] == 1.0
    )
    counted = sum(block["multiply_adds"] for block in blocks)
    actual = sum(_cost(b, b["channels_in"], b["channels_out"]) for b in blocks)
    scaled = sum(_cost(b, alpha * b["channels_in"], alpha * b["channels_out"]) for b in base)
    return {
        "backbone": record.params["backbone"],
        "alpha": alpha,
        "separable_convolutions": len(blocks),
        "formula_channels_multiply_adds": actual,
        "counted_multiply_adds": counted,
        "formula_alpha_multiply_adds": scaled,
        "difference_percent": 100 * (scaled - counted) / counted,
    }


def _cost(block: dict[str, int], channels_in: float, channels_out: float) -> float:
    """D_K² M D_F² + M N D_F²: a depthwise convolution and the 1x1 convolution behind it."""
    depthwise = block["kernel_elements"] * channels_in * block["positions"]
    return depthwise + channels_in * channels_out * block["positions"]


def _formula_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="width-multiplier-cost-formula",
        title="The cost formula against counted multiply-adds",
        caption="Sum over all depthwise separable convolutions of a network. The formula with "
        "the channels that the network really has must equal the count; with α times the channels "
        "at α = 1 it may differ, because Keras rounds the channels of MobileNetV2 to multiples "
        "of 8.",
        columns=(
            Column("backbone", "Backbone"),
            Column("alpha", "α", "number", digits=2),
            Column("separable_convolutions", "Separable convolutions", "integer"),
            Column("counted_multiply_adds", "Counted", "integer"),
            Column("formula_channels_multiply_adds", "Formula, actual channels", "integer"),
            Column("formula_alpha_multiply_adds", "Formula, α × channels", "number", digits=0),
            Column("difference_percent", "Off by", "number", "%", 2),
        ),
        frame=frame,
        records=tuple(records),
        narrow=(
            "backbone",
            "alpha",
            "counted_multiply_adds",
            "formula_alpha_multiply_adds",
            "difference_percent",
        ),
    )


def _curves(
    frame: pd.DataFrame, columns: Sequence[tuple[str, str, float]], y_label: str
) -> Callable[[], Drawing]:
    """Draw columns over alpha, a line for each backbone and column.

    Args:
        frame: One row a backbone and alpha.
        columns: Column, what to call it behind the backbone's name, and the divisor.
        y_label: Label of the y axis with its unit.
    """

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.5)
        series = 0
        for name, part in frame.groupby("backbone", sort=True):
            for column, suffix, divisor in columns:
                known = part.dropna(subset=column)
                label = f"{name}{suffix}"
                axes.plot(known["alpha"], known[column] / divisor, **line_look(series))
                for alpha, value in zip(known["alpha"], known[column], strict=True):
                    text = mark(f"{label}, α = {alpha:g}: {value:,.10g}")
                    axes.plot(alpha, value / divisor, gid=text, **point_look(series))
                axes.plot([], [], label=label, **{**line_look(series), **_marker(series)})
                series += 1
        axes.set_xlabel("Width multiplier α")
        axes.set_ylabel(y_label)
        axes.set_ylim(bottom=0 if divisor > 1 else None)
        axes.legend()
        return drawing

    return draw


def _marker(series: int) -> dict[str, Any]:
    return {"marker": point_look(series)["marker"]}


def _mec_figure(frame: pd.DataFrame, records: Sequence[Record]) -> Figure:
    return Figure(
        id="width-multiplier-mec",
        title="MEC over the width multiplier",
        caption="MEC of the decision layer, for each width multiplier that Keras has weights of.",
        description="Two lines over alpha: the MEC of MobileNet and of MobileNetV2.",
        draw=_curves(frame, [("mec_bits", "", 1e6)], "Decision-layer MEC, million bits"),
        data=frame[["backbone", "alpha", "mec_bits"]],
        records=tuple(records),
    )


def _cost_figure(frame: pd.DataFrame, records: Sequence[Record]) -> Figure:
    columns = [("multiply_adds", ", multiply-adds", 1e6), ("parameters", ", parameters", 1e6)]
    return Figure(
        id="width-multiplier-cost",
        title="Cost over the width multiplier",
        caption="Multiply-adds of one forward pass and parameters, in millions, at the default "
        "input size.",
        description="Four lines over alpha: multiply-adds and parameters of MobileNet and "
        "MobileNetV2.",
        draw=_curves(frame, columns, "Millions"),
        data=frame[["backbone", "alpha", "multiply_adds", "parameters"]],
        records=tuple(records),
    )


def _accuracy_figure(frame: pd.DataFrame, records: Sequence[Record]) -> Figure:
    columns = [("top1_percent", ", Keras", 1.0), ("top1_tf_slim_percent", ", TF-Slim", 1.0)]
    return Figure(
        id="width-multiplier-accuracy",
        title="Accuracy over the width multiplier",
        caption="Published top-1 accuracy on ImageNet at 224 px, from the Keras weights and from "
        "the TF-Slim checkpoints.",
        description="Four lines over alpha: top-1 accuracy of MobileNet and MobileNetV2 "
        "from two sources.",
        draw=_curves(frame, columns, "Top-1 accuracy, %"),
        data=frame[["backbone", "alpha", "top1_percent", "top1_tf_slim_percent"]],
        records=tuple(records),
    )


def _facts(frame: pd.DataFrame) -> dict[str, Any]:
    v2 = frame[frame["backbone"] == "MobileNetV2"].sort_values("alpha")
    flat = v2[v2["alpha"] <= 1.0]
    return {
        "is_flat_up_to_one": flat["mec_bits"].nunique() == 1,
        "flat_mec_bits": int(flat["mec_bits"].iloc[0]),
        "flat_embedding": int(flat["embedding_elements"].iloc[0]),
        "beyond": v2[v2["alpha"] > 1.0].to_dict(orient="records"),
    }
