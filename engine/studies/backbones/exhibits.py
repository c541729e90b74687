"""The Keras backbones of the table: capacity, compression, parameters and published accuracy."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.labels import label_points
from engine.exhibits.drawing.network_parts import Front
from engine.exhibits.drawing.style import is_narrow, mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.exhibits.network_figure import network_figure, stack_diagram
from engine.exhibits.quantities import (
    capacity_units,
    compressions,
    find_accuracy,
    preferred_accuracy,
)
from engine.exhibits.strip import strip_of
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.backbones import claims
from engine.studies.section import Section

_COUNTED = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def build_section(build: Build) -> Section:
    """Return the table, the scatter and the findings of the backbones."""
    records = build.study("backbones")
    frame = pd.DataFrame([_row(record) for record in records])
    facts = _facts(frame, records)
    return Section(
        name="backbones",
        tables=(_main_table(frame, records), _accuracy_table(records)),
        figures=(_scatter(frame, records), _draw_head(records)),
        facts=facts,
        findings=claims.judge(frame, facts, records),
    )


def _row(record: Record) -> dict[str, Any]:
    measured = record.result
    mec_bits = measured["mec_bits"]["decision_layer"]
    accuracy = preferred_accuracy(measured["accuracies"])
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
        title=f"{_in_words(len(frame))} Keras backbones",
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
            Column("mec_bits", "Decision-layer MEC", "integer", "bits"),
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
            Column(
                "parameters_without_classifier",
                "without classifier",
                "integer",
                page_label="Parameters without classifier",
            ),
            Column("top1_percent", "Top-1", "number", "%", 1),
            Column("top1_input_size_px", "Top-1 at", "integer", "px"),
            Column("top1_source", "Source"),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "backbone",
            "mec_bits",
            "top1_percent",
            "top1_input_size_px",
            "parameters",
            "g_elements",
        ),
        narrow=("backbone", "mec_bits", "g_elements", "parameters", "top1_percent"),
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
        title=f"Every published accuracy of the {_in_words(len(records)).lower()} backbones",
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
                label=row["backbone"],
                **point_look(series),
            )
        axes.set_xlabel("Decision-layer MEC, million bits")
        axes.set_ylabel("Top-1 accuracy, %")
        axes.margins(x=0.08, y=0.15)
        if is_narrow():  # the names have no room beside the points
            axes.legend()
        else:
            names = data[["mec_bits", "top1_percent", "backbone"]].itertuples(index=False)
            label_points(axes, [(bits / 1e6, percent, name) for bits, percent, name in names])
        return drawing

    return Figure(
        id="backbones-scatter",
        title="Capacity against accuracy",
        caption="MEC of the decision layer against published top-1 accuracy."
        + _remark_on_sizes(frame),
        description="Scatter of backbones: MEC of the decision layer in million bits, top-1 "
        "accuracy in percent. Each point is labelled.",
        draw=draw,
        data=data,
        records=tuple(records),
    )


def _draw_head(records: Sequence[Record]) -> Figure:
    """Return the picture of MobileNetV2: its decision layer, and all that lies before as one."""
    (record,) = [one for one in records if one.params["backbone"] == "MobileNetV2"]
    measured = record.result
    before = Front(
        name="Before the embedding",
        lines=("convolutions and the rest",),
        parameters=measured["parameters"] - measured["classifier_parameters"],
        leaving=measured["embedding_shape"],
    )
    bits = measured["mec_bits"]["decision_layer"]
    return network_figure(
        "network-mobilenetv2-head",
        "The head of MobileNetV2",
        f"All that MobileNetV2 says of an image passes through {measured['embedding_elements']:,} "
        f"values; the one dense layer that reads them has {bits:,} bits.",
        stack_diagram(
            measured["classifier_sizes"],
            [before],
            entering=measured["input_shape"],
            names=["Decision layer"],
            thresholds=measured["classifier_thresholds"],
        ),
        [record],
    )


def _in_words(count: int) -> str:
    return _COUNTED[count] if count < len(_COUNTED) else str(count)


def _remark_on_sizes(frame: pd.DataFrame) -> str:
    """Name the backbones whose accuracy was measured at another input size than their MEC's."""
    known = frame.dropna(subset="top1_input_size_px")
    names = known.loc[known["top1_input_size_px"] != known["input_size_px"], "backbone"].tolist()
    if not names:
        return ""
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    what = "accuracies" if len(names) > 1 else "accuracy"
    return (
        f" The {what} of {listed} {'were' if len(names) > 1 else 'was'} measured at another input "
        "size, see the table of the page Backbones."
    )


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
        "strips": {
            record.params["backbone"]: strip_of(record.params["backbone"], record.result)
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
