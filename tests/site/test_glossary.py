"""One definition a term, the same wherever a page asks for it."""

import re
from html import unescape

import pytest

from engine.site.glossary import Glossary, GlossaryError
from engine.site.writer import PageError
from engine.theory.capacity import layer_capacity, neuron_capacity
from engine.theory.cover import largest_memorised
from tests import ROOT

GLOSSARY = Glossary(ROOT / "docs" / "glossary.yml")


def test_mec_is_defined_once_and_used_by_home_rules_and_method():
    assert "method.md#mec" in (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    assert "method.md#mec" in (ROOT / "docs/index.md").read_text(encoding="utf-8")
    assert "glossary" in (ROOT / "docs/method.md").read_text(encoding="utf-8")


def test_the_definition_counts_label_bits_as_rules_2_and_3_do():
    """m neurons hold m labels for each of d + 1 points: m(d + 1) bits, and no more points."""
    text = GLOSSARY.define("mec")
    assert "label bits" in text
    assert "random position" in text
    assert neuron_capacity(10) == 10 + 1
    assert layer_capacity(1280, 1000) == 1000 * neuron_capacity(1280)


def test_the_half_point_of_several_neurons_is_said_to_lie_below_that_of_one():
    """Ten neurons of 376 parameters must all succeed: 712 points, not 752."""
    parameters = 376
    assert "for several side by side" in GLOSSARY.define("half-point")
    assert largest_memorised(parameters, 0.5, neurons=1) == 2 * parameters
    assert largest_memorised(parameters, 0.5, neurons=10) == 712


def test_home_and_rules_say_whole_what_mec_counts():
    """In the paragraph that introduces it; the next one at the latest tells the VC dimension."""
    for page in ("index.md", "rules.md"):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        (told,) = (one for one in text.split("\n\n") if "label bits" in one)
        assert "*whatever they are*, points times" in told.replace(":", ",")
        assert "points in random position" in told
        assert "VC dimension" in text[text.index(told) :][: len(told) + 300]


def test_an_abbreviation_is_explained_on_every_page(report):
    (report.docs / "glossary.yml").write_text(
        "mec:\n  term: Capacity\n  abbreviation: MEC\n  short: Bits.\n  text: Many bits.\n",
        encoding="utf-8",
    )
    assert report.fill_with('{{ define("mec") }}') == "Many bits.\n\n*[MEC]: Bits.\n"


def test_an_unknown_term_is_named(report):
    with pytest.raises(PageError, match=r"page\.md, line 1: .*has no 'mce'; it has "):
        report.fill_with('{{ define("mce") }}')


def test_a_malformed_entry_is_named(tmp_path):
    path = tmp_path / "glossary.yml"
    path.write_text("mec:\n  term: Capacity\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"malformed.*abbreviation"):
        Glossary(path)


def test_a_term_is_a_link_that_holds_its_meaning():
    key, entry = next(iter(GLOSSARY.entries.items()))
    link = GLOSSARY.explain(key, "../method/", "a <word>")
    assert f'href="../method/#{key}"' in link
    attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', link))
    assert unescape(attributes["data-means"]) == entry.short
    assert unescape(attributes["aria-description"]) == entry.short
    assert ">a &lt;word&gt;</a>" in link
    with pytest.raises(GlossaryError, match="has no 'nothing'"):
        GLOSSARY.explain("nothing", "")
