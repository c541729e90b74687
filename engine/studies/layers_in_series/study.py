"""Rule 4, tested: what two-layer networks memorise, against the four readings of the rule."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np

from engine.lab.memorise import Activation, Budget, Task, count_memorised
from engine.lab.success_curve import fit_success_curve
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.capacity import Reading, neuron_capacity, stack_capacity
from engine.theory.cover import largest_memorised, memorisation_probability
from engine.theory.line import equivalent_parameters, most_rectifier_changes, most_step_changes

SUCCESS_LEVELS = (0.95, 0.5)
"""Shares of trials that have to be memorised; 0.5 is the MK point of a single neuron."""

_FIRST_RATIO, _STRIDE = 1.0, 1.15
_NEARLY_ALL, _FEW = 0.975, 0.35
_REFINEMENTS = 3
_MOST_POINTS_PER_PARAMETER = 8

_Sizes = tuple[int, int, int]

_SIZES: dict[Profile, Sequence[_Sizes]] = {
    Profile.QUICK: [(2, 1, 1), (2, 2, 1), (4, 2, 1), (2, 2, 4)],
    Profile.STANDARD: [
        *((inputs, hidden, 1) for inputs in (2, 4, 6, 8) for hidden in (1, 2, 4, 8)),
        *((inputs, hidden, 8) for inputs in (2, 4, 6, 8) for hidden in (2, 4)),
    ],
    Profile.PAPER: [
        (inputs, hidden, outputs)
        for outputs in (1, 8)
        for inputs in range(2, 9)
        for hidden in range(1, 9)
    ],
}
_OTHER_ACTIVATIONS: dict[Profile, Sequence[_Sizes]] = {
    Profile.QUICK: [],
    Profile.STANDARD: [(2, 4, 1), (4, 4, 1), (8, 4, 1), (4, 4, 8), (8, 4, 8)],
    Profile.PAPER: [sizes for sizes in _SIZES[Profile.PAPER] if sizes[1] in (1, 2, 4, 8)],
}
_CONTROLS: dict[Profile, Sequence[tuple[_Sizes, Activation]]] = {
    Profile.QUICK: [((1, 2, 1), Activation.STEP)],
    **{
        profile: [
            ((1, hidden, 1), activation)
            for hidden in (2, 4)
            for activation in (Activation.STEP, Activation.RELU)
        ]
        for profile in (Profile.STANDARD, Profile.PAPER)
    },
}
"""Networks of one input with more than one hidden neuron, whose exact capacity is known."""

_TRIALS = {Profile.QUICK: 16, Profile.STANDARD: 32, Profile.PAPER: 100}


def make_grid(profile: Profile) -> list[Params]:
    """Return one network a result: its sizes, the activation of its hidden neurons, the effort."""
    networks = [(sizes, Activation.TANH) for sizes in _SIZES[profile]]
    networks += [
        (sizes, activation)
        for sizes in _OTHER_ACTIVATIONS[profile]
        for activation in (Activation.RELU, Activation.STEP)
    ]
    networks += _CONTROLS[profile]
    return [
        {
            "inputs": inputs,
            "hidden": hidden,
            "outputs": outputs,
            "activation": activation.value,
            "trials": _TRIALS[profile],
            **_choose_budget(profile, hidden),
            "seed": 1708,
        }
        for (inputs, hidden, outputs), activation in networks
    ]


def _choose_budget(profile: Profile, hidden: int) -> dict[str, int]:
    """Return many short attempts for narrow networks, which get stuck; fewer, longer for wide."""
    if profile == Profile.PAPER:
        return {"restarts": 64, "steps": 4000}
    if profile == Profile.QUICK:
        return {"restarts": 16, "steps": 250}
    if hidden <= 2:
        return {"restarts": 64, "steps": 500}
    return {"restarts": 64 // hidden, "steps": 250 * hidden}


def compute(params: Params) -> Result:
    """Find how many points a two-layer network memorises, by training, and what each reading says.

    A reading that gives C bits to a network of m outputs expects what m neurons in parallel of
    C / m parameters each memorise by Cover's theorem. What training memorises in a trial is
    proved; the point at which success crosses a level is an estimate, with noise on both sides.

    Args:
        params: `inputs`, `hidden`, `outputs`, `activation`, `trials` (for each number of
            points), `restarts` and `steps` (of each trial), `seed`.

    Returns:
        `parameters`; `cells`, one for each number of points: `points`, `trials`, `memorised`;
        `crossings`, one for each of `SUCCESS_LEVELS`: `success`, `points` with its 95 % interval
        `low` to `high`; `readings`, one for each reading and level: `reading`, `mec_bits`,
        `success`, `expected_points`, `ratio` (measured over expected); `single_neuron`, the same
        for the exact capacity where `find_equal_neuron` knows it: there the ratio shows what
        training leaves out.
    """
    sizes = (params["inputs"], params["hidden"], params["outputs"])
    parameters = stack_capacity(sizes, Reading.ALL_PARAMETERS)
    cells = _scan(lambda points: _measure(params, points), parameters / params["outputs"])
    curve = fit_success_curve(*([cell[name] for cell in cells] for name in _COLUMNS))
    crossings = [
        {"success": level, "points": found.points, "low": found.low, "high": found.high}
        for level in SUCCESS_LEVELS
        for found in [curve.find_crossing(level)]
    ]
    readings = [
        {"reading": reading.value} | _compare(stack_capacity(sizes, reading), sizes[-1], crossing)
        for reading in Reading
        for crossing in crossings
    ]
    exact = find_equal_neuron(sizes, Activation(params["activation"]))
    return {
        "parameters": parameters,
        "cells": cells,
        "crossings": crossings,
        "readings": readings,
        "single_neuron": [_compare(exact, 1, crossing) for crossing in crossings if exact],
    }


def find_equal_neuron(sizes: tuple[int, int, int], activation: Activation) -> int | None:
    """Return the parameters of a neuron that realises as many labellings, None if unknown.

    A network with one hidden and one output neuron separates what a single neuron separates. On
    a line, sign changes are counted: see `engine.theory.line`.

    Args:
        sizes: Inputs, hidden neurons, outputs.
        activation: Of the hidden neurons.
    """
    inputs, hidden, outputs = sizes
    if (hidden, outputs) == (1, 1):
        return neuron_capacity(inputs)
    if (inputs, outputs) != (1, 1) or activation is Activation.TANH:
        return None
    most = most_step_changes if activation is Activation.STEP else most_rectifier_changes
    return equivalent_parameters(most(hidden))


def expect_points(mec_bits: int, outputs: int, success: float) -> float:
    """Return how many points neurons in parallel memorise that share a capacity equally.

    Between whole numbers of points, and of parameters a neuron, the value is interpolated.

    Args:
        mec_bits: Capacity of all neurons, at least 0.
        outputs: Neurons in parallel, at least 1.
        success: Probability that all labels are memorised, between 0 and 1.
    """
    each = Fraction(mec_bits, outputs)
    below, above = floor(each), ceil(each)
    low = _find_exact_crossing(below, outputs, success)
    high = low if above == below else _find_exact_crossing(above, outputs, success)
    return low + float(each - below) * (high - low)


_COLUMNS = ("points", "memorised", "trials")


def _find_exact_crossing(parameters: int, neurons: int, success: float) -> float:
    if parameters == 0:
        return 0.0
    points = largest_memorised(parameters, success, neurons=neurons)
    before, after = (
        float(memorisation_probability(n, parameters) ** neurons) for n in (points, points + 1)
    )
    return points + (before - success) / (before - after)


def _compare(mec_bits: int, outputs: int, crossing: dict[str, float]) -> dict[str, Any]:
    expected = expect_points(mec_bits, outputs, crossing["success"])
    return {
        "mec_bits": mec_bits,
        "success": crossing["success"],
        "expected_points": expected,
        "ratio": crossing["points"] / expected,
    }


def _measure(params: Params, points: int) -> dict[str, int]:
    inputs, hidden, outputs = params["inputs"], params["hidden"], params["outputs"]
    entropy = [params["seed"], inputs, hidden, outputs, points]
    state = np.random.SeedSequence(entropy).generate_state(1)
    memorised = count_memorised(
        Task(inputs, hidden, outputs, Activation(params["activation"]), points),
        Budget(params["restarts"], params["steps"]),
        trials=params["trials"],
        seed=int(state[0]),
    )
    return {"points": points, "trials": params["trials"], "memorised": memorised}


def _scan(measure: Callable[[int], dict[str, int]], unit: float) -> list[dict[str, int]]:
    """Measure where success falls: outwards from a first guess, then between the ends.

    Args:
        measure: The cell of a number of points.
        unit: Parameters an output, the scale of the first guess.
    """
    first = max(2, round(_FIRST_RATIO * unit))
    cells = {first: measure(first)}

    def share(points: int) -> float:
        return cells[points]["memorised"] / cells[points]["trials"]

    while share(low := min(cells)) < _NEARLY_ALL and low > 1:
        smaller = min(low - 1, round(low / _STRIDE))
        cells[smaller] = measure(smaller)
    most = _MOST_POINTS_PER_PARAMETER * unit + 2
    while share(high := max(cells)) > _FEW and high < most:
        larger = max(high + 1, round(high * _STRIDE))
        cells[larger] = measure(larger)
    start = max((n for n in cells if share(n) >= _NEARLY_ALL), default=min(cells))
    for points in np.linspace(start, max(cells), _REFINEMENTS + 2)[1:-1].round().astype(int):
        if int(points) not in cells:
            cells[int(points)] = measure(int(points))
    return [cells[points] for points in sorted(cells)]


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one network; failing cells, which use all steps, dominate."""
    neurons = params["hidden"] + params["outputs"]
    points = 2 * (params["hidden"] * (params["inputs"] + 2) / params["outputs"] + 2)
    effort = params["trials"] * params["restarts"] * params["steps"]
    return float(effort * (1e-6 + neurons * points * 2.5e-8))


STUDY = Study(
    name="rule-4-readings",
    title="Training two-layer networks on random labels",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "torch"),
    framework="torch",
    cost=estimate_seconds,
)
