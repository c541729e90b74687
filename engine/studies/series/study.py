"""Rule 4 at depth: how many random points networks of one to four hidden layers memorise."""

from math import ceil

from engine.lab.measured_stack import measure_stack
from engine.lab.memorised_points import Effort
from engine.lab.stack_cost import estimate_search_seconds
from engine.studies.series.networks import Stack, choose_networks
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.activation import Activation
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_sizes import format_sizes, parse_sizes

SEED = 2604
"""Of the trials; networks of as many inputs meet the same."""

_LEAST_TRIALS = {Profile.QUICK: 8, Profile.STANDARD: 24, Profile.PAPER: 24}
_MOST_TRIALS = 96
_TRIALS_TIMES_PARAMETERS = {Profile.QUICK: 200, Profile.STANDARD: 800, Profile.PAPER: 1600}
"""Small networks need more trials: by Cover's theorem n spreads like one over its root."""

_LARGE, _LARGE_TRIALS, _LARGE_RESTARTS = 120, 12, 4
_HUGE, _HUGE_TRIALS, _HUGE_RESTARTS, _HUGE_RESOLUTION = 400, 4, 2, 0.04
"""Parameters above which a network is measured in fewer trials and with fewer restarts: what it
costs grows with their third power, and n spreads less the more there are."""

_RESTARTS = {Profile.QUICK: (4, 4), Profile.STANDARD: (16, 8), Profile.PAPER: (16, 8)}
"""Of small networks, which get stuck, and of those beyond `_FEW_PARAMETERS`."""

_FEW_PARAMETERS = {Profile.QUICK: 30, Profile.STANDARD: 30, Profile.PAPER: 60}
_STEPS = {Profile.QUICK: 100, Profile.STANDARD: 200, Profile.PAPER: 300}
_STEPS_OF_STEP_NEURONS = 5
"""How many times more: they follow the gradient alone, which is cheaper and slower."""

_RESOLUTION = {Profile.QUICK: 0.08, Profile.STANDARD: 0.04, Profile.PAPER: 0.02}


def make_grid(profile: Profile) -> list[Params]:
    """Return one network a result: its sizes, its activation, the effort."""
    return [make_params(one, profile) for one in choose_networks(profile)]


def make_params(stack: Stack, profile: Profile) -> Params:
    """Return the params of one network, with the effort that its size asks for."""
    small = stack.parameters <= _FEW_PARAMETERS[profile]
    restarts = _RESTARTS[profile][0 if small else 1]
    resolution = _RESOLUTION[profile]
    trials = ceil(_TRIALS_TIMES_PARAMETERS[profile] / stack.parameters)
    trials = max(_LEAST_TRIALS[profile], trials)
    if stack.parameters > _LARGE:
        trials, restarts = min(_LARGE_TRIALS, trials), _LARGE_RESTARTS
    if stack.parameters > _HUGE:
        trials, restarts = _HUGE_TRIALS, _HUGE_RESTARTS
        resolution = max(resolution, _HUGE_RESOLUTION)
    times = _STEPS_OF_STEP_NEURONS if stack.activation is Activation.STEP else 1
    return {
        "sizes": format_sizes(stack.sizes),
        "activation": stack.activation.value,
        "trials": min(_MOST_TRIALS, trials),
        "restarts": restarts,
        "steps": times * _STEPS[profile],
        "resolution": resolution,
        "seed": SEED,
    }


def compute(params: Params) -> Result:
    """Find how many random points a stack memorises, by training.

    Args:
        params: `sizes` ("8-8-2-8-1"), `activation`, `trials`, `restarts`, `steps`, `resolution`
            (see `engine.lab.memorised_points.Effort`), `seed`.

    Returns:
        See `engine.lab.measured_stack.measure_stack`.
    """
    return measure_stack(
        parse_sizes(params["sizes"]),
        Activation(params["activation"]),
        Effort(params["trials"], params["restarts"], params["steps"], params["resolution"]),
        seed=params["seed"],
    )


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one network."""
    return estimate_search_seconds(
        stack_capacity(parse_sizes(params["sizes"]), Reading.ALL_PARAMETERS),
        Activation(params["activation"]),
        trials=params["trials"],
        restarts=params["restarts"],
        steps=params["steps"],
    )


STUDY = Study(
    name="series-memorised",
    title="Training networks of any depth on random labels",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "torch"),
    framework="torch",
    cost=estimate_seconds,
)
