"""The eight Keras backbones: capacity, compression, parameters and published accuracy."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.exhibits.quantities import capacity_units, compressions, find_accuracy
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.backbones import claims
from engine.studies.section import Section

ACCURACY_SOURCE = "keras-applications"
"""The Keras team's own measurement of the Keras weights, with the input size it was made at."""


def build_section(build: Build) -> Section:
    """Return the table, the scatter and the findings of the backbones."""
    records = build.study("backbones")
    frame = pd.DataFrame([_row(record) for record in records])
    facts = _facts(frame, records)
    return Section(
        name="backbones",
        tables=(_main_table(frame, records), _accuracy_table(records)),
        figures=(_scatter(frame, records),),
        facts=facts,
        findings=claims.judge(frame, facts, records),
    )


def _row(record: Record) -> dict[str, Any]:
    measured = record.result
    mec_bits = measured["mec_bits"]["decision_layer"]
    accuracy = find_accuracy(measured["accuracies"], ACCURACY_SOURCE)
    return {
        "backbone": record.params["backbone"],
        "input_size_px": measured["input_shape"][0],
        "embedding_elements": measured["embedding_elements"],
        "mec_bits": mec_bits,
        **capacity_units(mec_bits),
        **compressions(measured),
        "parameters": measured["parameters"],
        "parameters_without_classifier": measured["parameters"] - measured["classifier_parameters"],
        "top1_percent": accuracy["top1_percent"],
        "top1_input_size_px": accuracy["input_size"],
        "top1_source": accuracy["source_key"],
    }


def _main_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="backbones",
        title="Eight Keras backbones",
        caption="MEC is that of the decision layer, uncapped; G runs from the input image to the "
        "embedding. Parameters are counted as Keras counts them, the statistics of batch "
        "normalization included. Top-1 accuracy is on the ImageNet validation set, at the input "
        "size named beside it.",
        columns=(
            Column("backbone", "Backbone"),
            Column("input_size_px", "Input", "integer", "px", description="Default input side"),
            Column(
                "embedding_elements",
                "Embedding",
                "integer",
                description="Values that enter the decision layer",
            ),
            Column("mec_bits", "MEC", "integer", "bits"),
            Column("mec_kib", "MEC", "number", "KiB", 3, "1 KiB is 8,192 bits"),
            Column("mec_kb", "MEC", "number", "kB", 3, "1 kB is 8,000 bits"),
            Column(
                "g_elements",
                "G, elements",
                "number",
                digits=2,
                description="Values of the image over values of the embedding",
            ),
            Column(
                "g_bits_float32",
                "G, bits 8→32",
                "number",
                digits=2,
                description="8 bits a value of the image, 32 a value of the embedding",
            ),
            Column(
                "g_bits_one_bit",
                "G, bits 8→1",
                "number",
                digits=1,
                description="8 bits a value of the image, 1 a value of the embedding (rule 1)",
            ),
            Column("parameters", "Parameters", "integer"),
            Column("parameters_without_classifier", "without classifier", "integer"),
            Column("top1_percent", "Top-1", "number", "%", 1),
            Column("top1_input_size_px", "Top-1 at", "integer", "px"),
            Column("top1_source", "Source"),
        ),
        frame=frame,
        records=tuple(records),
    )


def _accuracy_table(records: Sequence[Record]) -> Table:
    rows = [
        {
            "backbone": record.params["backbone"],
            "source_key": one["source_key"],
            "input_size_px": one["input_size"],
            "top1_percent": one["top1_percent"],
            "top5_percent": one["top5_percent"],
            "source": one["source"] + (f" ({one['note']})" if one["note"] else ""),
        }
        for record in records
        for one in record.result["accuracies"]
    ]
    return Table(
        id="backbone-accuracies",
        title="Every published accuracy of the eight backbones",
        caption="ImageNet validation accuracy by source. Where an input size is missing, the "
        "source does not print one.",
        columns=(
            Column("backbone", "Backbone", facet=True),
            Column("source_key", "Source", facet=True),
            Column("input_size_px", "Input", "integer", "px"),
            Column("top1_percent", "Top-1", "number", "%", 2),
            Column("top5_percent", "Top-5", "number", "%", 2),
            Column("source", "Where it was read"),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(records),
        filterable=True,
    )


def _scatter(frame: pd.DataFrame, records: Sequence[Record]) -> Figure:
    columns = ["backbone", "mec_bits", "top1_percent", "top1_input_size_px"]
    data = frame[columns].dropna(subset="top1_percent").sort_values("mec_bits")

    def draw() -> Drawing:
        drawing, axes = new_drawing("double", 0.55)
        for series, row in enumerate(data.to_dict(orient="records")):
            axes.plot(
                row["mec_bits"] / 1e6,
                row["top1_percent"],
                gid=mark(f"{row['backbone']}: {row['mec_bits']:,} bits, {row['top1_percent']} %"),
                **point_look(series),
            )
            above = _label_goes_above(row["backbone"])
            axes.annotate(
                row["backbone"],
                (row["mec_bits"] / 1e6, row["top1_percent"]),
                xytext=(6, 5 if above else -5),
                textcoords="offset points",
                va="bottom" if above else "top",
            )
        axes.set_xlabel("MEC of the decision layer, million bits")
        axes.set_ylabel("Top-1 accuracy, %")
        axes.set_xlim(left=0.8, right=4.9)
        axes.margins(y=0.15)
        return drawing

    return Figure(
        id="backbones-scatter",
        title="Capacity against accuracy",
        caption="MEC of the decision layer against published top-1 accuracy. The accuracies of "
        "the two ResNets were measured at another input size, see the "
        "table of the page Backbones.",
        description="Scatter of backbones: MEC of the decision layer in million bits, top-1 "
        "accuracy in percent. Each point is labelled.",
        draw=draw,
        data=data,
        records=tuple(records),
    )


def _label_goes_above(backbone: str) -> bool:
    return backbone not in ("MobileNetV2", "ResNet50V2", "NASNetMobile")


def _facts(frame: pd.DataFrame, records: Sequence[Record]) -> dict[str, Any]:
    by_name = {row["backbone"]: row for row in frame.to_dict(orient="records")}
    accuracies = {record.params["backbone"]: record.result["accuracies"] for record in records}
    small, large = by_name["ResNet50V2"], by_name["ResNet101V2"]
    at_default = [
        find_accuracy(accuracies[name], "qubvel")["top1_percent"]
        for name in ("ResNet50V2", "ResNet101V2")
    ]
    classes = {record.result["classifier_sizes"][-1] for record in records}
    return {
        "by_name": by_name,
        "shapes": {
            record.params["backbone"]: {
                "sizes": record.result["classifier_sizes"],
                "image": record.result["input_shape"],
            }
            for record in records
        },
        "classes": max(classes),
        "count": len(frame),
        "resnets_share_mec_and_g": small["mec_bits"] == large["mec_bits"]
        and small["g_elements"] == large["g_elements"],
        "resnet_parameter_ratio": large["parameters"] / small["parameters"],
        "resnet_gain_points": large["top1_percent"] - small["top1_percent"],
        "resnet_default_top1_percent": at_default,
        "resnet_default_gain_points": at_default[1] - at_default[0],
        "largest_mec": max(by_name.values(), key=lambda row: row["mec_bits"]),
        "smallest_mec": min(by_name.values(), key=lambda row: row["mec_bits"]),
    }
