import pytest

from engine.site.references import Bibliography, BibliographyError
from tests import ROOT

ENTRIES = """
@article{one, author = {Cover, Thomas M.}, title = {Alone}, journal = {J}, year = 1965}
@article{two, author = {Allen-Zhu, Z. and Li, Y.}, title = {Pair}, journal = {J}, year = 2024}
@misc{many, author = {de la Cruz, A. and B, C. and D, E.}, title = {Many}, year = {2018}}
@book{edited, editor = {van Rossum, Guido}, title = {Edited}, publisher = {P}, year = {1991}}
"""


@pytest.fixture
def make(tmp_path):
    def make_one(text=ENTRIES):
        path = tmp_path / "references.bib"
        path.write_text(text, encoding="utf-8")
        return Bibliography(path)

    return make_one


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("one", "Cover 1965"),
        ("two", "Allen-Zhu and Li 2024"),
        ("many", "de la Cruz et al. 2018"),
        ("edited", "van Rossum 1991"),
    ],
)
def test_how_an_entry_is_cited(make, key, text):
    bibliography = make()
    assert bibliography.cite(key) == text
    assert key not in bibliography.uncited()


def test_what_is_not_cited_is_listed_in_order(make):
    bibliography = make()
    bibliography.cite("two")
    bibliography.cite_text("one")
    assert bibliography.uncited() == ["edited", "many", "one"]


def test_an_unknown_key_lists_those_there_are(make, tmp_path):
    with pytest.raises(
        BibliographyError, match=rf"{tmp_path}.*has no entry 'cover'; it has edited, many, one, two"
    ):
        make().cite("cover")


@pytest.mark.parametrize(
    "text",
    ["@article{one, title = {Open}", "@article{one, year = 1}\n@article{one, year = 2}\n"],
    ids=["cut short", "a key twice"],
)
def test_a_malformed_file_is_named(make, text):
    with pytest.raises(BibliographyError, match=r"references\.bib is malformed"):
        make(text)


@pytest.mark.parametrize(
    ("entry", "absent"),
    [
        ("@misc{x, title = {T}, year = 2000}", "author"),
        ("@misc{x, title = {T}, author = {A, B}}", "year"),
    ],
)
def test_an_entry_that_lacks_what_a_citation_shows(make, entry, absent):
    with pytest.raises(BibliographyError, match=rf"'x'.*{absent}"):
        make(entry).cite("x")


def test_the_list_has_an_anchor_for_each_entry_sorted_as_cited(make):
    text = make().to_markdown()
    lines = text.splitlines()
    assert text.count("<a id=") == 4
    assert "*Edited*" in text
    starts = [line.split('"')[1] for line in lines if line.startswith('- <a id="')]
    assert starts == ["two", "one", "many", "edited"]


def test_every_reference_of_the_report_can_be_cited():
    bibliography = Bibliography(ROOT / "docs" / "references.bib")
    for key in bibliography.uncited():
        assert bibliography.cite(key)[-4:].isdigit()
