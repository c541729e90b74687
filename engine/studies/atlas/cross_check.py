"""Architectures that both libraries have: do their layers and their MEC agree?"""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record


def cross_check_table(records: Sequence[Record]) -> Table:
    """Return every pair of models with one name, side by side, with the cause of a difference."""
    frame = pd.DataFrame(list(_pairs(records)))
    return Table(
        id="atlas-cross-check",
        title="One architecture, two libraries",
        caption="Models that bear one name in both libraries. Parameters differ by convention: "
        "Keras counts the running statistics of batch normalization, torchvision does not, and "
        "some Keras convolutions have thresholds that their counterparts lack.",
        columns=(
            Column("keras", "Keras"),
            Column("torchvision", "torchvision"),
            Column("keras_mec_bits", "MEC, Keras", "integer", "bits"),
            Column("torchvision_mec_bits", "MEC, torchvision", "integer", "bits"),
            Column("mec_agrees", "MEC agrees"),
            Column("keras_parameters", "Parameters, Keras", "integer"),
            Column("torchvision_parameters", "Parameters, torchvision", "integer"),
            Column("cause", "Why they differ"),
        ),
        frame=frame,
        records=tuple(records),
        narrow=("keras", "keras_mec_bits", "torchvision_mec_bits", "mec_agrees"),
    )


def cross_check_facts(records: Sequence[Record]) -> dict[str, Any]:
    """Return how many pairs there are, how many agree, and which do not."""
    pairs = list(_pairs(records))
    return {
        "pairs": len(pairs),
        "pairs_agree": sum(pair["mec_agrees"] == "yes" for pair in pairs),
        "pairs_differ": [pair["keras"] for pair in pairs if pair["mec_agrees"] == "no"],
    }


def _pairs(records: Sequence[Record]) -> Iterator[dict[str, Any]]:
    by_name: dict[str, dict[str, Record]] = {}
    for record in records:
        name = record.params["backbone"].lower().replace("_", "")
        by_name.setdefault(name, {})[record.params["library"]] = record
    for name in sorted(by_name):
        if len(by_name[name]) == 2:
            yield _compare(by_name[name]["keras"], by_name[name]["torchvision"])


def _compare(keras: Record, torchvision: Record) -> dict[str, Any]:
    first, second = keras.result["measured"], torchvision.result["measured"]
    agrees = first["mec_bits"] == second["mec_bits"]
    return {
        "keras": keras.params["backbone"],
        "torchvision": torchvision.params["backbone"],
        "keras_mec_bits": first["mec_bits"]["decision_layer"],
        "torchvision_mec_bits": second["mec_bits"]["decision_layer"],
        "mec_agrees": "yes" if agrees else "no",
        "keras_parameters": first["parameters"],
        "torchvision_parameters": second["parameters"],
        "cause": "; ".join(_causes(first, second)) or "they do not",
    }


def _causes(keras: dict[str, Any], torchvision: dict[str, Any]) -> Iterator[str]:
    """Say where the parameters differ, and by a convention if one explains it exactly."""
    sizes = keras["classifier_sizes"], torchvision["classifier_sizes"]
    if sizes[0] != sizes[1]:
        yield " against ".join("-".join(map(str, size)) for size in sizes) + " in the classifier"
    kinds = sorted({*keras["parameters_by_kind"], *torchvision["parameters_by_kind"]})
    for kind in kinds:
        ours, theirs = (one["parameters_by_kind"].get(kind, 0) for one in (keras, torchvision))
        if ours == theirs:
            continue
        thresholds = keras["convolution_thresholds"] - torchvision["convolution_thresholds"]
        if kind == "normalization" and ours == 2 * theirs:
            yield "running statistics of batch normalization"
        elif kind == "convolution" and ours - theirs == thresholds:
            yield f"{thresholds:,} thresholds in convolutions"
        elif torchvision["auxiliary_parameters"] and not keras["auxiliary_parameters"]:
            yield f"{kind}: {ours:,} against {theirs:,}, auxiliary head included"
        else:
            yield f"{kind}: {ours:,} against {theirs:,}"
