"""What accuracies are published of the weights of an architecture, whichever library has it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.networks.catalogue.accuracy import accuracies
from engine.networks.catalogue.timm_results import NOTICE, timm_results
from engine.networks.layers import Network


@dataclass(frozen=True, slots=True)
class Published:
    """A published accuracy on the validation set of ImageNet-1k.

    Attributes:
        weights: The weights, as their library names them; for Keras the source of the figure.
        input_px: Height and width at which they were measured, in pixels; None if not stated.
        top1_percent: Share of images whose label comes first.
        top5_percent: Share of images whose label is among the first five; None if not stated.
    """

    weights: str
    input_px: int | None
    top1_percent: float
    top5_percent: float | None


def published_of(network: Network) -> tuple[Published, ...]:
    """Return the published accuracies of a network's weights, the best first; none of one's own.

    Args:
        network: Named as in its library; one of timm may have the tag of its weights, and has then
            only theirs.
    """
    if network.library not in _PUBLISHED:
        return ()
    found = _PUBLISHED[network.library](network.name)
    return tuple(sorted(found, key=lambda one: (-one.top1_percent, one.weights)))


def notice_of(network: Network) -> str:
    """Return what must stand beside the published accuracies of a network, or ""."""
    return NOTICE if network.library == "timm" else ""


def _of_timm(name: str) -> list[Published]:
    return [
        Published(one.weights, one.input_px, one.top1_percent, one.top5_percent)
        for one in timm_results()
        if name in (one.architecture, one.weights)
    ]


def _of_keras(name: str) -> list[Published]:
    return [
        Published(one.source_key, one.input_size, one.top1_percent, one.top5_percent)
        for one in accuracies(name)
    ]


def _of_torchvision(name: str) -> list[Published]:
    from engine.networks.torch.weights import published_weights

    return [
        Published(one.name, one.input_size, one.top1_percent, one.top5_percent)
        for one in published_weights(name)
        if one.top1_percent is not None
    ]


_PUBLISHED: Final[dict[str, Callable[[str], list[Published]]]] = {
    "keras": _of_keras,
    "timm": _of_timm,
    "torchvision": _of_torchvision,
}
