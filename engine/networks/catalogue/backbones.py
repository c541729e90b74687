"""The catalogue: every classification model of Keras and torchvision, and how to measure it."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from engine.networks.catalogue.families import Family, family_of, plain_name
from engine.networks.catalogue.installed import keras_models, torchvision_models
from engine.networks.catalogue.names import UnknownBackboneError, check_named
from engine.networks.keras.adapter import build_keras, network_from_keras
from engine.networks.keras.framework import import_keras
from engine.networks.layers import Network, NetworkError, in_one_line
from engine.networks.torch.adapter import build_torch, network_from_torch
from engine.networks.torch.framework import import_torchvision
from engine.networks.torch.weights import default_weights

MOBILENET_V2_ALPHAS = (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
"""Width multipliers for which Keras has weights of MobileNetV2."""

MOBILENET_ALPHAS = (0.25, 0.5, 0.75, 1.0)
"""Width multipliers for which Keras has weights of MobileNet."""


@dataclass(frozen=True, slots=True)
class Backbone:
    """One classification model of a library.

    Attributes:
        library: "keras" or "torchvision".
        name: Its name there, for example "ResNet50V2" or "resnet50".
        family: The family that it belongs to, with its paper.
    """

    library: str
    name: str
    family: Family


@cache
def backbones(library: str | None = None) -> tuple[Backbone, ...]:
    """Return the catalogue, sorted by library and name; imports no framework.

    Args:
        library: "keras", "torchvision", or None for both.

    Raises:
        UnknownBackboneError: If there is no such library.
    """
    libraries = sorted(_LIBRARIES) if library is None else [_known(library)]
    return tuple(
        Backbone(library, name, family_of(name))
        for library in libraries
        for name in _LIBRARIES[library].names()
    )


def find_backbone(library: str, name: str) -> Backbone:
    """Return one backbone of the catalogue.

    Raises:
        UnknownBackboneError: If there is none of that name; the message lists the nearest ones.
    """
    _known(library)
    return Backbone(library, check_named(library, name).name, family_of(name))


def counterpart(backbone: Backbone) -> Backbone | None:
    """Return the same architecture in the other library, None if it has none.

    Names are compared without case and punctuation: "ConvNeXtTiny" and "convnext_tiny".
    """
    plain = plain_name(backbone.name)
    for other in backbones():
        if other.library != backbone.library and plain_name(other.name) == plain:
            return other
    return None


def build(
    library: str, name: str, *, alpha: float | None = None, input_size: int | None = None
) -> Network:
    """Build a backbone without weights and return its layers; nothing is downloaded.

    Keras forgets what it remembers of the models built so far (`keras.utils.clear_session`).

    Args:
        library: "keras" or "torchvision".
        name: Name of the backbone there.
        alpha: Width multiplier, for the backbones that have one; None means their full width.
        input_size: Height and width of the input in pixels; None means the backbone's default: in
            torchvision, the size for which its default weights are published.

    Raises:
        UnknownBackboneError: If there is none of that name; the message lists the nearest ones.
        NetworkError: If the backbone has no width multiplier, or cannot take the input size.
    """
    backbone = find_backbone(library, name)
    if input_size is not None and input_size < 1:
        raise NetworkError(f"input_size must be a positive number of pixels, got {input_size}")
    with naming_the_size(f"{library}:{name}", input_size):
        return _LIBRARIES[library].build(backbone.name, alpha, input_size)


@contextmanager
def naming_the_size(target: str, input_size: int | None) -> Iterator[None]:
    """Say of a library's failure to build a network that it was given an input size.

    Args:
        target: The network, as a user names it: "timm:resnet50".
        input_size: Height and width in pixels; None where none was given: failures are its own.

    Raises:
        NetworkError: If the library fails.
    """
    try:
        yield
    except Exception as error:
        if input_size is None or type(error).__module__.startswith("engine."):
            raise
        raise NetworkError(
            f"{target} cannot be built for an image of {input_size} by {input_size} pixels: "
            f"{in_one_line(error)}. Give another size, or none for its own"
        ) from error


def _build_from_keras(name: str, alpha: float | None, input_size: int | None) -> Network:
    keras = import_keras()
    builder = getattr(keras.applications, name)
    accepted = inspect.signature(builder).parameters
    options: dict[str, Any] = {"weights": None}
    if alpha is not None:
        if "alpha" not in accepted:
            raise NetworkError(f"{name} has no width multiplier, got alpha={alpha}")
        options["alpha"] = alpha
    size = _KERAS_OPEN_INPUT_SIZES.get(name) if input_size is None else input_size
    if size is not None:
        options["input_shape"] = (size, size, 3)
    model = build_keras(lambda: builder(**options))
    network = network_from_keras(model, name=name)
    keras.utils.clear_session(free_memory=False)
    return network


_KERAS_OPEN_INPUT_SIZES = {"MobileNetV3Large": 224, "MobileNetV3Small": 224}
"""Backbones that leave their input size open, with the size that their weights are for."""


def _build_from_torchvision(name: str, alpha: float | None, input_size: int | None) -> Network:
    if alpha is not None:
        raise NetworkError(f"{name} of torchvision has no width multiplier, got alpha={alpha}")
    size = default_weights(name).input_size if input_size is None else input_size
    options = dict(_TORCHVISION_OPTIONS.get(name, {}))
    if tell_size := _TORCHVISION_SIZE_OPTIONS.get(family_of(name).name):
        options |= tell_size(size)
    models = import_torchvision().models
    model = build_torch(lambda: models.get_model(name, weights=None, **options))
    return network_from_torch(model, (size, size, 3), name=name)


_TORCHVISION_OPTIONS: dict[str, dict[str, Any]] = {
    "googlenet": {"aux_logits": True, "init_weights": False},
    "inception_v3": {"aux_logits": True, "init_weights": False},
}
"""Models that are built with their auxiliary heads, and would initialise their weights slowly."""

_TORCHVISION_SIZE_OPTIONS: dict[str, Callable[[int], dict[str, Any]]] = {
    "MaxViT": lambda size: {"input_size": (size, size)},
    "Vision Transformer": lambda size: {"image_size": size},
}
"""How the families whose weights depend on the input size are told of it."""


@dataclass(frozen=True, slots=True)
class _Library:
    names: Callable[[], tuple[str, ...]]
    build: Callable[[str, float | None, int | None], Network]


_LIBRARIES = {
    "keras": _Library(keras_models, _build_from_keras),
    "torchvision": _Library(torchvision_models, _build_from_torchvision),
}


def _known(library: str) -> str:
    if library not in _LIBRARIES:
        raise UnknownBackboneError(
            f"no library {library!r} in the catalogue; there are {', '.join(sorted(_LIBRARIES))}"
        )
    return library
