"""How much of n50 is effort: fewer and more restarts and steps, on the same draws."""

from dataclasses import asdict

from engine.lab.budgets import measure_budgets
from engine.lab.dense_stack import DenseStack
from engine.lab.given_up import count_given_up
from engine.studies.series.effort_kinds import BUDGET, GIVEN_UP
from engine.studies.series.networks import Stack
from engine.studies.series.study import estimate_seconds, make_params
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.activation import Activation
from engine.theory.stack_sizes import parse_sizes

_NETWORKS: dict[Profile, tuple[tuple[str, Activation], ...]] = {
    Profile.QUICK: (("2-2-1", Activation.TANH), ("2-2-2-1", Activation.RELU)),
    Profile.STANDARD: (
        ("4-4-1", Activation.TANH),
        ("4-4-1", Activation.RELU),
        ("4-4-1", Activation.STEP),
        ("4-3-3-1", Activation.TANH),
        ("2-4-4-1", Activation.RELU),
        ("4-4-1-4-1", Activation.TANH),
    ),
    Profile.PAPER: (
        ("8-8-1", Activation.TANH),
        ("8-8-1", Activation.RELU),
        ("4-4-1", Activation.STEP),
        ("4-4-4-1", Activation.TANH),
        ("4-4-4-1", Activation.RELU),
        ("4-4-2-4-1", Activation.TANH),
    ),
}
"""One network a family, of sizes that the largest budget is affordable for."""

_GIVEN_UP: dict[Profile, tuple[tuple[str, Activation, int], ...]] = {
    Profile.QUICK: (("2-2-1", Activation.TANH, 14),),
    Profile.STANDARD: (
        ("4-4-1", Activation.TANH, 58),
        ("4-4-1", Activation.RELU, 46),
        ("2-4-4-1", Activation.RELU, 34),
        ("4-4-1-4-1", Activation.TANH, 45),
    ),
    Profile.PAPER: (
        ("4-4-1", Activation.TANH, 58),
        ("4-4-1", Activation.RELU, 46),
        ("4-4-4-1", Activation.TANH, 78),
        ("4-4-4-1", Activation.RELU, 70),
        ("4-4-2-4-1", Activation.TANH, 66),
    ),
}
"""Networks, and points near their n50, where giving up would cost most."""

_SHARES = {
    Profile.QUICK: (0.5, 1.0),
    Profile.STANDARD: (0.25, 0.5, 1.0, 2.0),
    Profile.PAPER: (0.25, 0.5, 1.0, 2.0),
}
"""Budgets of steps, as shares of the standard ones."""

_RESTARTS = {Profile.QUICK: [1, 4], Profile.STANDARD: [1, 4, 16], Profile.PAPER: [1, 4, 16]}
_RESTARTS_OF_OTHER_STEPS = 4
"""The most restarts away from the standard steps: the two are varied one after the other."""

_MOST_TRIALS = {Profile.QUICK: 8, Profile.STANDARD: 24, Profile.PAPER: 24}
_RESOLUTION = 0.04
_POINTS_PER_PARAMETER = {Activation.TANH: 2.0, Activation.RELU: 1.5, Activation.STEP: 1.6}
_GIVEN_UP_RESTARTS = {Profile.QUICK: 8, Profile.STANDARD: 16, Profile.PAPER: 32}


def make_grid(profile: Profile) -> list[Params]:
    """Return one result a network and budget of steps, then one a network for giving up."""
    budgets = [
        _make_budget(sizes, activation, share, profile)
        for sizes, activation in _NETWORKS[profile]
        for share in _SHARES[profile]
    ]
    given_up = []
    for sizes, activation, points in _GIVEN_UP[profile]:
        standard = _standard(sizes, activation, profile)
        given_up.append(
            {
                "kind": GIVEN_UP,
                "sizes": sizes,
                "activation": activation.value,
                "points": points,
                "trials": min(_MOST_TRIALS[profile], standard["trials"]),
                "restarts": _GIVEN_UP_RESTARTS[profile],
                "steps": standard["steps"],
                "seed": standard["seed"],
            }
        )
    return budgets + given_up


def _make_budget(sizes: str, activation: Activation, share: float, profile: Profile) -> Params:
    standard = _standard(sizes, activation, profile)
    restarts = [
        number for number in _RESTARTS[profile] if share == 1 or number <= _RESTARTS_OF_OTHER_STEPS
    ]
    return {
        "kind": BUDGET,
        "sizes": sizes,
        "activation": activation.value,
        "trials": min(_MOST_TRIALS[profile], standard["trials"]),
        "restarts": restarts,
        "steps": round(share * standard["steps"]),
        "standard_steps": standard["steps"],
        "resolution": _RESOLUTION,
        "seed": standard["seed"],
    }


def _standard(sizes: str, activation: Activation, profile: Profile) -> Params:
    """Return what the network is measured with where effort is not the question."""
    return make_params(Stack(parse_sizes(sizes), activation, "effort"), profile)


def compute(params: Params) -> Result:
    """Measure what a network memorises with a budget, or what giving up costs it.

    Args:
        params: `kind`, `sizes`, `activation`, `trials`, `steps`, `seed`; of a budget `restarts`
            (a list), `standard_steps`, `resolution`; of giving up `restarts` (a number), `points`.

    Returns:
        For a budget `parameters` and `settings`, one for each number of restarts: `restarts` and
        `trials`, for each trial `[memorised, refused]` points. The trials are the same for all
        budgets of all networks of as many inputs. For giving up the numbers of
        `engine.lab.given_up.GivenUp`.
    """
    activation = Activation(params["activation"])
    stack = DenseStack(parse_sizes(params["sizes"]), activation)
    if params["kind"] == GIVEN_UP:
        return asdict(
            count_given_up(
                stack,
                points=params["points"],
                trials=params["trials"],
                restarts=params["restarts"],
                steps=params["steps"],
                seed=params["seed"],
            )
        )
    found = measure_budgets(
        stack,
        params["restarts"],
        steps=params["steps"],
        trials=params["trials"],
        resolution=params["resolution"],
        expected=_POINTS_PER_PARAMETER[activation] * stack.parameters / stack.sizes[-1],
        seed=params["seed"],
    )
    return {
        "parameters": stack.parameters,
        "settings": [
            {"restarts": number, "trials": [[one.memorised, one.refused] for one in ends]}
            for number, ends in zip(params["restarts"], found, strict=True)
        ],
    }


def estimate(params: Params) -> float:
    """Return the expected seconds of one result."""
    if params["kind"] == GIVEN_UP:
        return estimate_seconds(params) / 2
    return estimate_seconds({**params, "restarts": max(params["restarts"])})


STUDY = Study(
    name="series-effort",
    title="Training networks on random labels with less and more effort",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "torch"),
    framework="torch",
    cost=estimate,
)
