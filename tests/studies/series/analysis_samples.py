"""Results of networks that memorise as many points as we choose."""

from math import exp

from engine.records.source import Source
from engine.theory.stack_sizes import format_sizes

NOISE = 0.05


def make_result(points, trials=24):
    """A result with an n50 known to 5 %."""

    def cross(middle):
        return {"points": middle, "low": middle * exp(-NOISE), "high": middle * exp(NOISE)}

    return {
        "parameters": 0,
        "trials": [[1, 2]] * trials,
        "trials_of_half": [[1, 2]] * trials,
        "crossings": [
            {"success": 0.95, **cross(0.8 * points)},
            {"success": 0.5, **cross(points)},
        ],
        "width": cross(1.4),
        "growth": cross(1.02),
    }


def make_series(sizes, activation, points):
    params = {"sizes": format_sizes(sizes), "activation": activation}
    return Source(params, make_result(points))


def make_two_layers(sizes, activation, points):
    names = ("inputs", "hidden", "outputs")
    params = {**dict(zip(names, sizes, strict=True)), "activation": activation}
    return Source(params, make_result(points))


STACKS = {
    "equal widths": [(4, 4, 4, 1), (4, 4, 4, 4, 1), (6, 6, 6, 1), (2, 8, 8, 1)],
    "bottleneck": [(4, 4, 2, 4, 1), (8, 8, 2, 8, 1), (8, 8, 4, 8, 1), (4, 4, 1, 4, 1)],
    "wide behind a bottleneck": [(4, 4, 2, 16, 1), (8, 8, 2, 32, 1), (4, 6, 3, 12, 1)],
    "funnel": [(4, 6, 3, 1), (8, 6, 4, 2, 1), (6, 8, 3, 1)],
    "narrow first": [(4, 2, 8, 1), (8, 2, 8, 1), (4, 3, 9, 1)],
    "drawn at random": [(5, 3, 2, 1), (7, 2, 4, 1), (6, 3, 3, 1), (3, 5, 7, 1)],
    "Friedland and Krell": [(3, 8, 1)],
}
TWO_LAYERS = [(2, 4, 1), (4, 4, 1), (8, 4, 1), (4, 8, 1), (4, 4, 8), (8, 4, 8), (2, 2, 8)]
FAMILIES = [
    [format_sizes(sizes), activation, family]
    for family, stacks in STACKS.items()
    for sizes in stacks
    for activation in ("tanh", "relu")
]


def make_sources(points_of):
    """All sample networks, in tanh and ReLU; `points_of` says what sizes and activation reach."""
    return {
        "series-memorised": [
            make_series(sizes, activation, points_of(sizes, activation))
            for stacks in STACKS.values()
            for sizes in stacks
            for activation in ("tanh", "relu")
        ],
        "rule-4-readings": [
            make_two_layers(sizes, activation, points_of(sizes, activation))
            for sizes in TWO_LAYERS
            for activation in ("tanh", "relu")
        ],
    }
