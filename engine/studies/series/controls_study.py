"""The optimiser against what is known: trial by trial on the same points and labels."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from math import ceil

from engine.lab.budgets import draw_first_points
from engine.lab.dense_stack import DenseStack
from engine.lab.exact_memorised import largest_on_line, largest_planar, largest_separable
from engine.lab.exact_planar import Floats
from engine.lab.measured_stack import measure_stack
from engine.lab.memorised_points import Effort
from engine.lab.taught import teach
from engine.studies.series.controls_list import CONTROLLED, Control, Controlled
from engine.studies.series.networks import Stack
from engine.studies.series.study import estimate_seconds, make_params
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.activation import Activation
from engine.theory.line import most_rectifier_changes, most_step_changes
from engine.theory.stack_sizes import parse_sizes

_MOST_TRIALS = {Profile.QUICK: 8, Profile.STANDARD: 32, Profile.PAPER: 48}
_TEACHER_TRIALS = {Profile.QUICK: 8, Profile.STANDARD: 24, Profile.PAPER: 24}
_TAUGHT_SHARES = (1.0, 1.5, 2.0)
"""Fresh points of the students, as shares of the points that the teacher has memorised."""

_MORE_POINTS = 1.1
"""An exact answer is sought among a few more points than training failed at, and then more by this
factor: what fails in a plane grows costly with the points."""

_Known = Callable[[Floats, Floats], int]


class ControlError(ArithmeticError):
    """Training that seems to memorise what no weights can."""


def make_grid(profile: Profile) -> list[Params]:
    """Return one result a control, with the effort that the network is else measured with."""
    return [_make_params(one, profile) for one in CONTROLLED[profile]]


def _make_params(one: Controlled, profile: Profile) -> Params:
    standard = make_params(Stack(parse_sizes(one.sizes), one.activation, one.control), profile)
    if one.taught_points is not None:
        del standard["resolution"]
        return {
            "control": one.control.value,
            **standard,
            "trials": _TEACHER_TRIALS[profile],
            "taught_points": one.taught_points,
            "points": [round(share * one.taught_points) for share in _TAUGHT_SHARES],
        }
    is_alone = one.control not in (Control.NESTED, Control.SAME)
    trials = min(_MOST_TRIALS[profile], standard["trials"]) if is_alone else standard["trials"]
    return {"control": one.control.value, **standard, "trials": trials}


def compute(params: Params) -> Result:
    """Train a network on trials of which something else says how much of them it can memorise.

    Args:
        params: `control` (see `Control`), `sizes`, `activation`, `trials`, `restarts`, `steps`,
            `seed`; `resolution` (see `engine.lab.memorised_points.Effort`), but for teachers
            `taught_points` and `points` (see `engine.lab.taught.teach`).

    Returns:
        `parameters`; `trained`, for each trial `[memorised, refused]` points, found as in
        `engine.lab.measured_stack.measure_stack` and on the same draws; `known`, the points that
        can be memorised of each trial for sure, None where another network is the reference.
        For teachers instead `candidates`, `teachers`, `points`, `fitted`, see
        `engine.lab.taught.Taught`.

    Raises:
        ControlError: If training memorised more than is possible in a trial.
    """
    control, activation = Control(params["control"]), Activation(params["activation"])
    sizes = parse_sizes(params["sizes"])
    if control is Control.TEACHERS:
        return _teach(DenseStack(sizes, activation), params)
    effort = Effort(*(params[name] for name in ("trials", "restarts", "steps", "resolution")))
    measured = measure_stack(sizes, activation, effort, seed=params["seed"])
    result = {"parameters": measured["parameters"], "trained": measured["trials"], "known": None}
    if control not in (Control.NESTED, Control.SAME):
        refused = [points for _, points in result["trained"]]
        result["known"] = _find_known(control, DenseStack(sizes, activation), params, refused)
    if control.is_exact:
        memorised = [reached for reached, _ in result["trained"]]
        check_ends(memorised, result["known"], f"{params['sizes']} ({activation.value})")
    return result


def check_ends(memorised: Sequence[int], exact: Sequence[int], network: str) -> None:
    """Complain if training memorised more points of a trial than any weights can.

    Raises:
        ControlError: If so; the message names network, trial and numbers.
    """
    for trial, (reached, most) in enumerate(zip(memorised, exact, strict=True)):
        if reached > most:
            raise ControlError(
                f"{network}, trial {trial}: training memorised {reached} points, of which "
                f"no weights memorise more than {most}; the judgement of outputs in "
                "engine.lab.levenberg.find_right or the exact answer is wrong"
            )


def find_known_end(control: Control, sizes: tuple[int, ...], activation: Activation) -> _Known:
    """Return the function from points (n x d) and labels (n) to how many are memorised for sure.

    Raises:
        ValueError: If the control has no answer for such a network.
    """
    inputs, *hidden, _ = sizes
    if control is Control.NEURON and not hidden:
        return largest_separable
    if control is Control.PLANE and inputs == 2 and len(hidden) == 1:
        return lambda points, labels: largest_planar(points, labels, hidden[0])
    rectified = activation is Activation.RELU
    most_changes = most_rectifier_changes if rectified else most_step_changes
    if control is Control.LINE and inputs == 1 and len(hidden) == 1:
        return lambda points, labels: largest_on_line(points, labels, most_changes(hidden[0]))
    if control is Control.PROJECTION and rectified and len(hidden) == 2:
        return lambda points, labels: largest_on_line(
            points[:, :1], labels, most_changes(hidden[1])
        )
    raise ValueError(f"{control.value!r} has no answer for {sizes} with {activation.value} neurons")


def _find_known(
    control: Control, stack: DenseStack, params: Params, refused: Sequence[int]
) -> list[int]:
    """Return the known end of each trial, given the points that training failed at."""
    largest = find_known_end(control, stack.sizes, stack.activation)
    found = []
    for trial, count in enumerate(refused):
        points = end = count
        while end == points:
            points = ceil(_MORE_POINTS * points)
            drawn = draw_first_points(stack, points, trial + 1, params["seed"]).choose([trial])
            end = largest(drawn.points[0].double().numpy(), drawn.labels[0, :, 0].double().numpy())
        found.append(end)
    return found


def _teach(stack: DenseStack, params: Params) -> Result:
    taught = teach(
        stack,
        taught_points=params["taught_points"],
        points=params["points"],
        trials=params["trials"],
        restarts=params["restarts"],
        steps=params["steps"],
        seed=params["seed"],
    )
    return {"parameters": stack.parameters, **asdict(taught)}


STUDY = Study(
    name="series-controls",
    title="Training networks whose capacity is known",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "scipy", "torch"),
    framework="torch",
    cost=estimate_seconds,
)
