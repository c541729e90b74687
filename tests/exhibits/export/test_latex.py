import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.export.latex import escape_latex

SPECIAL = "\\&%$#_{}~^"
# What remains when each command that escaping writes is taken away.
COMMANDS = re.compile(r"\\(?:[&%$#_{}]|[a-zA-Z]+(?:\{\})?)|\$[\^_]?|~")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("mobilenet_v3, α = 50 %", r"mobilenet\_v3, $\alpha$ = 50 \%"),
        ("R&D", r"R\&D"),
        ("a\\b", r"a\textbackslash{}b"),
        ("{x}", r"\{x\}"),
        ("$5 #1", r"\$5 \#1"),
        ("~^", r"\textasciitilde{}\textasciicircum{}"),
        ("a < b > c | d", r"a \textless{} b \textgreater{} c \textbar{} d"),
        ("3×3 → 2", r"3$\times$3 $\rightarrow$ 2"),
        ("≤ ≥ ±", r"$\leq$ $\geq$ $\pm$"),
        ("D²", "D$^2$"),
        ("−1 – 2", "$-$1 -- 2"),
        ("98.6\N{NO-BREAK SPACE}%", r"98.6~\%"),
        ("χ²", r"$\chi$$^2$"),
        ("Léon", "Léon"),
        ("plain text, (1)-[2]; 3/4: ok?", "plain text, (1)-[2]; 3/4: ok?"),
    ],
)
def test_how_a_text_is_escaped(text, escaped):
    assert escape_latex(text) == escaped


@given(st.text(string.printable))
def test_nothing_special_is_left_in_any_ascii_text(text):
    left = COMMANDS.sub("", escape_latex(text))
    assert not set(left) & set(SPECIAL)


@given(st.text(string.ascii_letters + string.digits + SPECIAL))
def test_characters_are_escaped_one_by_one(text):
    assert escape_latex(text) == "".join(escape_latex(character) for character in text)


@pytest.mark.parametrize("character", ["中", "☃", "\U0001f600", "Α", "ð"])
def test_a_character_without_a_form_is_set_as_its_number(character):
    assert escape_latex(f"a {character}") == rf"a \texttt{{U+{ord(character):04X}}}"
