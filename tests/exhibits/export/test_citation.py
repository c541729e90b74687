from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from pybtex.database import parse_string

import engine
from engine.exhibits.export.citation import Citation, read_citation
from tests import ROOT
from tests.exhibits.report_samples import CITATION

MINIMAL = """
title: "A report: with a colon"
authors:
  - name: The authors
  - given-names: Ada
    family-names: Lovelace
version: 1.0
date-released: 2026-01-31
"""


def fields(entry_text):
    ((key, entry),) = parse_string(entry_text, "bibtex").entries.items()
    return key, entry


def test_the_report_itself():
    key, entry = fields(CITATION.bibtex())
    assert key == "mec-report-1.2.0"
    assert entry.type == "misc"
    assert entry.fields["title"] == r"{Capacity \& compression}"
    assert entry.fields["url"] == "https://example.org/1.2.0/"
    assert entry.fields["year"] == "2026"
    assert entry.fields["date"] == "2026-01-31"
    assert "1.2.0" in entry.fields["note"]
    assert str(entry.persons["author"][0]) == "{The MEC report authors}"


def test_a_part_has_a_key_a_title_and_an_address_of_its_own():
    key, entry = fields(CITATION.bibtex("backbones/#table-backbones", "backbones", "α at 50 %"))
    assert key == "mec-report-1.2.0-backbones"
    assert entry.fields["title"] == r"{$\alpha$ at 50 \%, in: Capacity \& compression}"
    assert entry.fields["url"] == "https://example.org/1.2.0/backbones/#table-backbones"


def test_several_authors_are_joined_for_bibtex():
    citation = Citation("T", ("A B", "C & D"), "1", "2026-01-01", "https://example.org/")
    _, entry = fields(citation.bibtex())
    assert [str(person) for person in entry.persons["author"]] == ["{A B}", r"{C \& D}"]


@pytest.mark.parametrize("address", ["https://example.org/mec", "https://example.org/mec/"])
def test_reading_a_citation_file(tmp_path, address):
    path = tmp_path / "CITATION.cff"
    path.write_text(MINIMAL, encoding="utf-8")
    assert read_citation(path, address) == Citation(
        title="A report: with a colon",
        authors=("The authors", "Ada Lovelace"),
        version="1.0",
        released="2026-01-31",
        address="https://example.org/mec/",
    )


@pytest.mark.parametrize("absent", ["title", "authors", "version", "date-released"])
def test_a_field_that_is_absent_is_named(tmp_path, absent):
    path = tmp_path / "CITATION.cff"
    path.write_text(MINIMAL.replace(f"{absent}:", "other:"), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"CITATION\.cff lacks the field '{absent}'"):
        read_citation(path, "https://example.org/")


def test_an_empty_citation_file(tmp_path):
    path = tmp_path / "CITATION.cff"
    path.write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match=r"CITATION\.cff lacks the field"):
        read_citation(path, "https://example.org/")


def test_the_repository_is_cited_in_the_version_of_the_engine():
    citation = read_citation(ROOT / "CITATION.cff", "https://example.org")
    assert citation.version == engine.__version__


def test_the_repository_is_where_faults_are_reported(tmp_path):
    path = tmp_path / "CITATION.cff"
    path.write_text(f"{MINIMAL}repository-code: https://example.org/o/r/\n", encoding="utf-8")
    assert read_citation(path, "https://example.org/mec").repository == "https://example.org/o/r"


def test_a_report_of_a_fault_names_the_part_its_version_and_its_place():
    citation = replace(CITATION, repository="https://example.org/o/r")
    place = "rules/#figure-width"
    link = urlsplit(citation.report_link(place, "figure-width"))
    assert link._replace(query="").geturl() == "https://example.org/o/r/issues/new"
    filled_in = parse_qs(link.query, strict_parsing=True)
    assert filled_in["title"] == ["figure-width, version 1.2.0: "]
    assert filled_in["body"][0].startswith(f"{citation.link(place)}\n")
    assert "+" not in link.query


def test_without_a_repository_there_is_nowhere_to_report_to():
    assert CITATION.report_link("rules/#figure-width", "figure-width") == ""
