"""A small dense network neuron by neuron, with those that a sentence is about picked out."""

from collections.abc import Collection, Sequence
from typing import Final

from engine.records.foreign import html_text

_GAP_X: Final = 110
_GAP_Y: Final = 46
_MARGIN: Final = 26
_RADIUS: Final = 13
_NOTE: Final = 22
"""Room below the drawing for a note under each layer."""

Place = tuple[int, int]
"""A neuron: layer from 0, the inputs, and number in its layer."""


def draw_stack(
    sizes: Sequence[int], lit: Collection[Place], notes: Sequence[str], title: str
) -> str:
    """Return the drawing as SVG for a page: it takes on the page's colours and its font.

    A neuron that is picked out stands solid, with the lines from all its inputs; the others are
    outlines.

    Args:
        sizes: Inputs, then neurons of each layer; at least one each, few enough to be drawn.
        lit: The neurons picked out.
        notes: What stands below each layer, one for each of `sizes`; may be empty.
        title: What the drawing shows, for one who does not see it.

    Raises:
        ValueError: If a neuron is picked out that is not there, or notes and sizes differ.
    """
    if len(notes) != len(sizes):
        raise ValueError(f"{len(sizes)} layers need as many notes, got {len(notes)}")
    for layer, number in lit:
        if not (0 <= layer < len(sizes) and 0 <= number < sizes[layer]):
            raise ValueError(f"there is no neuron {number} in layer {layer} of {list(sizes)}")
    height = 2 * _MARGIN + (max(sizes) - 1) * _GAP_Y + _NOTE
    width = 2 * _MARGIN + (len(sizes) - 1) * _GAP_X + 2 * _RADIUS
    middle = (height - _NOTE) / 2

    def place(layer: int, number: int) -> tuple[float, float]:
        top = middle - (sizes[layer] - 1) * _GAP_Y / 2
        return _MARGIN + _RADIUS + layer * _GAP_X, top + number * _GAP_Y

    parts = [
        f'<svg class="mec-stack" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{html_text(title)}">'
    ]
    for layer in range(1, len(sizes)):
        for number in range(sizes[layer]):
            x, y = place(layer, number)
            kind = "lit" if (layer, number) in lit else "dim"
            for source in range(sizes[layer - 1]):
                from_x, from_y = place(layer - 1, source)
                parts.append(
                    f'<line class="mec-{kind}" x1="{from_x:g}" y1="{from_y:g}" x2="{x:g}" '
                    f'y2="{y:g}"/>'
                )
    for layer, count in enumerate(sizes):
        for number in range(count):
            x, y = place(layer, number)
            kind = "input" if layer == 0 else "lit" if (layer, number) in lit else "dim"
            parts.append(f'<circle class="mec-{kind}" cx="{x:g}" cy="{y:g}" r="{_RADIUS}"/>')
        x, _ = place(layer, 0)
        if notes[layer]:
            parts.append(
                f'<text x="{x:g}" y="{height - 8}" text-anchor="middle">'
                f"{html_text(notes[layer])}</text>"
            )
    return "".join([*parts, "</svg>"])
