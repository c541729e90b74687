"""How many random points small convolutional networks memorise: n50, as for dense stacks."""

from functools import partial
from typing import Any

from engine.lab.measured_stack import measure_stack
from engine.lab.memorised_points import Effort
from engine.studies.convolutions_memorised.readings import read_network
from engine.studies.convolutions_memorised.small_network import make_spec
from engine.studies.convolutions_memorised.small_stack import ConvolutionStack
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.activation import Activation

SEED = 2604

_NETWORKS = {
    Profile.QUICK: ((2, 2),),
    Profile.STANDARD: ((2, 2), (4, 2)),
    Profile.PAPER: ((2, 2), (3, 2), (4, 2), (2, 1), (3, 1)),
}
"""Filters, and side of the window of the pooling; 1 pools nothing."""

_EFFORTS: dict[Profile, dict[str, Any]] = {
    Profile.QUICK: {"trials": 8, "restarts": 2, "steps": 60, "resolution": 0.05},
    Profile.STANDARD: {"trials": 24, "restarts": 4, "steps": 80, "resolution": 0.02},
    Profile.PAPER: {"trials": 24, "restarts": 4, "steps": 80, "resolution": 0.02},
}


def make_grid(profile: Profile) -> list[Params]:
    """Return one network a result, with the effort of the profile."""
    return [
        {"filters": filters, "pooling": pooling, **_EFFORTS[profile], "seed": SEED}
        for filters, pooling in _NETWORKS[profile]
    ]


def compute(params: Params) -> Result:
    """Find how many random images with a random label, one of two, a small network memorises.

    Args:
        params: `filters`, `pooling` (side of its window; 1 pools nothing), `trials`, `restarts`,
            `steps`, `resolution` (see `engine.lab.memorised_points.Effort`), `seed`.

    Returns:
        See `engine.lab.measured_stack.measure_stack`; besides, `mec_bits` of the whole network by
        reading.
    """
    spec = make_spec(params["filters"], params["pooling"])
    (stage,) = spec.stages
    form: Any = partial(ConvolutionStack, convolution=stage.convolution, pooling=stage.pooling)
    measured = measure_stack(
        (spec.size**2, stage.filters, spec.classes),
        Activation.RELU,
        Effort(params["trials"], params["restarts"], params["steps"], params["resolution"]),
        seed=params["seed"],
        form=form,
    )
    return {**measured, "mec_bits": read_network(spec)}


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one network on one core."""
    parameters = read_network(make_spec(params["filters"], params["pooling"]))["all_parameters"]
    tried: int = params["trials"] * params["restarts"] * params["steps"]
    return 6e-5 * tried * parameters


STUDY = Study(
    name="cnn-small-memorised",
    title="Memorising with small CNNs",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "torch"),
    framework="torch",
    cost=estimate_seconds,
)
