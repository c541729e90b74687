"""The boxes and arrows of a network, made of plain numbers: stages, dense layers, readings.

What is written here is written in docs/assets/javascripts/calculator-diagram.js too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from typing import Final

from engine.exhibits.drawing.network import Arrow, Box, Choice, Diagram, shorten

EVERY: Final = "every reading"
"""Stands for all readings where they agree, layer by layer."""

_TOTAL, _BESIDE, _FACTOR, _SIDE = 15, 9, 7, 5
"""Digits up to which a number is written in full: the total, beside a box, in a product, a side."""


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
        parameters: Its parameters; None where they are not known.
        leaving: Shape of what leaves it.
    """

    name: str
    lines: tuple[str, ...]
    parameters: int | None
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
        arrows.append(Arrow(layers[-1].neurons, (_count(layers[-1].neurons, "output"),)))
    return Diagram(
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        choices=tuple(_choice(label, layers, len(fronts)) for label in labels),
        shown=EVERY if EVERY in labels else shown,
    )


def stage_front(
    number: int,
    convolution: Mapping[str, int],
    pooling: Mapping[str, int],
    *,
    parameters: int,
    leaving: Sequence[int],
) -> Front:
    """Return a convolutional stage.

    Args:
        number: Which it is, from 1.
        convolution: `kernel` and `stride` of its convolution.
        pooling: The same of its pooling.
        parameters: Its parameters.
        leaving: Shape of what leaves it, channels last.
    """
    lines = (f"convolution {_window_text(convolution)}", f"pooling {_window_text(pooling)}")
    return Front(f"Stage {number}", lines, parameters, leaving)


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
    whole = write_number(hundredths // 100, _FACTOR)
    return f"G = {whole}{'' if 'e' in whole else f'.{hundredths % 100:02}'}: {way}"


def write_number(value: int, most_digits: int) -> str:
    """Return an integer in full, or where it is longer, its three leading digits and a power.

    Examples:
        >>> write_number(4097000, 7), write_number(102_764_544, 7)
        ('4,097,000', '1.03e8')
    """
    digits = str(value)
    if len(digits) <= most_digits:
        return f"{value:,}"
    power = len(digits) - 1
    leading = round(Fraction(value, 10 ** (power - 2)))
    if leading == 1000:
        leading, power = 100, power + 1
    return f"{leading // 100}.{leading % 100:02}e{power}"


def _front_box(front: Front, entering: int) -> Box:
    held = _count(front.parameters, "parameter") if front.parameters else "no parameters"
    if front.parameters is None:
        held = "parameters not known"
    return Box(
        name=shorten(front.name),
        amount=front.parameters or 0,
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
    inputs, neurons = (write_number(size, _FACTOR) for size in (layer.inputs, layer.neurons))
    reads = f"({inputs} + 1)" if layer.threshold else inputs
    return Box(
        name=shorten(layer.name),
        amount=layer.parameters_bits,
        lines=(f"{neurons} × {reads}", f"= {_count(layer.parameters_bits, 'bit')}"),
        counted=layer.capacity_bits,
        said={label: _say_counted(layer, label) for label in layer.capacity_bits},
    )


def _say_counted(layer: Dense, label: str) -> str:
    bits, cap = layer.capacity_bits[label], layer.cap_bits[label]
    if bits == layer.parameters_bits:
        return "counted in full"
    if not bits:
        return "not counted"
    return f"{'capped' if cap == bits else 'shared'}: {write_number(bits, _BESIDE)} counted"


def _hand_on(layer: Dense) -> Arrow:
    return Arrow(layer.neurons, (f"hands on ≤ {_count(layer.neurons, 'bit')}",))


def _choice(label: str, layers: Sequence[Dense], fronts: int) -> Choice:
    return Choice(
        label=label,
        total=_count(sum(layer.capacity_bits[label] for layer in layers), "bit", _TOTAL),
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
    sides = (" × ".join(write_number(side, _SIDE) for side in shape),) if len(shape) > 1 else ()
    return Arrow(values, (*sides, _count(values, "value")))


def _window_text(window: Mapping[str, int]) -> str:
    kernel, stride = (write_number(window[name], _SIDE) for name in ("kernel", "stride"))
    return f"{kernel} × {kernel}, step {stride}"


def _count(count: int, word: str, most_digits: int = _BESIDE) -> str:
    return f"{write_number(count, most_digits)} {word}{'' if count == 1 else 's'}"
