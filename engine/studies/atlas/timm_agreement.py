"""Does what was measured of timm agree with what timm publishes, and with torchvision?"""

import csv
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from engine.exhibits.claim import Claim, Evidence, Finding, Kind, Verdict, holds_if
from engine.exhibits.table import Column, Table
from engine.networks.catalogue.timm_results import timm_results
from engine.networks.catalogue.training_data import WORDS_FILE
from engine.records.record import Record
from engine.studies.atlas.model_rows import CLASSIFIER, list_models

Twins = Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]
"""Architectures of one name and with the same parameters, as two libraries build them."""

_AND: Final = " + "
"""What stands between the names of heads whose outputs a network adds."""

PARAMETERS_AGREE: Final = Claim(
    id="atlas-timm-parameters",
    question="Are the parameters counted here those that timm publishes?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: not v["unlike"]),
    says={
        Verdict.HOLDS: "In all {{ n | integer }} rows of timm's files of results whose architecture"
        " was measured, the parameters published there, in millions to two decimals, are those "
        "counted here.",
        Verdict.FAILS: "In {{ unlike | integer }} of the {{ n | integer }} rows of timm's files of "
        "results whose architecture was measured, the parameters published there, in millions to "
        "two decimals, are not those counted here.",
    },
    false_if="One row of the files has other parameters.",
    counterexample={"unlike": 1, "n": 2},
)

_TWINS: Final = (
    "{{ n }} architectures have one name and the same parameters in timm and in torchvision. "
    "{{ agree }} of them agree in all four readings of rule 4"
)
TWINS: Final = Claim(
    id="atlas-timm-twins",
    question="Have architectures of timm and torchvision with one name and size one MEC?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda v: not v["differ"]),
    says={
        Verdict.HOLDS: f"{_TWINS}.",
        Verdict.FAILS: f"{_TWINS}; {{{{ differ | listing }}}} do not. In {{{{ layers }}}} of these "
        "timm builds as convolutions what torchvision builds as dense layers before the decision "
        "layer: the function is the same, and a reading that counts the dense layers of the "
        "classifier counts fewer.",
    },
    false_if="Two architectures of one name and size have unlike MEC under one reading of rule 4.",
    counterexample={"n": 2, "agree": 1, "differ": ["vgg11"], "layers": 1},
)


def judge_agreement(timm: Sequence[Record], torchvision: Sequence[Record]) -> tuple[Finding, ...]:
    """Return what the records of the two libraries say of each other and of timm's files.

    Args:
        timm: Of the study `atlas-timm`.
        torchvision: Of the study `atlas-torchvision`.
    """
    ours, theirs = _measured(timm), _measured(torchvision)
    return (_judge_parameters(ours, timm), _judge_twins(ours, theirs, (*timm, *torchvision)))


def find_twins(
    ours: Mapping[str, Mapping[str, Any]], theirs: Mapping[str, Mapping[str, Any]]
) -> Twins:
    """Return what was measured of the architectures that two libraries have alike, by name.

    Args:
        ours: What was measured in one library, by name.
        theirs: In the other.
    """
    return {
        name: (ours[name], theirs[name])
        for name in sorted(set(ours) & set(theirs))
        if ours[name]["parameters"] == theirs[name]["parameters"]
    }


def list_unlike(twins: Twins) -> list[str]:
    """Return the names of those twins that differ in a reading of rule 4."""
    return [name for name, (one, other) in twins.items() if one["mec_bits"] != other["mec_bits"]]


def count_several_heads(records: Sequence[Record]) -> int:
    """Return how many ImageNet classifiers of timm add the outputs of several heads."""
    return sum(
        any(_AND in name for name in model.result["measured"]["classifier_layers"])
        for model in list_models(records)
        if model.kind == CLASSIFIER and "measured" in model.result
    )


def training_words_table(records: Sequence[Record]) -> Table:
    """Return every word of timm's tags with the training data that it names, if any.

    Args:
        records: Of the study `atlas-timm`, whose weights are sorted by it.
    """
    with WORDS_FILE.open(encoding="utf-8", newline="") as file:
        frame = pd.DataFrame(list(csv.DictReader(file)))
    frame["training_data"] = frame["training_data"].replace("", "names none")
    return Table(
        id="atlas-training-words",
        title="What the words of a tag say of the training data",
        caption="Every word of the tags of timm's weights, with the class of training data that it "
        "names. Weights belong to the widest class that a word of theirs names, in the order "
        "ImageNet-1k, ImageNet-21k, web-scale, not stated. Numbers of epochs and sizes of images "
        "name none.",
        columns=(
            Column("word", "Word"),
            Column("training_data", "Names", facet=True, description="Class of training data"),
            Column("meaning", "Meaning"),
        ),
        frame=frame[["word", "training_data", "meaning"]],
        records=tuple(records),
        filterable=True,
        shown="closed",
    )


def _measured(records: Sequence[Record]) -> dict[str, dict[str, Any]]:
    return {
        model.name: model.result["measured"]
        for model in list_models(records)
        if "measured" in model.result
    }


def _judge_parameters(ours: dict[str, dict[str, Any]], records: Sequence[Record]) -> Finding:
    rows = [one for one in timm_results() if one.architecture in ours]
    if not rows:
        return PARAMETERS_AGREE.refuse("no architecture with results was measured", tuple(records))
    unlike = sum(
        round(ours[one.architecture]["parameters"] / 1e6, 2) != one.parameters_millions
        for one in rows
    )
    values = {"n": len(rows), "unlike": unlike}
    return PARAMETERS_AGREE.judge(
        Evidence(values, tuple(records), n=len(rows), unit="rows of timm's files of results")
    )


def _judge_twins(
    ours: dict[str, dict[str, Any]],
    theirs: dict[str, dict[str, Any]],
    records: Sequence[Record],
) -> Finding:
    pairs = find_twins(ours, theirs)
    if not pairs:
        reason = "no architecture of one name and size was measured in both libraries"
        return TWINS.refuse(reason, tuple(records))
    differ = list_unlike(pairs)
    values = {
        "n": len(pairs),
        "agree": len(pairs) - len(differ),
        "differ": differ,
        "layers": sum(
            len(pairs[name][0]["classifier_sizes"]) < len(pairs[name][1]["classifier_sizes"])
            for name in differ
        ),
    }
    return TWINS.judge(
        Evidence(values, tuple(records), n=len(pairs), unit="architectures in both libraries")
    )
