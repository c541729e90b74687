import io

import pytest
from fontTools.ttLib import TTFont

from engine.site.fonts import (
    ALWAYS,
    FONT_FILE,
    FontError,
    characters_in_formulas,
    font_licence,
    maths_font,
    with_italics,
    write_maths_font,
)
from engine.site.maths import to_mathml


def page_of(*formulas):
    return f"<p>Grüße</p>{''.join(to_mathml(latex) for latex in formulas)}"


def points_in(font):
    return set(TTFont(io.BytesIO(font)).getBestCmap())


def test_characters_are_taken_from_formulas_alone_without_the_latex():
    used = characters_in_formulas(page_of(r"\alpha \le 2"))
    assert {"α", "≤", "2"} <= used
    assert not used & {"ü", "\\", "<"}


def test_identifiers_bring_the_italic_that_browsers_show():
    wanted = with_italics(frozenset("xhα1"))
    assert {"\U0001d465", "\u210e", "\U0001d6fc"} <= wanted
    assert frozenset("xhα1") <= wanted


def test_the_font_holds_what_was_asked_for_and_can_set_formulas():
    font = maths_font(with_italics(frozenset("x∑(√")))
    assert font[:4] == b"wOFF"
    assert {0x2211, 0x221A, 0x1D465, ord("(")} <= points_in(font)
    assert "MATH" in TTFont(io.BytesIO(font))
    assert len(font) < 60_000


def test_the_font_is_the_same_each_time():
    wanted = with_italics(frozenset("abc+"))
    assert maths_font.__wrapped__(wanted) == maths_font.__wrapped__(wanted)


def test_a_character_without_a_glyph_is_named():
    with pytest.raises(FontError, match=r"漢 \(U\+6F22\)"):
        maths_font(frozenset("漢"))


def test_the_site_gets_the_font(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "index.html").write_text(page_of(r"\mathbb{R}"), encoding="utf-8")
    write_maths_font(tmp_path)
    points = points_in((tmp_path / FONT_FILE).read_bytes())
    assert ord("ℝ") in points
    assert {ord(character) for character in ALWAYS} <= points


def test_the_licence_is_what_the_font_says_itself():
    licence = font_licence()
    assert "SIL Open Font License" in licence
    assert "Copyright" in licence
