"""No result is told outside claims: not on a page, not in its headings, not in a caption."""

import ast
import re

import pytest

from engine.studies.catalogue import FOLDER
from tests import ROOT

LISTS = {
    *("claims.md", "cite.md", "errata.md", "measure.md", "references.md", "release-notes.md"),
}
PAGES = sorted(path for path in (ROOT / "docs").glob("*.md") if path.name not in LISTS)
RESULT_WORDS = re.compile(
    r"\b(significant\w*|agrees?|disagrees?|(?<!emory-)equivalent|(more|less) accurate|better|"
    r"worse|nearest|farthest|compatible|no evidence|differs?|exceeds?|shows? that|proves?|expands?|"
    r"compress(es)?|grows?|climbs?|falls?|depends on)\b"
)
"""What compares results, with a number beside it or without."""

NUMBER_WORDS = re.compile(r"\b(more|less|fewer|larger|smaller|front)\b")
"""What compares results where a number of this build stands in the sentence."""

CALLS = re.compile(
    r"\{\{-?\s*(claim|restate|heading|cite|define|term|table|figure)\(.*?\)(\s*\| \w+)?\s*-?\}\}"
)
"""What a page calls in a sentence; its text comes from elsewhere."""

LAID_DOWN = (
    # Definitions, and what was decided before any result.
    "An architecture counts once",
    "CNN2 was designed",
    "Continuous integration",
    "It depends on",
    "On the line, prediction and measurement agree",
    "Solid lines rise",
    "The last column is what the fit gives",
    "The second term falls",
    "The values agree where",
    "They agree where",
    "Top-1 accuracy is that of the weights",
    "Where sums are equal",
    # How others count, and what they published.
    "Measured storage differs by setting",
    "Parameters differ by convention",
    "They are published, by two sources",
    "These architectures are no sample",
    '## "{{ s.printed_ratio }} times smaller"',
    "with α times the channels",
)
"""How sentences begin that compare and state no result of this report."""

SELECTION = re.compile(r"\{%-?\s*(?:el)?if\s+(?!profile\b)(.*?)\s*-?%\}")


def sentences(text):
    """The prose of a template, sentence by sentence; code, tables and front matter left out."""
    text = re.sub(r"\A---\n.*?\n---\n|```.*?```|\$\$.*?\$\$", "", text, flags=re.DOTALL)
    for block in re.split(r"\n\s*\n|\n(?=[-#|!]|\d\.)", text):
        if not block.lstrip().startswith("|"):
            yield from re.split(r"(?<=[.!?;])\**\s+(?=[\w*{#])", block.strip())


def is_laid_down(sentence):
    return sentence.lstrip("*- ").startswith(LAID_DOWN)


def tells_a_result(sentence):
    """Whether a sentence compares what was found; what others found stands beside its source."""
    plain = re.sub(r"\{:.*?\}|[*_]", "", CALLS.sub("", sentence))
    if is_laid_down(sentence):
        return False
    if "{{" in plain:
        return bool(RESULT_WORDS.search(plain) or NUMBER_WORDS.search(plain))
    is_theory = "cite(" in sentence or "$" in plain
    return not is_theory and bool(RESULT_WORDS.search(plain))


def captions():
    """The title, caption and description of each exhibit, sentence by sentence, by its file."""
    for path in sorted(FOLDER.glob("*/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in {"title", "caption", "description"}:
                parts = [one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant)]
                text = "".join(one for one in parts if isinstance(one, str))
                for sentence in sentences(text):
                    yield f"{path.parent.name}/{path.name}", sentence


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_sentence_about_results_is_a_claim(path):
    """It compares: then its home is a claim, where data can turn it round."""
    said = sentences(path.read_text(encoding="utf-8"))
    assert [one for one in said if tells_a_result(one)] == []


def test_a_caption_says_what_is_shown_and_not_what_was_found():
    assert [one for one in captions() if tells_a_result(one[1])] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Both agree with the theorem.",
        "**By size.** The ratio grows with the network.",
        "Which reading is nearest over all networks depends on how many have several outputs.",
        "CNN1 first *expands*: {{ one.pixels }} pixels become {{ one.values }} values.",
        "On the Pareto front by MEC stand {{ atlas.front_mec | listing }}.",
        "It has {{ one.parameters }} parameters, fewer than before.",
    ],
)
def test_a_result_is_found_without_a_number_too(sentence):
    """A sentence was looked at only where a number of the build stood in it."""
    assert tells_a_result(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        '{{ claim("rule-2-cover") }}',
        'The dimension grows like $W L$ {{ cite("bartlett2019") }}.',
        "**Memory-equivalent capacity** counts label bits.",
        "CNN1 has {{ one.ratio }} times the parameters of CNN2.",
    ],
)
def test_a_definition_a_source_and_a_count_are_no_results(sentence):
    assert not tells_a_result(sentence)


def test_what_is_laid_down_is_still_said_somewhere():
    said = [one for path in PAGES for one in sentences(path.read_text(encoding="utf-8"))]
    said += [sentence for _, sentence in captions()]
    begun = [one.lstrip("*- ") for one in said]
    assert [one for one in LAID_DOWN if not any(said.startswith(one) for said in begun)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_selects_its_own_sentences(path):
    """A sentence chosen by a result is chosen by a claim, not by the template of a page."""
    text = path.read_text(encoding="utf-8")
    assert SELECTION.findall(text) == []
    assert "require(" not in text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_heading_states_no_result_of_its_own(path):
    headings = re.findall(
        r"^#+ (.*?)(?: \{:.*\})?$", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [one for one in headings if RESULT_WORDS.search(one) and "heading(" not in one] == []
