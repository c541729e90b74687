"""The MNIST networks as they are before training: layers, stages, compression, capacity."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.exhibits.strip import strip_of
from engine.exhibits.table import Column, Table
from engine.networks.mnist_cnn import variant_title
from engine.records.record import Record
from engine.theory.units import Unit, from_bits

COMPARED = ("cnn1", "cnn2")
"""The two networks that the study compares, both with batch norm."""


def _title_of(record: Record) -> str:
    return variant_title(record.result["title"], batch_norm=record.params["batch_norm"])


def layers_table(records: Sequence[Record]) -> Table:
    """Return every layer of the compared networks, as torchsummary prints them."""
    chosen = _with_batch_norm(records, COMPARED)
    rows = [
        {
            "network": record.result["title"],
            "layer": layer["name"],
            "output_shape": "×".join(str(size) for size in layer["output_shape"]),
            "parameters": layer["parameters"],
        }
        for record in chosen
        for layer in record.result["layers"]
    ]
    return Table(
        id="mnist-layers",
        title="CNN1 and CNN2, layer by layer",
        caption="Layers in the order of execution, shapes as torch prints them, channels first. "
        "The statistics of batch normalization are not counted as parameters.",
        columns=(
            Column("network", "Network", facet=True),
            Column("layer", "Layer"),
            Column("output_shape", "Output shape"),
            Column("parameters", "Parameters", "integer"),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(chosen),
    )


def compression_table(records: Sequence[Record]) -> Table:
    """Return the shapes and G of every stage, and of the chain up to it."""
    chosen = _with_batch_norm(records)
    rows = [
        _stage_row(record.result["title"], stage, record.result["stages"][0]["input_elements"])
        for record in chosen
        for stage in record.result["stages"]
    ]
    return Table(
        id="mnist-compression",
        title="Compression of every stage",
        caption="G by elements: what enters a stage over what leaves it. The G of the chain up "
        "to a stage is the product, and so the elements of the image over those that leave the "
        "stage. Shapes are height × width × channels.",
        columns=(
            Column("network", "Network"),
            Column("stage", "Stage", "integer"),
            Column("input_shape", "Enters"),
            Column("output_shape", "Leaves"),
            Column("input_elements", "Elements in", "integer"),
            Column("output_elements", "Elements out", "integer"),
            Column("g_elements", "G of the stage", "number", digits=4),
            Column("g_total_elements", "G of the chain", "number", digits=4),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(chosen),
        narrow=("network", "stage", "input_elements", "output_elements", "g_elements"),
    )


def size_table(records: Sequence[Record]) -> Table:
    """Return the estimated size of every network, part by part, exactly."""
    rows = [
        {
            "network": variant_title(
                record.result["title"], batch_norm=record.params["batch_norm"]
            ),
            **{
                f"{part}_mib": float(from_bits(8 * record.result[f"{part}_bytes"], Unit.MEBIBYTE))
                for part in ("input", "forward_backward", "parameter", "total")
            },
            "total_bytes": record.result["total_bytes"],
        }
        for record in records
    ]
    return Table(
        id="mnist-sizes",
        title="Estimated size in memory",
        caption="The estimate of torchsummary: 4 bytes a value, one image, every layer's output "
        "counted twice (forward and backward pass).",
        columns=(
            Column("network", "Network"),
            Column("input_mib", "Input", "number", "MiB", 3),
            Column("forward_backward_mib", "Forward and backward", "number", "MiB", 3),
            Column("parameter_mib", "Parameters", "number", "MiB", 3),
            Column("total_mib", "Total", "number", "MiB", 3),
            Column("total_bytes", "Total", "integer", "bytes"),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(records),
    )


def network_facts(records: Sequence[Record]) -> dict[str, Any]:
    """Return the measurements of each network with batch norm, and the ratios CNN1 to CNN2."""
    by_name = {record.params["network"]: record.result for record in _with_batch_norm(records)}
    first, second = (by_name[name] for name in COMPARED)
    return {
        "networks": by_name,
        "strips": [strip_of(by_name[name]["title"], by_name[name]) for name in COMPARED],
        "mec_ratio": first["mec_bits"]["decision_layer"] / second["mec_bits"]["decision_layer"],
        "g_ratio": second["g_elements"] / first["g_elements"],
        "parameter_ratio": first["parameters"] / second["parameters"],
        "size_ratio": first["total_bytes"] / second["total_bytes"],
        "multiply_adds_ratio": first["multiply_adds"] / second["multiply_adds"],
    }


def _stage_row(network: str, stage: dict[str, Any], image_elements: int) -> dict[str, Any]:
    return {
        "network": network,
        "stage": stage["stage"],
        "input_shape": _shape_text(stage["input_shape"]),
        "output_shape": _shape_text(stage["output_shape"]),
        "input_elements": stage["input_elements"],
        "output_elements": stage["output_elements"],
        "g_elements": stage["g_elements"],
        "g_total_elements": image_elements / stage["output_elements"],
    }


def _with_batch_norm(records: Sequence[Record], names: Sequence[str] | None = None) -> list[Record]:
    return [
        record
        for record in records
        if record.params["batch_norm"] and (names is None or record.params["network"] in names)
    ]


def _shape_text(shape: Sequence[int]) -> str:
    return "×".join(str(size) for size in shape)
