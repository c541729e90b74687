"""Texts that would be run, hidden or misread where they are not taken as text, and who tries them.

A test body over such texts runs twice: over a few in the suite, over ten thousand in `nox -s
faults`. What is made of a text is held against what is made of a harmless one: the same elements
and attributes, and the text itself in the place of the other.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.records.foreign import show

FEW, MANY = 200, 10_000
LONG = 10_000

FRAGMENTS = (
    # HTML
    *("<script>alert(1)</script>", "</script>", "<img src=x onerror=alert(1)>", '" onclick="x'),
    *("' onfocus='x", "</td></table>", "</section>", "<!--", "-->", "]]>", "<![CDATA[", "</title>"),
    *("&lt;b&gt;", "&#60;i&#62;", "&amp", "<svg/onload=x>", "<style>*{}</style>", "</textarea>"),
    # Markdown and its extensions
    *("**b**", "_i_", "__s__", "`code`", "```", "~~~", "[a](javascript:alert(1))", "![i](//x/y)"),
    *("# head", "- item", "+ item", "1. one", "> quote", "| a | b |", "|---|", "***", "===", "---"),
    *("[^1]", "[^1]: note", "{: onclick=x }", "{: .c #id }", "*[MEC]: x", "[TOC]", "[x]: //y"),
    *("!!! note", "??? tip", "::: engine.cli", '--8<-- "f"', "$x$", "$$x$$", r"\(x\)", r"\[x\]"),
    *("    indented", "two  ", ": definition", "<http://x.y>", "<a@b.c>", "\\", "\\*"),
    '<div markdown="1">',
    # Jinja and str.format
    *("{{ 7*7 }}", "{% raw %}", "{# c #}", "{0.__class__}", "%(a)s", "${x}"),
    # LaTeX and BibTeX
    *(r"\input{/etc/passwd}", r"\write18{touch x}", "%", "&", "_", "#", "$", "~", "^", "{", "}"),
    *("^^5c", "]", "[5pt]", "*", "@misc{a,", r"\end{document}", "``", "''", "--", r"\\", '"'),
    # shells and options
    *("$(touch x)", "`touch x`", "; touch x", "| touch x", "&& touch x", "--upload-pack=touch x"),
    # spreadsheets
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "'=1", "＝1", " =1"),
    # what a terminal obeys, and what is not seen
    *("\x1b[31m", "\x1b]52;c;eA==\x07", "\x1b]8;;http://x\x1b\\", "\x9b2J", "\x00", "\x08", "\x7f"),
    *("\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\xad", "\ufeff"),
    *("\u202e", "\u2066", "\u2069", "\u200f", "\u061c", "\u200b", "\u200d", "\U000e0041"),
    *("\ud800", "\udfff", "\ufffe", "\uffff", "e\u0301\u0301\u0301", "\u00a0", "\u3000"),
    # paths and addresses
    *("../../x", "/etc/passwd", "C:\\x", "..\\x", "con", "NUL.txt", "x.", "file:///etc/passwd"),
    *("javascript:alert(1)", "JaVaScRiPt:x", "java\tscript:x", "data:text/html,x", "//evil.org"),
    # scripts of the world
    *("中文", "עברית", "العربية", "Ωμέγα", "ÐŁąŧ", "😀", "ß", "ﬁ", "½"),
)

_TEXT = st.text(st.characters(codec=None), max_size=12)
SOME = st.lists(st.sampled_from(FRAGMENTS) | _TEXT, min_size=1, max_size=5).map("".join)
HOSTILE = SOME | st.builds(lambda text: (text * LONG)[:LONG], st.sampled_from(FRAGMENTS))
"""Fragments in any order, amid any characters, halves of surrogate pairs too; some 10 kB long."""

SHORT = SOME.filter(lambda text: len(text) < 120)

examples = pytest.mark.parametrize(
    "examples", [FEW, pytest.param(MANY, marks=pytest.mark.faults)], ids=["few", "many"]
)


def over(texts, examples, *, batch=1):
    """Call a function with so many texts, one by one or a list of them at a time."""

    def run(check):
        drawn = texts if batch == 1 else st.lists(texts, min_size=batch, max_size=batch)
        asked = settings(
            max_examples=examples // batch,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=examples == FEW,
            database=None,
            phases=list(Phase) if batch == 1 else [Phase.generate],  # a batch shrinks for minutes
        )
        asked(given(drawn)(check))()
        return check

    return run


def is_seen(text):
    """Whether no character of a text but the end of a line drives a terminal or cannot be seen."""
    return show(text.replace("\n", "")) == text.replace("\n", "")
