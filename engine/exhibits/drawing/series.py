"""Which entry of a legend each mark of a drawing belongs to: what looks alike belongs together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from matplotlib.artist import Artist
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Drawing
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

KEY_PREFIX: Final = "key:"
"""Starts the `gid` of what an entry of a legend consists of; its number follows."""

SERIES_PREFIX: Final = "series:"
"""Starts the `gid` of what belongs to an entry; its number follows, then what the gid was."""

_NOTHING: Final = ("None", "none", "", " ", None)


@dataclass(frozen=True, slots=True)
class _Look:
    colour: str
    marker: str | None
    line: str | None

    def is_of(self, key: "_Look") -> bool:
        """Whether what looks like this belongs to a key; a bare line may be a key's interval."""
        if self.colour != key.colour:
            return False
        if self.marker and key.marker:
            return self.marker == key.marker
        return not (self.line and key.line) or self.line == key.line


def name_series(drawing: Drawing) -> None:
    """Number the entries of a drawing's legends in the `gid` of their parts and of their marks.

    Args:
        drawing: All of it there; entries of the same label are one.
    """
    keys: dict[str, tuple[int, _Look]] = {}
    for legend in _legends(drawing):
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
            if not isinstance(handle, Line2D):
                continue
            number, _ = keys.setdefault(text.get_text(), (len(keys) + 1, _look_of(handle)))
            handle.set_gid(f"{KEY_PREFIX}{number}")
            text.set_gid(f"{KEY_PREFIX}{number}")
    for axes in drawing.axes:
        for line in axes.lines:
            look = _look_of(line)
            number = next((number for number, key in keys.values() if look.is_of(key)), 0)
            if number:
                line.set_gid(f"{SERIES_PREFIX}{number} {_gid(line)}")


def _legends(drawing: Drawing) -> Iterator[Legend]:
    yield from drawing.legends
    for axes in drawing.axes:
        legend = axes.get_legend()
        if legend is not None:
            yield legend


def _gid(artist: Artist) -> str:
    return artist.get_gid() or ""


def _look_of(line: Line2D) -> _Look:
    marker, style = line.get_marker(), line.get_linestyle()
    return _Look(
        to_hex(line.get_color()),
        None if marker in _NOTHING else str(marker),
        None if style in _NOTHING else str(style),
    )
