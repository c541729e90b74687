"""The atlas: every classification model of Keras and of torchvision, measured without weights."""

import traceback
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from engine.networks.catalogue.backbones import backbones, build, find_backbone
from engine.networks.measurement import (
    accuracy_data,
    describe_classifier_layers,
    measure,
    published_accuracies,
)
from engine.studies.study import Params, Profile, Result, Study


def keras_grid(profile: Profile) -> Sequence[Params]:
    """Return every model of keras.applications; the same for every profile."""
    return _grid("keras")


def torchvision_grid(profile: Profile) -> Sequence[Params]:
    """Return every classification model of torchvision; the same for every profile."""
    return _grid("torchvision")


def compute(params: Params) -> Result:
    """Return the measurements of one model, with its family, paper and published accuracies.

    Returns:
        `family`; then either `measured`, `classifier` (its layers under each reading of rule 4)
        and `accuracies`, or `failure`, the reason why the model cannot be measured.
    """
    library, name = params["library"], params["backbone"]
    result: Result = {"family": _describe_family(library, name)}
    try:
        network = build(library, name)
        result["measured"] = measure(network)
        result["classifier"] = describe_classifier_layers(network)
    except Exception as error:
        reason = traceback.format_exception_only(error)[-1].strip()
        return {**result, "failure": reason}
    return {**result, "accuracies": _accuracies(library, name)}


def _grid(library: str) -> list[Params]:
    return [{"library": library, "backbone": one.name} for one in backbones(library)]


def _describe_family(library: str, name: str) -> dict[str, Any]:
    family = asdict(find_backbone(library, name).family)
    del family["pattern"]
    return family


def _accuracies(library: str, name: str) -> list[dict[str, Any]]:
    if library == "keras":
        return published_accuracies(name, alpha=1.0)
    from engine.networks.torch.weights import torchvision_accuracies

    return [asdict(accuracy) for accuracy in torchvision_accuracies(name)]


KERAS_STUDY = Study(
    name="atlas-keras",
    title="Measuring every Keras model",
    grid=keras_grid,
    compute=compute,
    packages=("keras", "tensorflow"),
    framework="keras",
    cost=lambda params: 0.5,
    data_files=accuracy_data,
)

TORCHVISION_STUDY = Study(
    name="atlas-torchvision",
    title="Measuring every torchvision model",
    grid=torchvision_grid,
    compute=compute,
    packages=("torch", "torchvision"),
    framework="torch",
    cost=lambda params: 0.2,
)
