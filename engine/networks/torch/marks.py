"""What is known of a tensor while a torch model runs: its parameters and its layout."""

from collections.abc import Iterator
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
