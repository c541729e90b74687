"""Pages of studies that have no records yet."""

import pytest

from engine.records.store import Build
from engine.site.gaps import Gap
from engine.site.pages import fill_pages
from engine.site.references import Bibliography
from engine.site.report import Report
from engine.site.writer import PageError, Source
from engine.studies import sections
from engine.studies.section import Section
from engine.studies.sections import Absent
from tests import ROOT
from tests.exhibits.report_samples import CITATION, RECORDS, small_table

CODE = """
def build_section(build):
    return Section(
        name="depths", tables=("deep",)
    )
"""
ABSENT = (Absent("depths", ("deep-study",)),)


@pytest.fixture
def fill(report, tmp_path, monkeypatch):
    """Fills a page of a report in which the study of depths has no records."""
    (tmp_path / "depths").mkdir()
    (tmp_path / "depths" / "exhibits.py").write_text(CODE, encoding="utf-8")
    monkeypatch.setattr(sections, "FOLDER", tmp_path)

    def fill_with(text, *, absent=ABSENT):
        report.write("page.md", text)
        source = Source(
            docs=report.docs,
            build=Build("standard", {"sizes": RECORDS}),
            sections=[Section("facts", tables=[small_table()], facts={"bits": 8})],
            citation=CITATION,
            bibliography=Bibliography(report.docs / "references.bib"),
            absent=absent,
        )
        return fill_pages(source).pages["page.md"]

    return fill_with


PAGE = '---\ntitle: A page\n---\n\n# A page\n\n{{ table("small") }}\n\n'


def test_what_is_there_is_shown_and_what_is_not_says_how_to_get_it(fill):
    text = fill(
        PAGE + '{{ table("deep") }}\n\n{{ depths.most | integer }} of {{ facts.bits }} bits'
    )
    assert 'id="table-small"' in text
    assert text.startswith("---\ntitle: A page\n---\n<div")
    assert text.count("python -m engine compute --profile standard --study deep-study") == 2
    assert "The table deep waits for records." in text
    assert "</span> of 8 bits" in text


def test_a_page_that_needs_nothing_of_it_stays_as_it_is(fill):
    assert fill(PAGE) == fill(PAGE, absent=())


@pytest.mark.parametrize(
    "code",
    [
        "{% for row in depths.rows %}{{ row.x }}{% endfor %}",
        "{% if depths.most > 3 %}deep{% else %}flat{% endif %}",
        "{{ (depths.most / 2 + 1) | number(2) }}",
        "{{ require(depths.is_deep) }}",
        "{{ depths.names | listing }}",
        "{{ depths.rows[0].x.y() }}",
    ],
)
def test_whatever_a_template_does_with_a_gap(fill, code):
    text = fill(PAGE + code)
    assert "deep-study" in text
    assert 'id="table-small"' in text


def test_a_page_of_which_nothing_can_be_made_keeps_its_title(fill):
    text = fill("---\ntitle: A page\n---\n\n# A page\n\n{{ depths.rows | first | integer }}")
    assert "# A page" in text
    assert "This page waits for records." in text


@pytest.mark.parametrize("code", ["{{ depth.most }}", '{{ table("deeper") }}', "{{ facts.bit }}"])
def test_a_misspelled_name_is_an_error_all_the_same(fill, code):
    with pytest.raises(PageError, match=r"docs/page\.md, line 9"):
        fill(PAGE + code)


def test_gaps_do_not_hide_from_python():
    with pytest.raises(AttributeError):
        Gap().__fspath__()


def test_what_is_drawn_from_gaps_is_a_gap_and_scores_that_wait_are_not_there(fill):
    text = fill(PAGE + "({{ scoreboard() }}) {{ draw_stack(depths.sizes, [(1, 0)], ['', '']) }}")
    assert "()" in text
    assert "mec-gap" in text


def test_no_page_of_the_report_has_to_be_replaced_before_anything_is_computed(tmp_path):
    """A page that cannot be filled around gaps would put off every check that all are used."""
    pages = Report(ROOT, tmp_path).fill_draft().pages
    assert len(pages) > 20
    assert not [name for name, text in pages.items() if "This page waits for records." in str(text)]
