"""The boxes and arrows of a network, made of plain numbers: stages, dense layers, readings.

What is written here is written in docs/assets/javascripts/calculator-drawing.js too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from typing import Final

from engine.exhibits.drawing.network import Arrow, Box, Choice, Diagram, shorten

EVERY: Final = "every reading"
"""Stands for all readings where they agree, layer by layer."""


@dataclass(frozen=True, slots=True)
class Dense:
    """A dense layer as its box shows it.

    Attributes:
        name: What it is called.
        inputs: Values that enter each neuron.
        neurons: Its neurons.
        threshold: Whether they have thresholds.
        parameters_bits: What it holds by rules 2 and 3.
        capacity_bits: What counts of it, by the label of the reading.
        cap_bits: What the reading caps it at, by the same labels; None where it does not.
    """

    name: str
    inputs: int
    neurons: int
    threshold: bool
    parameters_bits: int
    capacity_bits: Mapping[str, int]
    cap_bits: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Front:
    """What lies before the dense layers, as its box shows it; none of it counts.

    Attributes:
        name: What it is called: "Stage 1".
        lines: What it does: "convolution 4 × 4, step 2".
        parameters: Its parameters.
        leaving: Shape of what leaves it.
    """

    name: str
    lines: tuple[str, ...]
    parameters: int
    leaving: Sequence[int]


def make_diagram(
    fronts: Sequence[Front],
    layers: Sequence[Dense],
    *,
    entering: Sequence[int],
    shown: str = "",
) -> Diagram:
    """Return the diagram of a network.

    Args:
        fronts: What lies before its dense layers.
        layers: Its dense layers; none for a part of a network.
        entering: Shape of what enters the network.
        shown: Label of the reading that is shown first.
    """
    layers = _agree(layers)
    labels = list(layers[0].capacity_bits) if layers else []
    shapes = [entering, *(front.leaving for front in fronts)]
    boxes = [_front_box(front, prod(before)) for front, before in zip(fronts, shapes, strict=False)]
    boxes += [_dense_box(layer) for layer in layers]
    arrows = [_shape_arrow(shape) for shape in shapes]
    arrows += [_hand_on(layer) for layer in layers[:-1]]
    if layers:
        arrows.append(Arrow(layers[-1].neurons, (_plural(layers[-1].neurons, "output"),)))
    return Diagram(
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        choices=tuple(_choice(label, layers, len(fronts)) for label in labels),
        shown=EVERY if EVERY in labels else shown,
    )


def compression_text(entering: int, leaving: int) -> str:
    """Return G of a stage, rounded half to even, and which way it goes.

    Examples:
        >>> compression_text(784, 3136)
        'G = 0.25: expands'
    """
    g = Fraction(entering, leaving)
    way = "expands" if g < 1 else "compresses" if g > 1 else "keeps the size"
    hundredths = round(100 * g)
    if not hundredths:
        return f"G < 0.01: {way}"
    return f"G = {hundredths // 100:,}.{hundredths % 100:02}: {way}"


def _front_box(front: Front, entering: int) -> Box:
    held = f"{_plural(front.parameters, 'parameter')}" if front.parameters else "no parameters"
    return Box(
        name=shorten(front.name),
        amount=front.parameters,
        lines=(*front.lines, held, compression_text(entering, prod(front.leaving))),
    )


def _agree(layers: Sequence[Dense]) -> list[Dense]:
    """Return layers with one reading in the place of all, where all readings say the same."""
    if any(len(set(layer.capacity_bits.values())) > 1 for layer in layers):
        return list(layers)
    return [
        replace(
            layer,
            capacity_bits={EVERY: next(iter(layer.capacity_bits.values()))},
            cap_bits={EVERY: None},
        )
        for layer in layers
    ]


def _dense_box(layer: Dense) -> Box:
    reads = f"({layer.inputs:,} + 1)" if layer.threshold else f"{layer.inputs:,}"
    return Box(
        name=shorten(layer.name),
        amount=layer.parameters_bits,
        lines=(f"{layer.neurons:,} × {reads}", f"= {_plural(layer.parameters_bits, 'bit')}"),
        counted=layer.capacity_bits,
        said={label: _say_counted(layer, label) for label in layer.capacity_bits},
    )


def _say_counted(layer: Dense, label: str) -> str:
    bits, cap = layer.capacity_bits[label], layer.cap_bits[label]
    if bits == layer.parameters_bits:
        return "counted in full"
    if not bits:
        return "not counted"
    return f"{'capped' if cap == bits else 'shared'}: {bits:,} counted"


def _hand_on(layer: Dense) -> Arrow:
    return Arrow(layer.neurons, (f"hands on ≤ {_plural(layer.neurons, 'bit')}",))


def _choice(label: str, layers: Sequence[Dense], fronts: int) -> Choice:
    return Choice(
        label=label,
        total=_plural(sum(layer.capacity_bits[label] for layer in layers), "bit"),
        limits=tuple(sorted({fronts + at for at in _limiting(label, layers)})),
    )


def _limiting(label: str, layers: Sequence[Dense]) -> list[int]:
    """Positions of the inputs, among those of all layers, that a reading caps layers at."""
    widths = [layer.inputs for layer in layers]
    found = []
    for index, layer in enumerate(layers):
        cap = layer.cap_bits[label]
        if cap and layer.capacity_bits[label] < layer.parameters_bits:
            found.append(max(at for at in range(index + 1) if widths[at] == cap))
    return found


def _shape_arrow(shape: Sequence[int]) -> Arrow:
    values = prod(shape)
    sides = (" × ".join(f"{side:,}" for side in shape),) if len(shape) > 1 else ()
    return Arrow(values, (*sides, _plural(values, "value")))


def _plural(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
