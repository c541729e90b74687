"""Tree committees with rectified neurons: what training finds of what physics says there is."""

from engine.lab.measured_stack import measure_stack
from engine.lab.memorised_points import Effort
from engine.lab.stack_cost import estimate_search_seconds
from engine.lab.tree_committee import TreeCommittee
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.activation import Activation

_NEURONS = {Profile.QUICK: 4, Profile.STANDARD: 16, Profile.PAPER: 16}
_INPUTS_A_NEURON = {
    Profile.QUICK: (2, 4),
    Profile.STANDARD: (2, 4, 8),
    Profile.PAPER: (4, 8, 16),
}
_EFFORTS = {
    Profile.QUICK: Effort(trials=8, restarts=4, steps=100, resolution=0.08),
    Profile.STANDARD: Effort(trials=16, restarts=8, steps=200, resolution=0.02),
    Profile.PAPER: Effort(trials=16, restarts=4, steps=300, resolution=0.02),
}


def make_grid(profile: Profile) -> list[Params]:
    """Return one committee a result: as many neurons, more and more inputs each."""
    effort = _EFFORTS[profile]
    return [
        {
            "neurons": _NEURONS[profile],
            "inputs_a_neuron": inputs,
            "activation": Activation.RELU.value,
            "trials": effort.trials,
            "restarts": effort.restarts,
            "steps": effort.steps,
            "resolution": effort.resolution,
            "seed": 1907,
        }
        for inputs in _INPUTS_A_NEURON[profile]
    ]


def compute(params: Params) -> Result:
    """Find how many random points a tree committee memorises, by training.

    Args:
        params: `neurons`, `inputs_a_neuron`, `activation`, and the effort, see
            `engine.lab.memorised_points.Effort`; `seed`.

    Returns:
        See `engine.lab.measured_stack.measure_stack`.
    """
    neurons = params["neurons"]
    return measure_stack(
        (neurons * params["inputs_a_neuron"], neurons, 1),
        Activation(params["activation"]),
        Effort(params["trials"], params["restarts"], params["steps"], params["resolution"]),
        seed=params["seed"],
        form=TreeCommittee,
    )


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one committee."""
    return estimate_search_seconds(
        params["neurons"] * params["inputs_a_neuron"],
        Activation(params["activation"]),
        trials=params["trials"],
        restarts=params["restarts"],
        steps=params["steps"],
    )


STUDY = Study(
    name="series-trees",
    title="Training tree committees on random labels",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "torch"),
    framework="torch",
    cost=estimate_seconds,
)
