"""The small plot of a family's page: its architectures among all, drawn without matplotlib.

Two hundred pages have one, and a drawing by matplotlib takes as long as twenty of these pages. What
is the same on all of them, a picture of all architectures, is a file of its own beside them.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from engine.records.foreign import html_text

WIDTH, HEIGHT = 560, 300
PICTURE: Final = "all-architectures.svg"
"""Name of the picture of all architectures, in the folder of the families' pages."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 12, 44
_MARGIN: Final = 0.1
"""Decades that the axis goes on beyond the least and the most."""
_GRAIN: Final = 2
"""Steps in which the other architectures are placed: those at one place are one mark."""
_SHAPES: Final = {"keras": (2, "s"), "timm": (1, "o"), "torchvision": (3, "t")}
"""Series of the page's colours and marker of each library."""
_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class _Scale:
    """Places in the drawing of the values that all plots share."""

    def __init__(self, models: pd.DataFrame) -> None:
        known = _plotted(models)
        bits = known["decision_layer_bits"].astype(float)
        self._low = log10(float(bits.min())) - _MARGIN
        self._high = log10(float(bits.max())) + _MARGIN
        self.decades = range(ceil(self._low), floor(self._high) + 1)
        self.lowest = 10 * floor(float(known["top1_percent"].min()) / 10)
        self.highest = 10 * ceil(float(known["top1_percent"].max()) / 10)

    def x(self, bits: float) -> float:
        share = (log10(bits) - self._low) / (self._high - self._low)
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, percent: float) -> float:
        share = (percent - self.lowest) / max(1, self.highest - self.lowest)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)


def _plotted(models: pd.DataFrame) -> pd.DataFrame:
    return models.dropna(subset=["top1_percent", "decision_layer_bits"])


class Background:
    """What each family's plot lies on: the labels of its axes, and a picture of all architectures.

    Args:
        models: One row an architecture, with its MEC and top-1.

    Attributes:
        is_empty: Whether no architecture can be placed; then there is nothing else.
        labels: What is written at the axes, as part of a drawing in a page.
        picture: The grid and the marks of all architectures, as an SVG document. It is black, as
            a page with a dark scheme inverts it.
    """

    def __init__(self, models: pd.DataFrame) -> None:
        self.is_empty = _plotted(models).empty
        if not self.is_empty:
            self.scale = _Scale(models)
            self._across = [
                (percent, round(self.scale.y(percent), 1))
                for percent in range(self.scale.lowest, self.scale.highest + 1, 10)
            ]
            self._upright = [
                (decade, round(self.scale.x(10**decade), 1)) for decade in self.scale.decades
            ]
            self.labels = "".join(self._label())
            self.picture = self._draw(models)

    def _label(self) -> Iterator[str]:
        bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
        for percent, y in self._across:
            yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{percent}</text>'
        for decade, x in self._upright:
            power = str(decade).translate(_SUPERSCRIPTS)
            yield f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">10{power}</text>'
        middle = (_LEFT + right) / 2
        label = "Decision-layer MEC, bits"
        yield f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{label}</text>'
        yield (
            f'<text transform="translate(12 {(_TOP + bottom) / 2}) rotate(-90)" '
            'text-anchor="middle">Top-1 accuracy, %</text>'
        )

    def _draw(self, models: pd.DataFrame) -> str:
        """Return the picture: one mark a place, however many architectures are there."""
        bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
        grid = [f"M{_LEFT} {y}H{right}" for _, y in self._across]
        grid += [f"M{x} {_TOP}V{bottom}" for _, x in self._upright]
        known = _plotted(models)
        places = {
            (
                _GRAIN * round(self.scale.x(bits) / _GRAIN),
                _GRAIN * round(self.scale.y(top1) / _GRAIN),
            )
            for bits, top1 in zip(known["decision_layer_bits"], known["top1_percent"], strict=True)
        }
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none" '
            f'stroke="#000"><path stroke-opacity=".17" d="{"".join(grid)}"/>'
            '<path stroke-opacity=".18" stroke-linecap="round" stroke-width="4" '
            f'd="{_dot(sorted(places))}"/></svg>\n'
        )


def _dot(places: Sequence[tuple[int, int]]) -> str:
    """Return a path that is a dot at each place, each said by its way from the one before."""
    before = [(0, 0), *places]
    steps = [(x - at, y - over) for (at, over), (x, y) in pairwise(before)]
    return "".join(f"m{right} {down}h0" for right, down in steps)


def draw_family(rows: pd.DataFrame, background: Background, anchors: list[str]) -> Markup:
    """Return the plot of a family as an element for its page; empty if nothing can be placed.

    Args:
        rows: Its architectures.
        background: What all plots share.
        anchors: Anchor of each architecture in the page.
    """
    placed = rows.assign(anchor=anchors).pipe(_plotted)
    if placed.empty:
        return Markup()
    marks = "".join(_mark(row, background.scale) for row in placed.to_dict(orient="records"))
    marks = marks.replace(' tabindex="-1"', "", 1)  # where the tab key stops
    words = "Top-1 accuracy over MEC of the decision layer: this family among all architectures"
    return Markup(
        f'<svg class="mec-small-plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" '
        f'aria-label="{words}"><image href="../{PICTURE}" width="{WIDTH}" height="{HEIGHT}"/>'
        f"{background.labels}{marks}</svg>"
    )


def _mark(row: Mapping[Hashable, Any], scale: _Scale) -> str:
    series, shape = _SHAPES[row["library"]]
    x, y = scale.x(row["decision_layer_bits"]), scale.y(row["top1_percent"])
    said = html_text(
        f"{row['model']} ({row['library']}): {row['decision_layer_bits']:,.0f} bits, "
        f"{row['top1_percent']:.2f} %"
    )
    drawn = {
        "o": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>',
        "s": f'<path d="M{x - 4:.1f} {y - 4:.1f}h8v8h-8z"/>',
        "t": f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10z"/>',
    }[shape]
    return (
        f'<a class="mec-plot-mark" data-series="{series}" href="#{html_text(row["anchor"])}" '
        f'tabindex="-1" aria-label="{said}"><title>{said}</title>{drawn}</a>'
    )
