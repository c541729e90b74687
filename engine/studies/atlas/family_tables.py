"""The tables of a family's page: its architectures, their weights, and their classifiers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from engine.exhibits.mec_names import MEC_NAMES
from engine.exhibits.readings import READINGS
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.atlas.architecture import Architecture
from engine.studies.atlas.model_rows import CLASSIFIER

OTHER_LABELS: Final = "other labels"
"""The kind of an architecture whose decision layer tells labels apart that are not ImageNet's."""

_ROUND = 0.1
"""Percent of the parameters below which a kind of layer is not named."""

_READING_COLUMNS = tuple(
    Column(f"{reading}_bits", label, "integer", "bits") for reading, label in MEC_NAMES.items()
)
_TEST_SETS = (
    ("top1_percent", "Top-1"),
    ("top5_percent", "Top-5"),
    ("real_labels_top1_percent", "Real labels"),
    ("imagenet_v2_top1_percent", "V2"),
    ("sketch_top1_percent", "Sketch"),
    ("adversarial_top1_percent", "ImageNet-A"),
    ("rendition_top1_percent", "ImageNet-R"),
)


def families_table(
    models: pd.DataFrame, names: Mapping[str, str], records: Sequence[Record]
) -> Table:
    """Return one row a family, each leading to its page.

    Args:
        models: One row an architecture, as `models_frame` gives it.
        names: Name of each family by its slug.
        records: What the architectures were measured in.
    """
    rows = [
        {
            "family": names[str(slug)],
            "address": f"atlas/{slug}/",
            "architectures": len(part),
            "libraries": ", ".join(sorted(set(part["library"]))),
            "decision_layer_lowest_bits": _least(_bits(part, CLASSIFIER)),
            "decision_layer_highest_bits": _most(_bits(part, CLASSIFIER)),
            "parameters_lowest": _least(part["parameters"]),
            "parameters_highest": _most(part["parameters"]),
            "top1_highest_percent": part["top1_highest_percent"].max(),
            "other_labels_lowest_bits": _least(_bits(part, OTHER_LABELS)),
            "other_labels_highest_bits": _most(_bits(part, OTHER_LABELS)),
        }
        for slug, part in models.groupby("slug", sort=True)
    ]
    return Table(
        id="atlas-family-pages",
        title="Families",
        caption="One row a family, over all libraries: the least and the most MEC of the decision "
        "layer of its classifiers of ImageNet, the least and the most parameters, the highest "
        "published top-1 accuracy, and, apart, the MEC of decision layers for other labels. The "
        "name of a family leads to its page, with each of its architectures.",
        columns=(
            Column("family", "Family", link="address"),
            Column("architectures", "Architectures", "integer"),
            Column("libraries", "Libraries"),
            Column("decision_layer_lowest_bits", "MEC, least", "integer", "bits"),
            Column("decision_layer_highest_bits", "MEC, most", "integer", "bits"),
            Column("parameters_lowest", "Parameters, least", "integer"),
            Column("parameters_highest", "Parameters, most", "integer"),
            Column("top1_highest_percent", "Top-1, highest", "number", "%", 2),
            Column("other_labels_lowest_bits", "MEC, other labels, least", "integer", "bits"),
            Column("other_labels_highest_bits", "MEC, other labels, most", "integer", "bits"),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(records),
        first_on_page=(
            "family",
            "architectures",
            "decision_layer_lowest_bits",
            "decision_layer_highest_bits",
            "top1_highest_percent",
            "libraries",
        ),
        extract_by="architectures",
    )


def architectures_table(slug: str, rows: pd.DataFrame, members: Sequence[Architecture]) -> Table:
    """Return the architectures of a family, each with its anchor.

    Args:
        slug: The family.
        rows: Its rows of `models_frame`.
        members: The same architectures in the same order.
    """
    frame = rows.assign(
        anchor=[one.anchor for one in members],
        decision_layer=pd.Series([_decision_layer(one.result) for one in members], rows.index),
        kinds=pd.Series([_kinds(one.result) for one in members], rows.index),
    )
    all_classify = set(frame["kind"]) == {"classifier"}
    columns = (
        Column("model", "Architecture"),
        Column("library", "Library"),
        *(() if all_classify else (Column("kind", "Head"),)),
        Column("input_size_px", "Input", "integer", "px"),
        Column("decision_layer", "Decision layer", description="What enters → neurons"),
        *_READING_COLUMNS,
        Column("g_elements", "G, elements", "number", digits=2),
        Column("parameters", "Parameters", "integer"),
        Column("parameters_without_classifier", "Parameters without classifier", "integer"),
        Column("multiply_adds", "Multiply-adds", "integer"),
        Column("top1_percent", "Top-1, median", "number", "%", 2),
        Column("top1_lowest_percent", "Top-1, lowest", "number", "%", 2),
        Column("top1_highest_percent", "Top-1, highest", "number", "%", 2),
        Column("weights", "Weights", "integer", description="Published weights"),
        Column("kinds", "Where the parameters are"),
    )
    return Table(
        id=f"family-{slug}",
        title="Architectures",
        caption="MEC of the classifier under the four readings of rule 4, G from image to "
        "embedding, parameters as the library counts them, multiply-adds of one forward pass, and "
        "top-1 accuracy on ImageNet over the published weights of each architecture.",
        columns=columns,
        frame=frame,
        records=(),
        anchors="anchor",
        first_on_page=(
            "model",
            "library",
            "decision_layer_bits",
            "top1_percent",
            "parameters",
            "decision_layer",
        ),
    )


def weights_table(slug: str, weights: pd.DataFrame) -> Table:
    """Return the published weights of a family with their accuracy on each test set."""
    return Table(
        id=f"family-weights-{slug}",
        title="Weights and their accuracy",
        caption="Top-1 accuracy of each set of weights at each published input size, as timm "
        "publishes it: on ImageNet, there with reassessed labels too, on ImageNetV2, on "
        "ImageNet-Sketch, and over the 200 classes of ImageNet-A and ImageNet-R.",
        columns=(
            Column("weights", "Weights"),
            Column("training_data", "Trained on"),
            Column("input_size_px", "Input", "integer", "px"),
            *(Column(name, label, "number", "%", 2) for name, label in _TEST_SETS),
        ),
        frame=weights,
        records=(),
        first_on_page=(
            "weights",
            "top1_percent",
            "top5_percent",
            "training_data",
            "input_size_px",
        ),
    )


def sources_table(slug: str, members: Sequence[Architecture]) -> Table | None:
    """Return what Keras and torchvision publish of their weights, each with its source."""
    rows = [
        {"model": one.name, "library": one.library, **accuracy}
        for one in members
        for accuracy in one.result.get("accuracies", ())
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows)
    frame["source"] += frame["note"].map(lambda note: f"; {note}" if note else "")
    return Table(
        id=f"family-sources-{slug}",
        title="What Keras and torchvision publish",
        caption="Accuracy on ImageNet of the weights that the two libraries ship, and of the same "
        "design elsewhere, by source.",
        columns=(
            Column("model", "Architecture"),
            Column("library", "Library"),
            Column("top1_percent", "Top-1", "number", "%", 2),
            Column("top5_percent", "Top-5", "number", "%", 2),
            Column("input_size", "Input", "integer", "px"),
            Column("source", "Source"),
        ),
        frame=frame,
        records=(),
    )


def layers_table(slug: str, members: Sequence[Architecture]) -> Table:
    """Return every dense layer of the classifiers of a family."""
    rows = [
        {"model": one.name, "library": one.library, **row}
        for one in members
        for row in _layer_rows(one.result.get("classifier", ()))
    ]
    columns = (Column("model", "Architecture"), Column("library", "Library"), *_LAYER_COLUMNS)
    records = tuple({id(one.record): one.record for one in members}.values())
    return Table(
        id=f"atlas-layers-{slug}",
        title="The classifiers, layer by layer",
        caption="Bits of each dense layer by rules 2 and 3, the cap that the width-capped reading "
        "of rule 4 puts on it, and what each reading leaves of it. The last layer of an "
        "architecture is its decision layer.",
        columns=columns,
        frame=pd.DataFrame(rows, columns=[column.name for column in columns]),
        records=records,
        shown="closed",
        narrow=("model", "layer", "inputs", "neurons", "decision_layer_bits"),
    )


def classifier_table(one: Architecture) -> Table:
    """Return the classifier of one model, layer by layer."""
    return Table(
        id=f"atlas-{one.anchor}",
        title=f"Classifier of {one.name} ({one.library}), layer by layer",
        caption="Bits of each dense layer by rules 2 and 3, the cap that the width-capped reading "
        "of rule 4 puts on it, and what each reading leaves of it.",
        columns=_LAYER_COLUMNS,
        frame=pd.DataFrame(_layer_rows(one.result["classifier"])),
        records=(one.record,),
        shown="closed",
        narrow=("layer", "inputs", "neurons", "decision_layer_bits", "all_parameters_bits"),
    )


_LAYER_COLUMNS = (
    Column("layer", "Layer"),
    Column("inputs", "Inputs", "integer"),
    Column("neurons", "Neurons", "integer"),
    Column("parameters_bits", "Rules 2 and 3", "integer", "bits"),
    Column("width_cap_bits", "Cap, width-capped", "integer", "bits"),
    *(
        Column(f"{reading}_bits", label.capitalize(), "integer", "bits")
        for reading, label in READINGS.items()
    ),
)


def _bits(rows: pd.DataFrame, kind: str) -> "pd.Series[Any]":
    """Return the MEC of the decision layers of one kind of head."""
    return rows.loc[rows["kind"] == kind, "decision_layer_bits"]


def _least(values: "pd.Series[Any]") -> int | None:
    known = values.dropna()
    return int(known.min()) if len(known) else None


def _most(values: "pd.Series[Any]") -> int | None:
    known = values.dropna()
    return int(known.max()) if len(known) else None


def _layer_rows(classifier: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "layer": layer["name"],
            "inputs": layer["inputs"],
            "neurons": layer["neurons"],
            "parameters_bits": layer["parameters_bits"],
            "width_cap_bits": layer["cap_bits"]["width_capped"],
            **{f"{reading}_bits": layer["capacity_bits"][reading] for reading in READINGS},
        }
        for layer in classifier
    ]


def _decision_layer(result: Mapping[str, Any]) -> str | None:
    """Return what enters the last dense layer, and its neurons: "2048 → 1000"."""
    if not result.get("classifier"):
        return None
    last, positions = result["classifier"][-1], result["measured"]["positions"]
    sizes = f"{last['inputs']} → {last['neurons']}"
    return f"{sizes}, at {positions} positions" if positions > 1 else sizes


def _kinds(result: Mapping[str, Any]) -> str:
    """Return the share of the parameters in each kind of layer, the largest first."""
    measured = result.get("measured")
    if not measured:
        return f"not measured: {result['failure']}"
    kinds = sorted(measured["parameters_by_kind"].items(), key=lambda item: -item[1])
    shares = [(kind, 100 * count / measured["parameters"]) for kind, count in kinds]
    return ", ".join(f"{kind} {share:.1f} %" for kind, share in shares if share >= _ROUND)
