"""What a drawing shows by choice: one of several sets of artists, the others being hidden.

A drawing is made with all of them, those not shown first being invisible. A file has what is
visible; a page gets all, with radio buttons by which its style sheet shows one set in place of
another: it takes no script, and a reading has its two rules in networks.css.
"""

from typing import Final
from xml.etree import ElementTree

from matplotlib.artist import Artist
from matplotlib.figure import Figure as Drawing

from engine.records.foreign import html_text

SHOWN: Final = "choice:"
HIDDEN: Final = "other-choice:"
"""How the ids begin of what is shown first, and of what is not."""

LEGEND: Final = "Reading of rule 4"


def belong(artist: Artist, label: str, *, shown: bool) -> None:
    """Make an artist part of a choice.

    Args:
        artist: What is drawn.
        label: Name of the choice, as a reader sees it.
        shown: Whether it is the one that is shown first.
    """
    artist.set_gid((SHOWN if shown else HIDDEN) + label)
    artist.set_visible(shown)


def reveal_all(drawing: Drawing) -> None:
    """Make the artists of all choices visible; their ids say which were."""
    for artist in drawing.findobj(_belongs):
        artist.set_visible(True)


def forget(drawing: Drawing) -> None:
    """Take the ids of choices away: several artists have the same, and a file shows one choice."""
    for artist in drawing.findobj(_belongs):
        artist.set_gid(None)


def is_of_choice(name: str) -> bool:
    """Return whether an id says to which choice an element belongs."""
    return name.startswith((SHOWN, HIDDEN))


def name_choices(root: ElementTree.Element) -> None:
    """Say on elements which choice they belong to, and hide those of all but the one shown first.

    Args:
        root: The drawing as SVG; changed in place.
    """
    for element in root.iter():
        name = element.get("id") or ""
        if is_of_choice(name):
            prefix, _, label = name.partition(":")
            del element.attrib["id"]
            element.set("data-choice", label)
            if f"{prefix}:" == HIDDEN:
                element.set("display", "none")


def frame_choices(svg: str, figure_id: str) -> str:
    """Return a drawing for a page with radio buttons above it, one for each of its choices.

    Args:
        svg: The drawing, rewritten for a page; several are variants of one.
        figure_id: Id of its figure.

    Returns:
        The drawing in its box; as it is where it has no choices, without buttons where it has one.
    """
    drawing = f'<div class="mec-drawing">{svg}</div>'
    parts = [one for one in ElementTree.fromstring(drawing).iter() if one.get("data-choice")]
    if not parts:
        return drawing
    labels = list(dict.fromkeys(one.get("data-choice", "") for one in parts))
    shown = next(one.get("data-choice") for one in parts if one.get("display") != "none")
    fields = "".join(
        f'<label><input type="radio" name="{figure_id}--choice" value="{html_text(label)}"'
        f"{' checked' if label == shown else ''}> {html_text(label.capitalize())}</label>"
        for label in labels
    )
    switch = (
        f'<fieldset class="mec-networks-switch"><legend>{LEGEND}</legend>{fields}</fieldset>'
        if len(labels) > 1
        else ""
    )
    return f'<div class="mec-networks">{switch}{drawing}</div>'


def _belongs(artist: Artist) -> bool:
    return is_of_choice(str(artist.get_gid() or ""))
