import re

import markdown
import pytest

from engine.site.maths import MathsError, set_formulas, to_mathml

EXTENSIONS = ["md_in_html", "pymdownx.arithmatex", "pymdownx.superfences", "engine.site.maths"]
GENERIC = {"pymdownx.arithmatex": {"generic": True}}


def render(text):
    return markdown.markdown(text, extensions=EXTENSIONS, extension_configs=GENERIC)


def test_a_formula_in_a_line_becomes_mathml():
    page = render("The capacity $C_i$ of layer $i$.")
    assert page.count("<math>") == 2
    assert "arithmatex" not in page
    assert "<msub><mi>C</mi><mi>i</mi></msub>" in page


def test_a_formula_of_its_own_is_displayed_and_can_scroll():
    page = render("Before\n\n$$\nC = \\sum_{i > 1} C_i\n$$\n\nafter")
    assert '<div class="mec-formula"><math display="block">' in page


def test_comparisons_survive_html_escaping_in_both_forms():
    for page in (render("$a < b$"), render("$$\na < b\n$$")):
        assert "<mo>&lt;</mo>" in page
        assert "&amp;lt;" not in page


def test_the_latex_is_kept_as_an_annotation_outside_the_search():
    mathml = to_mathml(r"\frac{a}{b}")
    assert "data-search-exclude" in mathml
    assert r"\frac{a}{b}</annotation>" in mathml


def test_alignment_is_understood():
    page = render("$$\n\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\n$$")
    assert "<mtable" in page


def test_dollars_in_code_stay_code():
    page = render("`$x$` and\n\n```\n$y$\n```\n")
    assert "<math" not in page


def test_formulas_inside_html_blocks_are_set():
    page = render('<div class="note" markdown>\n$C_1$\n</div>')
    assert "<math>" in page


@pytest.mark.parametrize("latex", [r"\undefinedcommand x", r"\frac{a", "a_b_c"])
def test_what_cannot_be_set_is_named(latex):
    with pytest.raises(MathsError, match="cannot set the formula") as caught:
        to_mathml(latex)
    assert repr(latex) in str(caught.value)


def test_an_unknown_command_stops_the_page():
    with pytest.raises(MathsError, match="nosuchthing"):
        render(r"A page with $\nosuchthing{3}$.")


def test_identifiers_are_those_of_the_formula():
    assert re.findall("<mi>(.)</mi>", to_mathml("C L n")) == ["C", "L", "n"]


def test_pages_without_formulas_are_left_alone():
    page = "<p>It costs $5 or <span>arithmatex</span></p>"
    assert set_formulas(page) == page
