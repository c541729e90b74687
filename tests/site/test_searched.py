import pytest

from engine.site.searched import WEIGHTS, mark_for_search, weigh
from tests import ROOT


@pytest.mark.parametrize(
    ("page", "weight"),
    [
        ("mnist.md", WEIGHTS["mnist.md"]),
        ("reference/lab.md", WEIGHTS["reference/"]),
        ("atlas/vgg.md", WEIGHTS["atlas/"]),
        ("atlas.md", 1.0),
        ("method.md", 1.0),
    ],
)
def test_a_page_weighs_what_it_or_its_folder_does(page, weight):
    assert weigh(page) == weight


def test_answers_weigh_more_than_what_repeats_them_and_the_reference_least():
    assert weigh("mnist.md") > weigh("method.md") > weigh("reference/lab.md") > weigh("claims.md")
    assert min(filter(None, WEIGHTS.values())) == WEIGHTS["reference/"]


def test_weights_are_of_pages_that_are_there():
    generated = {"atlas/"}
    assert [name for name in set(WEIGHTS) - generated if not (ROOT / "docs" / name).exists()] == []


def test_rows_of_the_atlas_and_texts_in_drawings_are_left_out():
    content = (
        '<h2 id="architectures">A</h2><h2 id="decision-layers">D</h2>'
        '<svg viewBox="0 0 1 1" class="mec-drawing__svg"></svg>'
        "<table><tbody><tr></tr></tbody></table>"
    )
    atlas = mark_for_search(content, "atlas/vgg.md")
    assert atlas.count("data-search-exclude") == 3
    assert "<tbody data-search-exclude>" in atlas
    assert '<h2 data-search-exclude id="decision-layers">' in atlas
    other = mark_for_search(content, "mnist.md")
    assert other == content.replace("<svg ", "<svg data-search-exclude ")
