"""Rule 4, tested: what two-layer networks memorise, against the four readings of the rule."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from engine.lab.measured_stack import measure_stack
from engine.lab.memorised_points import Effort
from engine.lab.stack_cost import estimate_search_seconds
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.activation import Activation
from engine.theory.capacity import Reading, neuron_capacity, stack_capacity
from engine.theory.cover import largest_memorised, memorisation_probability
from engine.theory.line import equivalent_parameters, most_rectifier_changes, most_step_changes

_Sizes = tuple[int, int, int]

_EVEN = (2, 4, 6, 8)
_SIZES: dict[Profile, Sequence[_Sizes]] = {
    Profile.QUICK: [(2, 1, 1), (2, 2, 1), (4, 2, 1), (2, 2, 4)],
    Profile.STANDARD: [
        *((inputs, hidden, 1) for inputs in _EVEN for hidden in (1, 2, 4, 8)),
        *((inputs, hidden, 8) for inputs in _EVEN for hidden in (2, 4)),
    ],
    Profile.PAPER: [
        *((inputs, hidden, 1) for inputs in _EVEN for hidden in (1, 2, 4, 8)),
        *((inputs, hidden, 1) for inputs in (3, 5, 7) for hidden in (3, 6)),
        *((inputs, hidden, 8) for inputs in _EVEN for hidden in (2, 4, 8)),
    ],
}
_OTHER_ACTIVATIONS: dict[Profile, Sequence[_Sizes]] = {
    Profile.QUICK: [],
    Profile.STANDARD: [(2, 4, 1), (4, 4, 1), (8, 4, 1), (4, 4, 8), (8, 4, 8)],
    Profile.PAPER: [
        *((inputs, hidden, 1) for inputs in (2, 4, 8) for hidden in (2, 4, 8)),
        *((inputs, 4, 8) for inputs in (2, 4, 8)),
    ],
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

_TRIALS = {Profile.QUICK: (16, 16), Profile.STANDARD: (24, 64), Profile.PAPER: (36, 96)}
"""Of networks with many parameters, and of those with few."""

_TRIALS_TIMES_PARAMETERS = 800
_RESTARTS = {Profile.QUICK: (8, 4), Profile.STANDARD: (16, 8), Profile.PAPER: (16, 8)}
"""Of networks with few parameters, which get stuck, and of those with many."""

_FEW_PARAMETERS = 30
_LARGE, _LARGE_TRIALS = 90, 16
"""Parameters above which a network is measured in fewer trials, as n spreads less."""

_STEPS = {Profile.QUICK: 100, Profile.STANDARD: 200, Profile.PAPER: 300}
_STEPS_OF_STEP_NEURONS = 5
"""How many times more: they follow the gradient alone, which is cheaper and slower."""

_RESOLUTION = {Profile.QUICK: 0.08, Profile.STANDARD: 0.04, Profile.PAPER: 0.02}


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
            "inputs": sizes[0],
            "hidden": sizes[1],
            "outputs": sizes[2],
            "activation": activation.value,
            **_choose_effort(profile, sizes, activation),
            "seed": 1708,
        }
        for sizes, activation in networks
    ]


def _choose_effort(profile: Profile, sizes: _Sizes, activation: Activation) -> dict[str, Any]:
    """Return many trials and restarts for small networks, whose n is spread and which get stuck."""
    parameters = stack_capacity(sizes, Reading.ALL_PARAMETERS)
    least, most = _TRIALS[profile]
    if parameters > _LARGE:
        least = _LARGE_TRIALS
    few, many = _RESTARTS[profile]
    times = _STEPS_OF_STEP_NEURONS if activation is Activation.STEP else 1
    return {
        "trials": min(most, max(least, ceil(_TRIALS_TIMES_PARAMETERS / parameters))),
        "restarts": few if parameters <= _FEW_PARAMETERS else many,
        "steps": times * _STEPS[profile],
        "resolution": _RESOLUTION[profile],
    }


def compute(params: Params) -> Result:
    """Find how many points a two-layer network memorises, by training, and what each reading says.

    A reading that gives C bits to a network of m outputs expects what m neurons in parallel of
    C / m parameters each memorise by Cover's theorem. What training memorises in a trial is
    proved; the point at which success crosses a level is an estimate, with noise on both sides.

    Args:
        params: `inputs`, `hidden`, `outputs`, `activation`, and the effort: `trials`, `restarts`
            and `steps` (of each number of points), `resolution`; `seed`.

    Returns:
        What `engine.lab.measured_stack.measure_stack` returns, and `readings`, one for each
        reading and level: `reading`, `mec_bits`, `success`, `expected_points`, `ratio` (measured
        over expected); `single_neuron`, the same for the exact capacity where `find_equal_neuron`
        knows it: there the ratio shows what training leaves out.
    """
    sizes = (params["inputs"], params["hidden"], params["outputs"])
    activation = Activation(params["activation"])
    effort = Effort(params["trials"], params["restarts"], params["steps"], params["resolution"])
    measured = measure_stack(sizes, activation, effort, seed=params["seed"])
    crossings = measured["crossings"]
    readings = [
        {"reading": reading.value} | _compare(stack_capacity(sizes, reading), sizes[-1], crossing)
        for reading in Reading
        for crossing in crossings
    ]
    exact = find_equal_neuron(sizes, activation)
    return {
        **measured,
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


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one network."""
    sizes = (params["inputs"], params["hidden"], params["outputs"])
    return estimate_search_seconds(
        stack_capacity(sizes, Reading.ALL_PARAMETERS),
        Activation(params["activation"]),
        trials=params["trials"],
        restarts=params["restarts"],
        steps=params["steps"],
    )


STUDY = Study(
    name="rule-4-readings",
    title="Training two-layer networks on random labels",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "torch"),
    framework="torch",
    cost=estimate_seconds,
)
