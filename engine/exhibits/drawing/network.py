"""A network as plain boxes and arrows, and where each stands in its picture.

The picture flows downwards and is as narrow as a phone. The height of a box says what its layer
holds, the width of an arrow how many values it carries, both by one logarithm; numbers stand
beside. The calculator draws by the same rules in docs/assets/javascripts/calculator-diagram.js.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log10
from typing import Final

WIDTH: Final = 252.0
"""Width of a picture in points: a column of a paper, and what fits a phone."""

DECADE: Final = 12.0
"""Points that ten times as much takes more."""

MOST_HIGH, MOST_WIDE = 12, 7
"""Powers of ten at which the height of a box and the width of an arrow stop growing."""

LINE: Final = 11.5
"""Height of a line of text in points."""

HEAD: Final = 30.0
"""What the total takes at the top."""

SHORTEST: Final = 20.0
"""Least length of an arrow."""

MOST_NAME: Final = 24
"""Letters of a name that fit beside a box, and above one before its total."""

GAP: Final = 8.0
"""Room between the texts of neighbours."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """What goes from one box to the next.

    Attributes:
        values: How many values.
        lines: What is written beside it.
    """

    values: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A layer, or several as one.

    Attributes:
        name: What it is called.
        amount: What it holds: parameters, or bits by rules 2 and 3.
        lines: What is written below its name.
        counted: How much of that counts, by choice; empty where it never does.
        said: What is written of it, by choice.
    """

    name: str
    amount: int
    lines: tuple[str, ...]
    counted: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def line_count(self) -> int:
        """How many lines are written beside the box, whatever the choice."""
        return 1 + len(self.lines) + bool(self.said)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to count.

    Attributes:
        label: Its name: "width-capped".
        total: What counts by it: "12 bits".
        limits: Positions of the arrows that keep a box below what it holds.
    """

    label: str
    total: str
    limits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagram:
    """A network as boxes, with an arrow before each and one behind the last.

    Attributes:
        boxes: From the input to the output.
        arrows: One more than boxes.
        choices: The ways to count; none where the boxes do not count.
        shown: Label of the one that is shown unless a reader chooses.
        name: Name of the network, written before its total.
    """

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    choices: tuple[Choice, ...] = ()
    shown: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        """Check that boxes, arrows and choices fit each other.

        Raises:
            ValueError: If they do not; the message says how many there are.
        """
        if not self.boxes or len(self.arrows) != len(self.boxes) + 1:
            raise ValueError(
                "a diagram has at least one box and one arrow more than boxes, got "
                f"{len(self.boxes)} boxes and {len(self.arrows)} arrows"
            )
        labels = [one.label for one in self.choices]
        if labels and self.shown not in labels:
            raise ValueError(f"the choice shown, {self.shown!r}, is none of {labels}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box or an arrow stands, in points from the top.

    Attributes:
        top: Where it begins.
        height: How high it is.
        text_top: Where the first of its lines begins.
    """

    top: float
    height: float
    text_top: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Where all parts of a diagram stand.

    Attributes:
        boxes: One place a box.
        arrows: One place an arrow.
        height: Height of the picture in points.
    """

    boxes: tuple[Place, ...]
    arrows: tuple[Place, ...]
    height: float


def extent(amount: int, most: int = MOST_HIGH) -> float:
    """Return how far an amount reaches in points; nothing reaches nowhere.

    Args:
        amount: At least 0.
        most: Power of ten from which on all reach as far.

    Examples:
        >>> extent(0), extent(9), extent(999)
        (0.0, 12.0, 36.0)
    """
    return DECADE * min(log10(1 + amount), most)


def shorten(name: str) -> str:
    """Return as much of a name as fits."""
    return name if len(name) <= MOST_NAME else f"{name[: MOST_NAME - 1]}…"


def lay_out(diagram: Diagram) -> Layout:
    """Return where the parts of a diagram stand.

    The text of a box is centred beside it, and may be higher than the box. An arrow is as long as
    it takes for its own text to stand clear of both neighbours'.
    """
    heights = [extent(box.amount) for box in diagram.boxes]
    texts = [LINE * box.line_count for box in diagram.boxes]
    over = [max(0.0, (text - height) / 2) for text, height in zip(texts, heights, strict=True)]
    beyond = [0.0, *over, 0.0]
    boxes: list[Place] = []
    arrows: list[Place] = []
    top = HEAD if diagram.choices else 0.0
    for index, arrow in enumerate(diagram.arrows):
        before, after = beyond[index], beyond[index + 1]
        text = LINE * len(arrow.lines)
        length = max(SHORTEST, before + GAP + text + GAP + after)
        spare = length - before - text - after
        arrows.append(Place(top, length, top + before + spare / 2))
        top += length
        if index < len(heights):
            height = heights[index]
            boxes.append(Place(top, height, top + height / 2 - texts[index] / 2))
            top += height
    return Layout(tuple(boxes), tuple(arrows), top)
