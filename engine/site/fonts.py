"""The site's maths font: STIX Two Math, cut down to the glyphs that the pages use.

Browsers set MathML well only in a font with a MATH table, and few systems have one installed.
"""

import html
import re
import string
import unicodedata
from functools import cache
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONT_FILE: Final = "assets/fonts/stix-two-math.woff"
LICENCE_FILE: Final = "assets/fonts/stix-two-math-licence.txt"

ALWAYS: Final = frozenset(
    string.ascii_letters + string.digits + string.punctuation + " −×·∑∏√∞≤≥≈≠"
)
"""Characters that the font holds whatever the pages show: a script may set formulas too."""

_MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)
_ANNOTATION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ITALICS = ["\u210e", *map(chr, range(0x1D434, 0x1D468)), *map(chr, range(0x1D6E2, 0x1D71C))]
_NAME_IDS_TO_KEEP = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]  # the names, the copyright and the licence


class FontError(RuntimeError):
    """The maths font cannot be made."""


def characters_in_formulas(page: str) -> frozenset[str]:
    """Characters that the MathML of a page puts on the screen, annotations apart."""
    formulas = _ANNOTATION.sub("", "".join(_MATHML.findall(page)))
    return frozenset(html.unescape(_TAG.sub("", formulas)))


def with_italics(characters: frozenset[str]) -> frozenset[str]:
    """Add the italic that a browser shows for an identifier of one letter.

    MathML Core displays `<mi>x</mi>` as U+1D465, so the font must hold that character too.
    """
    return characters.union(
        italic for italic in _ITALICS if unicodedata.normalize("NFKC", italic) in characters
    )


@cache
def maths_font(characters: frozenset[str]) -> bytes:
    """STIX Two Math with these characters and the shapes they stretch to, as a WOFF file.

    Raises:
        FontError: If the font lacks a character, or the package that brings it is not as expected.
    """
    with TTFont(_font_source(), recalcTimestamp=False) as font:
        wanted = {ord(character) for character in characters if character.isprintable()}
        _check_glyphs(wanted - set(font.getBestCmap()))
        subsetter = Subsetter(
            Options(layout_features=["ssty", "dtls"], name_IDs=_NAME_IDS_TO_KEEP, hinting=False)
        )
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        font.flavor = "woff"
        file = BytesIO()
        font.save(file)
    return file.getvalue()


def font_licence() -> str:
    """What the font's own name table says about its makers and its licence."""
    with TTFont(_font_source(), lazy=True) as font:
        copyright_notice, version, trademark, licence, address = (
            font["name"].getDebugName(name_id) for name_id in (0, 5, 7, 13, 14)
        )
    return (
        f"STIX Two Math, {version}, reduced to the glyphs that this site uses.\n\n"
        f"{copyright_notice}\n{trademark}\n\n{licence}\n{address}\n"
    )


def write_maths_font(site_directory: Path) -> None:
    """Write the maths font for the finished pages of a site; its licence lies there already.

    Args:
        site_directory: Folder of the built site; every HTML page in it is read.
    """
    used = ALWAYS.union(
        *(
            characters_in_formulas(path.read_text(encoding="utf-8"))
            for path in sorted(site_directory.rglob("*.html"))
        )
    )
    target = site_directory / FONT_FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(maths_font(with_italics(used)))


def _check_glyphs(missing: set[int]) -> None:
    if missing:
        listed = ", ".join(f"{chr(point)} (U+{point:04X})" for point in sorted(missing))
        raise FontError(
            f"STIX Two Math has no glyph for {listed}. Write the formula with another symbol, "
            "or take the text out of the formula."
        )


def _font_source() -> Path:
    for file in distribution("ziamath").files or []:
        if file.name == "STIXTwoMath-Regular.ttf":
            return Path(str(file.locate()))
    raise FontError(
        "the package ziamath holds no file STIXTwoMath-Regular.ttf. "
        "Install a version that brings STIX Two Math, for example 0.13."
    )
