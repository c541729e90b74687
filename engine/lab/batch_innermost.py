"""Small convolutional networks, computed with the images of a batch innermost in memory.

Torch's layers go through the channels of a pixel; where these are fewer than a processor's vector
holds, most of it stays empty. Here values have the shape (channels, height, width, batch), so that
every operation runs over many images at once: a convolution copies its windows and is one matrix
product (im2col), pooling is a maximum of shifted slices, batch normalization works on one row a
channel. Values and gradients are those of torch's layers, up to rounding. Memory is kept from step
to step, since fresh memory costs more than the arithmetic.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from engine.lab.batch_innermost_stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor, nn

MOST_FILTERS: Final = 15
"""Convolutions with more fill a vector of 16 numbers, and torch's own are faster then."""


def is_faster(model: nn.Module) -> bool:
    """Tell whether a network can be laid batch innermost, and is trained faster so.

    It is where it is made of stages and one dense layer, see `split_stages`, and no convolution
    has more than `MOST_FILTERS` filters.
    """
    stages = split_stages(model)
    return bool(stages) and all(layers[0].out_channels <= MOST_FILTERS for layers in stages)


def split_stages(model: nn.Module) -> list[list[nn.Module]]:
    """Return the layers of each stage, or nothing if the network is not made of stages.

    A stage is a convolution, ReLU, max-pooling and, if it has it, batch normalization; after the
    stages come flattening and one dense layer. Windows are square, with nothing out of the usual.
    """
    from torch import nn

    layers = list(model) if isinstance(model, nn.Sequential) else []
    if [type(layer) for layer in layers[-2:]] != [nn.Flatten, nn.Linear]:
        return []
    stages: list[list[nn.Module]] = []
    for layer in layers[:-2]:
        if type(layer) is nn.Conv2d:
            stages.append([])
        if not stages or not _is_usual(layer):
            return []
        stages[-1].append(layer)
    orders = (
        [nn.Conv2d, nn.ReLU, nn.MaxPool2d],
        [nn.Conv2d, nn.ReLU, nn.MaxPool2d, nn.BatchNorm2d],
    )
    return stages if all([type(layer) for layer in stage] in orders for stage in stages) else []


def lay_batch_innermost(model: nn.Sequential) -> Callable[[Tensor], Tensor]:
    """Return a function that computes what a network computes, batch innermost.

    It works on the parameters and running statistics of the network itself, in the mode in which
    the network is, and gradients go to these parameters. One step at a time: what `backward`
    needs is kept until the next call only.

    Args:
        model: Network that `split_stages` can split.

    Returns:
        Function from images of shape (B, channels, size, size) to logits of shape (B, classes).

    Raises:
        ValueError: If the network is not made of stages, or, from the function, if a gradient
            with respect to the images is asked for.
    """
    import torch

    stages = split_stages(model)
    if not stages:
        raise ValueError(
            "to be laid batch innermost, a network must be stages of convolution, ReLU, "
            f"max-pooling and perhaps batch normalization, then Flatten and Linear; got {model}"
        )
    network = _Network([Stage(*layers) for layers in stages])
    decision, compute = model[-1], _make_function()

    def forward(images: Tensor) -> Tensor:
        if images.requires_grad:
            raise ValueError("gradients go to the weights, not to the images: detach them")
        features = compute.apply(network, images, *network.parameters)  # (features, B)
        logits: Tensor = torch.addmm(decision.bias[:, None], decision.weight, features)
        return logits.t()  # (B, classes)

    return forward


def _is_usual(layer: Any) -> bool:  # noqa: ANN401
    from torch import nn

    if isinstance(layer, nn.Conv2d):
        window = (layer.kernel_size, layer.stride, layer.padding)
        square = all(isinstance(sides, tuple) and sides[0] == sides[1] for sides in window)
        plain = layer.dilation == (1, 1) and layer.groups == 1 and layer.padding_mode == "zeros"
        return square and plain and layer.bias is not None
    if isinstance(layer, nn.MaxPool2d):
        sides = (layer.kernel_size, layer.stride, layer.padding, layer.dilation)
        return (
            all(isinstance(side, int) for side in sides)
            and layer.dilation == 1
            and not (layer.ceil_mode or layer.return_indices)
        )
    if isinstance(layer, nn.BatchNorm2d):
        return layer.affine and layer.track_running_stats and layer.momentum is not None
    return True


@cache
def _make_function() -> Any:  # noqa: ANN401
    """Return the bridge from autograd to a network, which can be made with torch at hand only."""
    import torch

    class BatchInnermost(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, network: _Network, images: Tensor, *_: Tensor) -> Tensor:  # noqa: ANN401
            features = network.forward(images)
            ctx.network, ctx.step = network, network.step
            return features

        @staticmethod
        @torch.autograd.function.once_differentiable  # type: ignore[untyped-decorator]
        def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN401
            if ctx.step != ctx.network.step:
                raise RuntimeError(
                    "backward belongs to an earlier step; what it needs is overwritten"
                )
            return None, None, *ctx.network.backward(grad)

    return BatchInnermost


class _Network:
    """Stages in series, with the memory that a step needs."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self.stages = stages
        self.parameters = [parameter for stage in stages for parameter in stage.parameters]
        self.step = 0
        self._reserved: Any = None

    def forward(self, images: Tensor) -> Tensor:
        """Return what enters the dense layer, (features, B), for images (B, C, H, W)."""
        self.step += 1
        if self._reserved != (images.shape, images.dtype):
            self._reserved = (images.shape, images.dtype)
            size = images.shape[2]
            for stage in self.stages:
                size = stage.reserve(size, images)
            self._features = self.stages[-1].make_output()
        self.stages[0].entry.copy_(images.permute(1, 2, 3, 0))
        for stage, following in pairwise(self.stages):
            stage.forward(following.entry)
        self.stages[-1].forward(self._features)
        return self._features.flatten(0, 2).clone()

    def backward(self, grad: Tensor) -> list[Tensor]:
        """Return the gradients of the parameters; `grad` is that of what `forward` returned."""
        self.step += 1
        grad = grad.view(self._features.shape)  # (F, p, p, B)
        grads: list[Tensor] = []
        for stage in reversed(self.stages):
            grads = stage.backward(grad, onwards=stage is not self.stages[0]) + grads
            grad = stage.grad_entry
        return grads
