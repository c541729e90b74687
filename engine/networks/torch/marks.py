"""What is known of a tensor while a torch model runs: its parameters and its layout."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.networks.layers import Shape

if TYPE_CHECKING:
    import torch

_ATTRIBUTE = "_engine_mark"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of one tensor.

    Attributes:
        is_active: Whether a layer or the input of the model made it; otherwise it is made of
            parameters alone.
        parameters: Names of the parameters that it is made of, until a layer takes them up.
        spatial: Sizes of its last axes, where the channels are on the axes before them; empty
            where the channels are last.
        source: The layer that made it, by its position, and which of its outputs it is; -1 for
            an input of the model, and which. None for what is made of parameters.
    """

    is_active: bool
    parameters: frozenset[str] = frozenset()
    spatial: Shape = ()
    source: tuple[int, int] | None = None


def set_mark(tensor: "torch.Tensor", mark: Mark) -> None:
    """Attach a mark to a tensor."""
    setattr(tensor, _ATTRIBUTE, mark)


def mark_of(tensor: "torch.Tensor") -> Mark | None:
    """Return the mark of a tensor, None if nothing is known of it."""
    return getattr(tensor, _ATTRIBUTE, None)


def tensors_in(values: object) -> Iterator["torch.Tensor"]:
    """Yield the tensors in nested lists, tuples and dictionaries, in order."""
    import torch

    if isinstance(values, torch.Tensor):
        yield values
    elif isinstance(values, dict):
        for value in values.values():
            yield from tensors_in(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from tensors_in(value)


def channels_last(sizes: Sequence[int], spatial: Shape, *, batch: int) -> Shape:
    """Return the shape of one example, channels last.

    Args:
        sizes: Sizes of all axes of a tensor. Axis 0 is dropped if it has the size of the batch;
            otherwise the batch has been folded into something that belongs to the example.
        spatial: The last axes, where the channels come before them; empty for channels last.
        batch: Examples in the batch.
    """
    example = tuple(sizes[1:]) if sizes and sizes[0] == batch else tuple(sizes)
    if not spatial or len(example) <= len(spatial):
        return example
    return (*spatial, *example[: -len(spatial)])


def spatial_after(output_sizes: Sequence[int], input_sizes: Sequence[int], spatial: Shape) -> Shape:
    """Return the spatial axes of what a function makes of a tensor whose axes it does not permute.

    They stay the last ones if the number of axes stays, or if they keep their sizes while the
    channels before them are split or joined.
    """
    count = len(spatial)
    if len(output_sizes) == len(input_sizes):
        return tuple(output_sizes[-count:]) if count else ()
    keeps_sizes = tuple(output_sizes[-count:]) == spatial and len(output_sizes) >= count + 2
    return spatial if keeps_sizes else ()


def spatial_after_permutation(
    output_sizes: Sequence[int], order: Sequence[int], spatial: Shape
) -> Shape:
    """Return the spatial axes after a permutation of all axes.

    Moving the channels of a map from axis 1 to the end, or back, switches between the layouts; a
    permutation of three axes is one of positions and channels, which stay last.
    """
    axes = tuple(axis % len(order) for axis in order)
    last, count = len(axes) - 1, len(spatial)
    if count:
        return spatial if axes[-count:] == tuple(range(last + 1 - count, last + 1)) else ()
    moves_channels_first = last > 2 and axes == (0, last, *range(1, last))
    return tuple(output_sizes[2:]) if moves_channels_first else ()
