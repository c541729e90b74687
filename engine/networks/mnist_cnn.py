"""The networks of the MNIST study, each defined once as data.

From a `CnnSpec` follow both the torch model that is trained and the plain `Network` whose shapes,
parameters and capacity are reported.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, Final

from engine.networks.layers import Kind, Layer, Network, Shape

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True, slots=True)
class Window:
    """A square window that slides over an image, of a convolution or of a pooling layer.

    Attributes:
        kernel: Side of the window in pixels.
        stride: Pixels from one position to the next.
        padding: Pixels added on each side of the image.
    """

    kernel: int
    stride: int
    padding: int = 0

    def output_size(self, size: int) -> int:
        """Return the side of what leaves for an image of side `size`, in pixels."""
        return (size + 2 * self.padding - self.kernel) // self.stride + 1


@dataclass(frozen=True, slots=True)
class Stage:
    """Convolution, ReLU, max-pooling and, if the network has it, batch normalization."""

    filters: int
    convolution: Window
    pooling: Window


@dataclass(frozen=True, slots=True)
class CnnSpec:
    """A classifier of square images: stages in series, then one dense layer that decides.

    Attributes:
        name: Name in params and records.
        title: Name in tables and figures.
        stages: The stages, from the image on.
        batch_norm: Whether each stage ends in batch normalization.
        size: Side of an image in pixels.
        channels: Values of a pixel.
        classes: Outputs of the decision layer.
    """

    name: str
    title: str
    stages: tuple[Stage, ...]
    batch_norm: bool = True
    size: int = 28
    channels: int = 1
    classes: int = 10


_CNN1: Final = (
    Stage(16, convolution=Window(5, 1, 2), pooling=Window(2, 2)),
    Stage(32, convolution=Window(5, 1, 2), pooling=Window(2, 2)),
)
_CNN2: Final = (
    Stage(4, convolution=Window(4, 2), pooling=Window(2, 1, 1)),
    Stage(15, convolution=Window(4, 2), pooling=Window(2, 1)),
)
_NETWORKS: Final = {
    "cnn1": ("CNN1", _CNN1),
    "cnn2": ("CNN2", _CNN2),
    "cnn2-stage1": ("CNN2, first stage alone", _CNN2[:1]),
}
NETWORK_NAMES: Final = tuple(_NETWORKS)


def get_spec(name: str, *, batch_norm: bool = True) -> CnnSpec:
    """Return a network of the study, with or without batch normalization.

    Args:
        name: One of `NETWORK_NAMES`.
        batch_norm: Whether each stage ends in batch normalization.

    Raises:
        ValueError: If there is no such network.
    """
    if name not in _NETWORKS:
        raise ValueError(
            f"the MNIST study has the networks {', '.join(NETWORK_NAMES)}, got {name!r}"
        )
    title, stages = _NETWORKS[name]
    return CnnSpec(name, title, stages, batch_norm)


def variant_title(title: str, *, batch_norm: bool) -> str:
    """Return the name of a variant as a reader sees it: "CNN2, no batch norm"."""
    return title if batch_norm else f"{title}, no batch norm"


def describe_network(spec: CnnSpec) -> Network:
    """Return the layers of a network with their shapes and parameters, without any framework.

    Parameters are counted as torch does: the running statistics of batch normalization are not
    among them.
    """
    shape: Shape = (spec.size, spec.size, spec.channels)
    layers: list[Layer] = []
    for number, stage in enumerate(spec.stages, start=1):
        layers += _describe_stage(stage, number, shape, batch_norm=spec.batch_norm)
        shape = layers[-1].output_shape
    features = prod(shape)
    layers.append(Layer("flatten", Kind.RESHAPE, shape, (features,)))
    layers.append(
        Layer(
            name="decision",
            kind=Kind.DENSE,
            input_shape=(features,),
            output_shape=(spec.classes,),
            parameters=spec.classes * (features + 1),
            multiply_adds=spec.classes * features,
            neurons=spec.classes,
            inputs_per_neuron=features,
            threshold=True,
        )
    )
    return Network(spec.title, "own", (spec.size, spec.size, spec.channels), tuple(layers))


def stage_shapes(spec: CnnSpec) -> tuple[Shape, ...]:
    """Return the shape of the image and of what leaves each stage, channels last."""
    shapes: list[Shape] = [(spec.size, spec.size, spec.channels)]
    for stage in spec.stages:
        size = stage.pooling.output_size(stage.convolution.output_size(shapes[-1][0]))
        shapes.append((size, size, stage.filters))
    return tuple(shapes)


def build_torch(spec: CnnSpec) -> "nn.Sequential":
    """Build a network in torch, its weights drawn from torch's global generator.

    Its modules bear the names that `describe_network` gives the layers. It takes a batch of
    images of shape (B, channels, size, size) to logits of shape (B, classes).
    """
    from torch import nn

    modules: OrderedDict[str, nn.Module] = OrderedDict()
    channels = spec.channels
    for number, stage in enumerate(spec.stages, start=1):
        modules[f"convolution{number}"] = nn.Conv2d(
            channels, stage.filters, **_window_arguments(stage.convolution)
        )
        modules[f"relu{number}"] = nn.ReLU()
        modules[f"pooling{number}"] = nn.MaxPool2d(**_window_arguments(stage.pooling))
        if spec.batch_norm:
            modules[f"normalization{number}"] = nn.BatchNorm2d(stage.filters)
        channels = stage.filters
    modules["flatten"] = nn.Flatten()
    modules["decision"] = nn.Linear(prod(stage_shapes(spec)[-1]), spec.classes)
    return nn.Sequential(modules)


def build_seeded(spec: CnnSpec, seed: int) -> "nn.Sequential":
    """Build a network in torch with weights drawn from a seed; torch's own generator is left."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build_torch(spec)


def _window_arguments(window: Window) -> dict[str, Any]:
    return {
        "kernel_size": window.kernel,
        "stride": window.stride,
        "padding": window.padding,
    }


def _describe_stage(
    stage: Stage, number: int, entering: Shape, *, batch_norm: bool
) -> Iterator[Layer]:
    size, _, channels = entering
    convolved_size = stage.convolution.output_size(size)
    convolved = (convolved_size, convolved_size, stage.filters)
    pooled_size = stage.pooling.output_size(convolved_size)
    pooled = (pooled_size, pooled_size, stage.filters)
    weights = channels * stage.convolution.kernel**2
    yield Layer(
        name=f"convolution{number}",
        kind=Kind.CONVOLUTION,
        input_shape=entering,
        output_shape=convolved,
        parameters=stage.filters * (weights + 1),
        multiply_adds=prod(convolved) * weights,
        neurons=stage.filters,
        inputs_per_neuron=weights,
        threshold=True,
        groups=1,
    )
    yield Layer(f"relu{number}", Kind.ACTIVATION, convolved, convolved)
    yield Layer(f"pooling{number}", Kind.POOLING, convolved, pooled)
    if batch_norm:
        yield Layer(f"normalization{number}", Kind.NORMALIZATION, pooled, pooled, 2 * stage.filters)
