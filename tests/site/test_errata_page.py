"""The page of errata, filled from docs/errata.yml, whatever stands in it."""

import html

import markdown
import pytest
import yaml

from engine.exhibits.errata import ErrataError
from tests import ROOT
from tests.exhibits.report_samples import Report

PAGE = (ROOT / "docs" / "errata.md").read_text(encoding="utf-8")
ERRATUM = {
    "id": "wrong",
    "found": "2026-12-24",
    "versions": ["1.0.0", "1.1.0"],
    "exhibits": ["table-a"],
    "text": "It is <13> bits.",
}


@pytest.fixture
def fill(tmp_path):
    report = Report(tmp_path)
    report.write("errata.md", PAGE)

    def fill_with(*errata):
        (report.docs / "errata.yml").write_text(yaml.safe_dump(list(errata)), encoding="utf-8")
        report.fill()
        return report.read("errata.md")

    return fill_with


def test_an_erratum_is_listed_with_its_versions(fill):
    page = fill(ERRATUM, {**ERRATUM, "id": "mended", "corrected_in": "1.2.0"})
    assert '<dt id="wrong">2026-12-24, versions 1.0.0, 1.1.0</dt>' in page
    assert "<dd>It is &lt;13&gt; bits. In table-a. Not corrected yet.</dd>" in page
    assert "In table-a. Corrected in 1.2.0.</dd>" in page


def test_without_errata_it_says_so_and_links_to_the_page_beside_all_versions(fill):
    page = fill()
    assert "No error is known in a published version." in page
    assert "(https://example.org/1.2.0/../errata/)" in page


def test_nothing_gets_out_of_a_text(fill):
    hostile = "</dd></dl><script>alert(1)</script> {{ 7 * 7 }} **bold** [x](javascript:y)"
    shown = markdown.markdown(fill({**ERRATUM, "text": hostile}), extensions=["md_in_html"])
    assert "<script" not in shown
    assert "<strong>bold" not in shown
    assert "javascript:y)" in shown
    assert hostile in html.unescape(shown)


def test_a_malformed_file_stops_the_pages(fill):
    with pytest.raises(ErrataError, match="unknown field 'when'"):
        fill({**ERRATUM, "when": "now"})
