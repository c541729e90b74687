"""What a drawing shows by choice: one of several sets of artists, the others being hidden.

A drawing is made with all of them, those not shown first being invisible. A file has what is
visible; a page gets all, and a script there shows one set in place of another.
"""

from matplotlib.artist import Artist
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.svg import HIDDEN_PREFIX as HIDDEN
from engine.exhibits.drawing.svg import SHOWN_PREFIX as SHOWN


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
    for artist in drawing.findobj(_is_of_choice):
        artist.set_visible(True)


def forget(drawing: Drawing) -> None:
    """Take the ids of choices away: several artists have the same, and a file shows one choice."""
    for artist in drawing.findobj(_is_of_choice):
        artist.set_gid(None)


def _is_of_choice(artist: Artist) -> bool:
    return str(artist.get_gid() or "").startswith((SHOWN, HIDDEN))
