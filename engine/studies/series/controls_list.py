"""The controls of the optimiser: networks of which another source says what they memorise."""

from dataclasses import dataclass
from enum import StrEnum

from engine.studies.study import Profile
from engine.theory.activation import Activation

_TANH, _RELU, _STEP = Activation.TANH, Activation.RELU, Activation.STEP


class Control(StrEnum):
    """Where the number comes from that training is held against."""

    NEURON = "one neuron"
    """Linear programming, exact trial by trial; Cover's theorem over all trials."""
    LINE = "points on a line"
    """The sign changes along the line, exact; see `engine.theory.line`."""
    PLANE = "points in a plane"
    """All cuts of the plane and all threshold functions of their bits, exact."""
    PROJECTION = "projection to a line"
    """A construction: project to one input, cut the line. No training; more is possible."""
    NESTED = "nested network"
    """A part of the network, as trained: the whole cannot memorise less."""
    SAME = "same labellings"
    """Another network that realises the same labellings, as trained."""
    TEACHERS = "teachers"
    """A network of the same form that gave the labels: all of them can be fitted."""

    @property
    def is_exact(self) -> bool:
        """Whether no training can find more."""
        return self in (Control.NEURON, Control.LINE, Control.PLANE)


@dataclass(frozen=True, slots=True)
class Controlled:
    """A network and what it is held against.

    Of `NESTED` and `SAME` only those networks are named that no other study of series measures.

    Attributes:
        control: How.
        sizes: Of the network, such as "4-4-1".
        activation: Of its hidden neurons.
        taught_points: For `TEACHERS`: points with random labels that the teacher has memorised,
            about the network's n50.
    """

    control: Control
    sizes: str
    activation: Activation
    taught_points: int | None = None


_LINES = [
    *(Controlled(Control.LINE, f"1-{hidden}-1", _STEP) for hidden in (2, 4)),
    *(Controlled(Control.LINE, f"1-{hidden}-1", _RELU) for hidden in (3, 4, 8)),
]
_PLANES = [Controlled(Control.PLANE, f"2-{hidden}-1", _STEP) for hidden in (2, 3)]
_NEURONS = [Controlled(Control.NEURON, f"{inputs}-1", _TANH) for inputs in (2, 4, 8)]

_PARTS = [
    *(Controlled(Control.NESTED, "4-4-1", activation) for activation in (_TANH, _RELU)),
    Controlled(Control.SAME, "4-4-2-16-1", _STEP),
]
_TEACHERS = [
    Controlled(Control.TEACHERS, "4-4-1", _TANH, taught_points=58),
    Controlled(Control.TEACHERS, "4-4-4-1", _TANH, taught_points=78),
    Controlled(Control.TEACHERS, "4-4-2-4-1", _RELU, taught_points=56),
]

CONTROLLED: dict[Profile, list[Controlled]] = {
    Profile.QUICK: [
        Controlled(Control.NEURON, "2-1", _TANH),
        Controlled(Control.LINE, "1-2-1", _STEP),
        Controlled(Control.PLANE, "2-2-1", _STEP),
        Controlled(Control.PROJECTION, "2-1-3-1", _RELU),
        Controlled(Control.NESTED, "2-2-1", _RELU),
        Controlled(Control.SAME, "2-1-4-1", _STEP),
        Controlled(Control.SAME, "2-1-2-1", _STEP),
        Controlled(Control.TEACHERS, "2-2-1", _TANH, taught_points=13),
    ],
    Profile.STANDARD: [
        *_NEURONS,
        *_LINES,
        *_PLANES,
        Controlled(Control.PROJECTION, "4-1-8-1", _RELU),
        *_PARTS,
        *_TEACHERS,
    ],
    Profile.PAPER: [
        *_NEURONS,
        *_LINES,
        *_PLANES,
        Controlled(Control.PROJECTION, "4-1-8-1", _RELU),
        Controlled(Control.PROJECTION, "8-1-32-1", _RELU),
        *_PARTS,
        *(Controlled(Control.NESTED, "8-8-1", activation) for activation in (_TANH, _RELU)),
        *_TEACHERS,
        Controlled(Control.TEACHERS, "8-8-1", _TANH, taught_points=225),
        Controlled(Control.TEACHERS, "8-8-1", _RELU, taught_points=195),
    ],
}
"""What each profile computes."""


def contains(whole: tuple[int, ...], part: tuple[int, ...], activation: Activation) -> bool:
    """Return whether a network contains a shallower one that its later layers can pass on.

    A rectifier with a large threshold passes any value on, tanh nearly where its weight is small;
    see `engine.theory.stack_bounds.fewest_points`. Networks of step neurons are left out, as
    their part is trained as well (see `engine.lab.memorise.find_memorised`).

    Args:
        whole: Inputs, neurons of each hidden layer, outputs.
        part: Likewise.
        activation: Of the hidden neurons of both.
    """
    *kept, outputs = part
    return (
        activation is not Activation.STEP
        and 3 <= len(part) < len(whole)
        and whole[-1] == outputs
        and list(whole[: len(kept)]) == kept
        and min(whole[len(kept) :]) >= outputs
    )


def realise_the_same(one: tuple[int, ...], other: tuple[int, ...], activation: Activation) -> bool:
    """Return whether two networks differ in what lies behind a narrow layer of bits alone.

    A hidden layer of 2^(b-1) step neurons computes every function of b bits: a neuron for each
    input where the function has its rarer value.

    Args:
        one: Inputs, neurons of each hidden layer, outputs.
        other: Likewise.
        activation: Of the hidden neurons of both.
    """
    if activation is not Activation.STEP or len(one) != len(other) or len(one) < 4:
        return False
    *before, bits, behind, outputs = one
    *other_before, other_bits, other_behind, other_outputs = other
    return (
        (before, bits, outputs) == (other_before, other_bits, other_outputs)
        and outputs == 1
        and behind != other_behind
        and min(behind, other_behind) >= 2 ** (bits - 1)
    )
