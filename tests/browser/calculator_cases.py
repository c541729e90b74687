"""Networks made at random for the calculator, and what the engine says of them.

A network is described as the calculator holds it: every size as text. What is expected is text
too, so that integers of any size can be compared exactly.
"""

import random
from dataclasses import dataclass
from itertools import pairwise
from math import log, prod

from engine.networks.mnist_cnn import CnnSpec, Stage, Window, describe_network, stage_shapes
from engine.theory.capacity import Reading, explain_stack, stack_capacity
from engine.theory.compression import chain_compression, compression_in_bits, stage_compression
from engine.theory.stack_law import TERMS

IMAGE_BITS, FLOAT32_BITS, RULE_1_BITS = 8, 32, 1
CONVENTIONS = {"float32": FLOAT32_BITS, "oneBit": RULE_1_BITS}
DEFAULTS = {
    "front": "none",
    "image": {"height": "28", "width": "28", "channels": "1"},
    "stages": [],
    "batchNorm": False,
    "inputs": "2",
    "layers": [{"neurons": "1", "threshold": True}],
}


@dataclass(frozen=True)
class Front:
    """An image and the stages that it passes, sizes as integers."""

    image: tuple[int, int, int]
    stages: tuple[Stage, ...]
    batch_norm: bool


LAW = {
    "base": "throttled_sum",
    "shape": 0.5,
    "factors": {"relu": 2.1, "tanh": 2.28},
    "powers": {"inputs": 0.21, "parameters_behind": -0.1},
    "error": 1.26,
    "measured": {
        name: {
            "networks": 30,
            "parameters": {"least": 13, "most": most},
            "inputs": {"least": 2, "most": 16},
            "outputs": {"least": 1, "most": 8},
            "hidden_layers": {"least": 1, "most": 4},
            "narrowest": {"least": 1, "most": 16},
            "widest": {"least": 2, "most": 32},
        }
        for name, most in (("tanh", 220), ("relu", 200))
    },
}
"""A law as a report gives it to its pages."""


def draw_size(rng, most_bits=220):
    """Draw a positive integer, small or huge, with the edges of exact doubles among them."""
    if rng.random() < 0.1:
        return rng.choice([1, 2**53 - 1, 2**53, 2**53 + 1, 2**64, 10**30, 10**100 + 1])
    return 1 + rng.getrandbits(rng.choice([1, 3, 8, 12, 60, most_bits]))


def draw_stack(rng):
    """Draw the sizes and the thresholds of a dense stack of 1 to 8 layers."""
    sizes = [draw_size(rng) for _ in range(rng.randint(2, 9))]
    return sizes, [rng.random() < 0.7 for _ in sizes[1:]]


def dense_draft(sizes, thresholds):
    """Describe a dense stack that stands alone."""
    layers = zip(sizes[1:], thresholds, strict=True)
    return {
        **DEFAULTS,
        "inputs": str(sizes[0]),
        "layers": [{"neurons": str(size), "threshold": has} for size, has in layers],
    }


def expect_stack(sizes, thresholds):
    """Each layer (parameters, cap, capacity) and the total, for each reading."""
    expected = {}
    for reading in Reading:
        layers = explain_stack(sizes, reading, thresholds=thresholds)
        expected[str(reading)] = {
            "total": str(stack_capacity(sizes, reading, thresholds=thresholds)),
            "layers": [
                [
                    str(layer.parameters_bits),
                    None if layer.cap_bits is None else str(layer.cap_bits),
                    str(layer.capacity_bits),
                ]
                for layer in layers
            ],
        }
    return expected


def draw_front(rng):
    """Draw a front of 1 to 4 stages: some fit exactly, some by a pixel do not."""
    most = rng.choice([6, 40, 300, 10**20])
    sides = rng.randint(1, most), rng.randint(1, most)
    height, width = sides if rng.random() < 0.6 else (sides[0], sides[0])

    def draw_window(most_kernel):
        kernel = rng.randint(1, most_kernel)
        return Window(kernel, rng.randint(1, 4), rng.randint(0, kernel // 2))

    stages = tuple(
        Stage(rng.randint(1, 64), convolution=draw_window(7), pooling=draw_window(3))
        for _ in range(rng.randint(1, 4))
    )
    return Front((height, width, rng.randint(1, 4)), stages, rng.random() < 0.5)


def front_draft(front, neurons=(10,)):
    """Describe a front with dense layers behind it."""

    def describe(window):
        return {name: str(getattr(window, name)) for name in ("kernel", "stride", "padding")}

    height, width, channels = map(str, front.image)
    return {
        **DEFAULTS,
        "front": "stages",
        "image": {"height": height, "width": width, "channels": channels},
        "stages": [
            {
                "filters": str(stage.filters),
                "convolution": describe(stage.convolution),
                "pooling": describe(stage.pooling),
            }
            for stage in front.stages
        ],
        "batchNorm": front.batch_norm,
        "layers": [{"neurons": str(count), "threshold": True} for count in neurons],
    }


def expect_front(front):
    """Shapes, parameters and G of a front, or the field of the first window that does not fit."""
    shapes = [front.image]
    for index, stage in enumerate(front.stages):
        height, width, _ = shapes[-1]
        for name in ("convolution", "pooling"):
            window = getattr(stage, name)
            height, width = window.output_size(height), window.output_size(width)
            if min(height, width) < 1:
                return {"misfit": f"stages.{index}.{name}.kernel"}
        shapes.append((height, width, stage.filters))
    elements = [prod(shape) for shape in shapes]
    return {
        "shapes": [[str(size) for size in shape] for shape in shapes],
        "parameters": str(_count_parameters(front)),
        "elements": [
            [_text(stage_compression(a, b)) for a, b in pairwise(elements)],
            _text(chain_compression(elements)),
        ],
        **{name: _expect_bits(elements, bits) for name, bits in CONVENTIONS.items()},
    }


def _expect_bits(elements, feature_bits):
    amounts = [elements[0] * IMAGE_BITS, *(count * feature_bits for count in elements[1:])]
    total = compression_in_bits(
        elements[0], elements[-1], bits_per_input=IMAGE_BITS, bits_per_output=feature_bits
    )
    return [[_text(stage_compression(a, b)) for a, b in pairwise(amounts)], _text(total)]


def _count_parameters(front):
    """By the study's own description of a square network, or by the sum for any other."""
    height, width, channels = front.image
    if height == width:
        spec = CnnSpec("case", "Case", front.stages, front.batch_norm, height, channels)
        assert stage_shapes(spec)[0] == front.image
        return sum(layer.parameters for layer in describe_network(spec).layers[:-1])
    entering = [channels, *(stage.filters for stage in front.stages)]
    return sum(
        stage.filters * (count * stage.convolution.kernel**2 + 1 + 2 * front.batch_norm)
        for stage, count in zip(front.stages, entering, strict=False)
    )


def _text(ratio):
    return f"{ratio.numerator}/{ratio.denominator}"


def draw_small_stack(rng):
    """Draw the sizes of a stack of 1 to 5 hidden layers as small as those that are measured."""
    return [rng.randint(1, 40) for _ in range(rng.randint(3, 7))]


def draw_law(rng, base):
    """Draw a law of a size, as pages have it: any of its shapes, up to four powers of counts."""
    powers = rng.sample([term.name for term in TERMS], rng.randint(0, 4))
    return {
        "base": base.name,
        "shape": rng.choice(base.shapes),
        "factors": {name: rng.uniform(0.5, 4) for name in ("tanh", "relu")},
        "powers": {name: rng.uniform(-1, 1) for name in powers},
    }


def law_result(law):
    """A law that pages have, as the result of the study has it."""
    return {
        "base": law["base"],
        "shape": {"estimate": law["shape"]},
        "intercepts": {name: {"estimate": log(one)} for name, one in law["factors"].items()},
        "terms": [{"name": name, "estimate": one} for name, one in law["powers"].items()],
    }


def seeded(seed):
    """A generator of its own for one test."""
    return random.Random(seed)
