"""The networks of any depth that are measured: listed by family, and drawn at random."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from engine.studies.study import Profile
from engine.theory.activation import Activation
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_sizes import parse_sizes

LISTED = Path(__file__).with_name("networks.csv")
FAMILIES = Path(__file__).with_name("families.csv")

HELD_OUT = "drawn at random"
"""Family of the networks that nothing is fitted to."""

COMPARED = ("Friedland and Krell", "Geiger and others")
"""Families that others measured; nothing is fitted to them either."""

_HELD_OUT = {Profile.QUICK: 3, Profile.STANDARD: 6, Profile.PAPER: 15}
_MOST_PARAMETERS = {Profile.QUICK: 30, Profile.STANDARD: 60, Profile.PAPER: 220}
_LEAST_PARAMETERS = 12
_SEED = 2711

_MOST_INPUTS, _MOST_WIDTH, _MOST_HIDDEN_LAYERS = 8, 16, 4


@dataclass(frozen=True, slots=True)
class Stack:
    """A network with its activation, and the family that it stands for.

    Attributes:
        sizes: Inputs, neurons of each hidden layer, outputs.
        activation: Of the hidden neurons.
        family: One of `family_reasons`.
    """

    sizes: tuple[int, ...]
    activation: Activation
    family: str

    @property
    def parameters(self) -> int:
        """Weights and thresholds."""
        return stack_capacity(self.sizes, Reading.ALL_PARAMETERS)


class NetworkListError(ValueError):
    """A line of the list of networks that cannot be read; the message names it."""


@cache
def family_reasons() -> dict[str, str]:
    """Return why each family of networks is measured, by name."""
    frame = pd.read_csv(FAMILIES)
    return dict(zip(frame["family"], frame["why"], strict=True))


def choose_networks(profile: Profile) -> list[Stack]:
    """Return the networks of a profile: those of the list, then those drawn at random."""
    return [*_read_list(profile), *draw_networks(profile)]


def draw_networks(profile: Profile) -> list[Stack]:
    """Draw networks whose sizes nobody chose, evenly by depth and by the logarithm of their size.

    None is on the list. A larger profile has others, up to more parameters.
    """
    generator = np.random.default_rng([_SEED, _MOST_PARAMETERS[profile]])
    count, most = _HELD_OUT[profile], _MOST_PARAMETERS[profile]
    edges = np.geomspace(_LEAST_PARAMETERS, most, count + 1)
    listed = {one.sizes for one, _ in read_networks(LISTED)}
    drawn: list[Stack] = []
    for number, (low, high) in enumerate(pairwise(edges)):
        activation = (Activation.TANH, Activation.RELU)[number % 2]
        taken = listed | {one.sizes for one in drawn}
        drawn.append(_draw_one(generator, activation, low, high, taken))
    return drawn


def _draw_one(
    generator: np.random.Generator,
    activation: Activation,
    low: float,
    high: float,
    taken: set[tuple[int, ...]],
) -> Stack:
    """Draw until the parameters lie in a range; two hidden neurons a layer at least."""
    while True:
        layers = int(generator.integers(1, _MOST_HIDDEN_LAYERS + 1))
        inputs = int(generator.integers(2, _MOST_INPUTS + 1))
        hidden = [round(2 * (_MOST_WIDTH / 2) ** generator.random()) for _ in range(layers)]
        stack = Stack((inputs, *hidden, 1), activation, HELD_OUT)
        if low <= stack.parameters < high and stack.sizes not in taken:
            return stack


def _read_list(profile: Profile) -> list[Stack]:
    if profile is Profile.QUICK:
        return [
            Stack((2, 2, 2, 1), Activation.TANH, "equal widths"),
            Stack((2, 2, 2, 1), Activation.RELU, "equal widths"),
            Stack((2, 3, 1, 3, 1), Activation.TANH, "bottleneck"),
            Stack((2, 3, 1, 3, 1), Activation.RELU, "bottleneck"),
        ]
    wanted = (Profile.STANDARD, profile)
    return [one for one, own in read_networks(LISTED) if own in wanted]


def read_networks(path: Path) -> Sequence[tuple[Stack, Profile]]:
    """Return the networks that a list names, each with the smallest profile that measures it.

    Args:
        path: CSV with the columns `sizes`, `activation`, `family`, `profile`.

    Raises:
        NetworkListError: If a line is no network; the message names it and what is wrong.
    """
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    found = []
    for number, row in enumerate(frame.to_dict(orient="records"), start=2):
        try:
            stack = Stack(parse_sizes(row["sizes"]), Activation(row["activation"]), row["family"])
            profile = Profile(row["profile"])
        except ValueError as error:
            raise NetworkListError(f"{path.name}, line {number}: {error}") from error
        if stack.family not in family_reasons():
            raise NetworkListError(
                f"{path.name}, line {number}: {stack.family!r} is no family; describe it in "
                f"{FAMILIES.name} first"
            )
        found.append((stack, profile))
    return found
