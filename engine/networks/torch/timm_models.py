"""Architectures of timm, built without weights; nothing is downloaded."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from engine.networks.extras import require
from engine.networks.layers import Network, NetworkError, Shape
from engine.networks.torch.adapter import build_torch, network_from_torch
from engine.networks.torch.compiler import compiler_put_off
from engine.networks.torch.framework import import_torchvision

VERSION: Final = "1.0.31"
"""The version of timm that the lock file has, and the records of this report are made with."""

IMAGENET_1K: Final = 1000
"""The labels of ImageNet-1k."""

LABEL_SETS: Final = {
    IMAGENET_1K: "ImageNet-1k",
    11221: "ImageNet-21k, as processed by MIIL",
    11821: "ImageNet-12k, a selection of timm",
    19168: "ImageNet-21k, winter release",
    21841: "ImageNet-22k",
    21842: "ImageNet-22k, one label more",
    21843: "ImageNet-21k, as the weights of Google count it",
    115217: "Bamboo",
}
"""The sets of labels that architectures of timm tell apart, by their number."""

EMBEDDING_WIDTHS: Final = frozenset({384, 512, 640, 768, 1024, 1152, 1280})
"""Outputs of encoders trained on pairs of images and texts: a space that both share, no labels."""


class UnknownTagError(LookupError):
    """An architecture of timm has no weights of that tag."""


@dataclass(frozen=True, slots=True)
class TimmModel:
    """What timm says of an architecture, or of it with certain weights.

    Attributes:
        name: Its name, with the tag of the weights if these were asked for.
        input_shape: Shape of its input: (height, width, 3).
        labels: How many labels it tells apart; 0 for a feature extractor.
        tag: The weights that this is true of, its default ones if none were asked for; "" where
            it has none.
        tags: The tags of all its weights, sorted.
        is_fixed: Whether it must be built for another input size than its own.
    """

    name: str
    input_shape: Shape
    labels: int
    tag: str
    tags: tuple[str, ...]
    is_fixed: bool

    @property
    def kind(self) -> str:
        """Whether it is a "classifier" of ImageNet-1k, has "other labels", or extracts features."""
        if not self.labels:
            return "feature extractor"
        return "classifier" if self.labels == IMAGENET_1K else "other labels"


def import_timm() -> ModuleType:
    """Import timm and return it, torchvision first, as it may need help.

    Raises:
        MissingPackageError: If timm, torch or torchvision is not installed.
    """
    require("timm")
    import_torchvision()
    with compiler_put_off():
        timm = import_module("timm")
    _warn_of_version(timm.__version__)
    return timm


@cache
def _warn_of_version(installed: str) -> None:
    if installed != VERSION:
        warnings.warn(
            f"timm {installed} is installed; the numbers of this report are those of timm "
            f"{VERSION}, and names, inputs and numbers may differ: pip install timm=={VERSION}",
            stacklevel=2,
        )


def describe_timm(name: str) -> TimmModel:
    """Return what timm says of an architecture with certain weights.

    Args:
        name: Its name with the tag of the weights, "resnet50.a1_in1k"; or its name alone, for its
            default weights. Where these are not for the labels of ImageNet-1k and others are, the
            first of those are taken instead, which the published accuracies belong to.

    Raises:
        UnknownTagError: If it has no weights of that tag; the message lists those that it has.
        NetworkError: If it is not known what its outputs are.
    """
    architecture, _, tag = name.partition(".")
    known = _configurations(architecture)
    if not tag:
        tag = _default_tag(known)
    elif tag not in known:
        tags = ", ".join(sorted(filter(None, known))) or "none"
        raise UnknownTagError(f"timm has no weights {tag!r} of {architecture}; it has {tags}")
    channels, height, width = known[tag].input_size
    return TimmModel(
        name=f"{architecture}.{tag}" if tag else architecture,
        input_shape=(height, width, channels),
        labels=_count_labels(name, known[tag].num_classes),
        tag=tag if known[tag].has_weights else "",
        tags=tuple(sorted(one for one in known if known[one].has_weights)),
        is_fixed=known[tag].fixed_input_size,
    )


def _default_tag(known: Mapping[str, Any]) -> str:
    default = next(iter(known))
    if known[default].num_classes == IMAGENET_1K:
        return default
    trained = (tag for tag, config in known.items() if config.has_weights)
    return next((tag for tag in trained if known[tag].num_classes == IMAGENET_1K), default)


def _configurations(architecture: str) -> dict[str, Any]:
    """Return what timm says of the weights of an architecture by their tag, the default first."""
    timm = import_timm()
    default = timm.get_pretrained_cfg(architecture)
    known = timm.models.get_arch_pretrained_cfgs(architecture)
    by_tag = {name.partition(".")[2]: config for name, config in known.items()}
    return {default.tag or "": default, **by_tag}


def build_timm(name: str, *, input_size: int | None = None) -> Network:
    """Build an architecture of timm and return its layers.

    Args:
        name: As `describe_timm` takes it.
        input_size: Height and width of the input in pixels; None means its own.

    Raises:
        UnknownTagError: If it has no weights of that tag.
        NetworkError: If it cannot be run on such an input, or it is not known what it gives.
    """
    described = describe_timm(name)
    shape = described.input_shape
    options: dict[str, Any] = {}
    if input_size is not None:
        shape = (input_size, input_size, shape[-1])
        options = {"img_size": input_size} if described.is_fixed else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = build_torch(
            lambda: import_timm().create_model(described.name, pretrained=False, **options)
        )
        network = network_from_torch(model, shape, name=name, library="timm")
    return replace(network, gives_labels=described.labels > 0)


def _count_labels(name: str, outputs: int) -> int:
    """Return how many labels a head with some outputs tells apart; 0 if these are an embedding."""
    if outputs in LABEL_SETS:
        return outputs
    if not outputs or outputs in EMBEDDING_WIDTHS:
        return 0
    raise NetworkError(
        f"timm:{name} has {outputs} outputs, and it is not known whether these are labels; add "
        "them to LABEL_SETS or EMBEDDING_WIDTHS in engine/networks/torch/timm_models.py"
    )
