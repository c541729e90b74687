"""The pictures that a link to a page shows elsewhere: one for each kind of page, few and light.

What stands on them beside the title is what the records of the build say.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import PurePosixPath
from textwrap import wrap
from typing import Final

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from PIL import Image

from engine.exhibits.claim import Finding, Verdict
from engine.exhibits.drawing.cache import Drawn, draw_once
from engine.exhibits.drawing.style import MUTED_COLOUR, style
from engine.exhibits.prose import number
from engine.theory.cover import memorisation_probability

FOLDER: Final = "cards"
WIDTH: Final = 1200
HEIGHT: Final = 630
"""Size of a card in pixels, as those who show it ask for."""

_DOTS_PER_INCH: Final = 100
_COLOURS: Final = 24  # few, so that a card is light
_PAPER: Final = "#fdfdfb"
_INK: Final = "#1b2631"
_ACCENT: Final = "#a63e00"
_CURVE: Final = "#f3e4d9"
_PARAMETERS: Final = 24
_SERIF: Final = "STIXGeneral"
_SANS: Final = "DejaVu Sans"
_LETTERS_AT_ONE_POINT: Final = 1330  # of middling width, on a line


@dataclass(frozen=True, slots=True)
class Card:
    """What a kind of page shows.

    Attributes:
        kind: Name of its file.
        title: What the pages are about.
        claim: Id of the claim whose heading and estimate it shows; empty for none.
        line: What it says where there is no claim.
    """

    kind: str
    title: str
    claim: str = ""
    line: str = ""


CARDS: Final = (
    Card("home", "How many bits can a network memorise?"),
    Card("rules", "The rules", "rule-2-cover"),
    Card("backbones", "Backbones", "resnets-accuracy"),
    Card("width-multiplier", "Width multiplier", "width-flat"),
    Card("mnist", "MNIST CNNs", "mnist-accuracy"),
    Card("memorised", "What networks memorise", "series-reading"),
    Card("atlas", "The atlas", "atlas-timm-mec"),
    Card("family", "One family of the atlas", line="What its decision layers can memorise"),
    Card("calculator", "The calculator", line="The rules, worked on a network of your own"),
    Card("size", "Size a network", line="What a table of your own asks of one"),
    Card("reference", "Reference", line="The code that computes every number"),
    Card("page", "Memory-equivalent capacity", line="The rules, the numbers, the experiments"),
)
"""The kinds of page, each with its card."""

_SAID: Final = {
    Verdict.HOLDS: "hold",
    Verdict.FAILS: "do not",
    Verdict.OPEN: "not settled",
    Verdict.UNTESTABLE: "cannot be tested",
}

_BY_FOLDER: Final = {"atlas": "family", "reference": "reference"}


def kind_of(page: PurePosixPath) -> str:
    """Return the kind of a page: "mnist" of "mnist.md", "family" of "atlas/vgg.md"."""
    if len(page.parts) > 1:
        return _BY_FOLDER.get(page.parts[0], "page")
    name = "home" if page.stem == "index" else page.stem
    return name if name in {card.kind for card in CARDS} else "page"


def card_file(kind: str) -> str:
    """Return where the card of a kind of page lies, relative to the site's root."""
    return f"{FOLDER}/{kind}.png"


def card_files(findings: Mapping[str, Finding]) -> dict[str, bytes]:
    """Return the cards: path from the site's root, and PNG.

    Args:
        findings: What the records of the build say of each claim, by its id. A claim that is not
            there leaves its card with the title alone.
    """
    return {card_file(card.kind): _draw_once(card, card_lines(card, findings)) for card in CARDS}


def card_lines(card: Card, findings: Mapping[str, Finding]) -> tuple[str, ...]:
    """Return what a card says below its title, a heading and what supports it."""
    if card.kind == "home":
        line = "Four rules, and experiments that could contradict them"
        return (line, *filter(None, [_count(findings.values())]))
    finding = findings.get(card.claim)
    if finding is None:
        return (card.line,) if card.line else ()
    estimate = _estimate(finding)
    heading = finding.heading.rstrip(".")
    return (heading, estimate) if estimate else (heading,)


def _count(findings: Iterable[Finding]) -> str:
    """Return how many claims there are, and what the records say of them."""
    counts = Counter(finding.verdict for finding in findings)
    said = [f"{counts[verdict]} {words}" for verdict, words in _SAID.items() if counts[verdict]]
    return f"{counts.total()} claims: {', '.join(said)}" if said else ""


def _estimate(finding: Finding) -> str:
    """Return the estimate behind a claim with its quantity and interval; empty without one."""
    evidence = finding.evidence
    if evidence.estimate is None:
        return ""
    text = number(evidence.estimate)
    if evidence.low is not None and evidence.high is not None:
        text += f" (95 % interval {number(evidence.low)} to {number(evidence.high)})"
    quantity = evidence.quantity
    # A letter of Greek is a symbol, and stays.
    return f"{quantity[0].upper() if quantity[0].isascii() else quantity[0]}{quantity[1:]}: {text}"


def _draw_once(card: Card, lines: tuple[str, ...]) -> bytes:
    drawn = Drawn((card.kind, card.title, *lines), __name__)
    return draw_once(drawn, "png", lambda: draw_card(card.title, lines))


@lru_cache(maxsize=64)
def draw_card(title: str, lines: tuple[str, ...]) -> bytes:
    """Return a card as PNG: its title and lines before the curve of Cover's theorem.

    Args:
        title: What stands large.
        lines: What stands below, the first stronger than the second.
    """
    with style():
        size = (WIDTH / _DOTS_PER_INCH, HEIGHT / _DOTS_PER_INCH)
        drawing = Drawing(figsize=size, dpi=_DOTS_PER_INCH, facecolor=_PAPER)
        drawing.set_layout_engine("none")
        _draw_curve(drawing)
        top = _write(drawing, title, 0.80, size=46, family=_SERIF, weight="bold", color=_INK)
        if lines:
            top = _write(drawing, lines[0], top - 0.05, size=27, color=_ACCENT)
        for line in lines[1:]:
            top = _write(drawing, line, top - 0.03, size=19, color=MUTED_COLOUR)
        _write(drawing, "Memory-equivalent capacity of neural networks", 0.13, size=18, color=_INK)
        canvas = FigureCanvasAgg(drawing)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    picture = Image.fromarray(pixels).convert("RGB")
    file = BytesIO()
    picture.quantize(_COLOURS).save(file, "png", optimize=True)
    return file.getvalue()


def _write(
    drawing: Drawing,
    text: str,
    top: float,
    *,
    size: int,
    color: str,
    family: str = _SANS,
    weight: str = "normal",
) -> float:
    """Write a text in lines that fit; return where it ends, as a share of the height."""
    lines = wrap(text, round(_LETTERS_AT_ONE_POINT / size))
    for place, line in enumerate(lines):
        start = top - place * _leading(size)
        look = {"color": color, "family": family, "fontweight": weight, "fontsize": size}
        drawing.text(0.07, start, line, fontdict=look, verticalalignment="top")
    return top - len(lines) * _leading(size)


def _leading(size: int) -> float:
    return 1.3 * size / 72 * _DOTS_PER_INCH / HEIGHT


def _draw_curve(drawing: Drawing) -> None:
    """Draw the share of labellings that one neuron takes over the points, and where it is half."""
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    points = range(1, 4 * _PARAMETERS)
    shares = [float(memorisation_probability(n, _PARAMETERS)) for n in points]
    axes.plot(points, shares, color=_CURVE, linewidth=14, linestyle="-", solid_capstyle="round")
    axes.plot([2 * _PARAMETERS], [0.5], marker="o", markersize=34, color=_CURVE)
    axes.set_xlim(-2.2 * _PARAMETERS, 3.6 * _PARAMETERS)
    axes.set_ylim(-0.12, 1.12)
