"""Architectures of timm, built without weights; nothing is downloaded."""

import warnings
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from engine.networks.extras import require
from engine.networks.layers import Network, NetworkError, Shape
from engine.networks.torch.adapter import build_torch, network_from_torch
from engine.networks.torch.compiler import compiler_put_off
from engine.networks.torch.framework import import_torchvision

LABEL_SETS: Final = {
    1000: "ImageNet-1k",
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
        return "classifier" if LABEL_SETS[self.labels] == "ImageNet-1k" else "other labels"


def import_timm() -> ModuleType:
    """Import timm and return it, torchvision first, as it may need help.

    Raises:
        MissingPackageError: If timm, torch or torchvision is not installed.
    """
    require("timm")
    import_torchvision()
    with compiler_put_off():
        return import_module("timm")


def describe_timm(name: str) -> TimmModel:
    """Return what timm says of an architecture.

    Args:
        name: Its name, for example "resnet50", or with the tag of its weights,
            "resnet50.a1_in1k", whose input size and number of labels are then taken.

    Raises:
        UnknownTagError: If it has no weights of that tag; the message lists those that it has.
        NetworkError: If it is not known what its outputs are.
    """
    architecture, _, tag = name.partition(".")
    timm = import_timm()
    known = timm.models.get_arch_pretrained_cfgs(architecture)
    tags = sorted(one.partition(".")[2] for one, config in known.items() if config.has_weights)
    if tag and name not in known:
        raise UnknownTagError(
            f"timm has no weights {tag!r} of {architecture}; it has {', '.join(tags) or 'none'}"
        )
    config = known[name] if tag else timm.get_pretrained_cfg(architecture)
    channels, height, width = config.input_size
    return TimmModel(
        name=name,
        input_shape=(height, width, channels),
        labels=_count_labels(name, config.num_classes),
        tag=(config.tag or tag) if config.has_weights else "",
        tags=tuple(tags),
        is_fixed=config.fixed_input_size,
    )


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
        model = build_torch(lambda: import_timm().create_model(name, pretrained=False, **options))
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
