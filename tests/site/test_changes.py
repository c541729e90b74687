"""The release notes: which published numbers changed, by exhibit, and what their file says."""

import html
import json
from dataclasses import replace

import pytest

from engine.records.compare import compare
from engine.records.document import Document
from engine.studies.atlas.families import build_family_pages
from engine.studies.section import Section
from tests import ROOT
from tests.exhibits.report_samples import RECORDS, Report, small_table
from tests.studies.atlas import samples

NOTES = (ROOT / "docs" / "release-notes.md").read_text(encoding="utf-8")
SIZES = small_table("sizes", width=[1, 2], mec_bits=[3, 13])
FRESH = small_table("fresh", width=[1])


@pytest.fixture
def report(tmp_path):
    report = Report(tmp_path)
    report.write("release-notes.md", NOTES)
    report.write("zoo.md", '{{ table("sizes") }}\n\n{{ table("fresh") }}\n')
    return report


def fill(report, old_tables):
    old = Document("1.1.0", "standard", {"sizes": RECORDS}, tables=old_tables)
    changes = compare(old, replace(old, version="1.2.0", tables={}))
    report.fill(Section("facts", tables=[SIZES, FRESH]), changes=changes)
    return html.unescape(report.read("release-notes.md")), json.loads(
        report.read("data/changes.json")
    )


def test_changed_numbers_are_listed_by_exhibit_though_no_record_changed(report):
    old = {"sizes": "width,mec_bits\n1,3\n2,12\n", "dropped": "a\n1\n"}
    page, body = fill(report, old)
    assert "Of the 1 tables and figures that both have, 1 changed; 1 is new, 1 is gone." in page
    assert "- [sizes](zoo.md#table-sizes): 1 of 2 values differ, by 0.077 of their size" in page
    assert "| [sizes](zoo.md#table-sizes) | width=2 | mec_bits | 12 | 13 |" in page
    assert "- new: [fresh](zoo.md#table-fresh)\n" in page
    assert "- gone: <code>dropped</code>\n" in page
    assert "have the same 1 values" in page
    (change,) = body["exhibits"]["changed"]
    assert change["cells"] == [
        {"row": {"width": "2"}, "column": "mec_bits", "old": "12", "new": "13"}
    ]
    assert not body["same"]


def test_what_is_published_as_before_is_no_change(report):
    tables = {"sizes": SIZES.to_csv(), "fresh": FRESH.to_csv()}
    page, body = fill(report, tables)
    assert "Of the 2 tables and figures that both have, none changed." in page
    assert body["same"]


def test_a_version_without_tables_is_said(report):
    page, body = fill(report, {})
    assert "That version has no tables" in page
    assert body["exhibits"] is None


def test_tables_of_generated_pages_are_not_gone(report):
    families = build_family_pages(samples.RECORDS, samples.models(), samples.weights())
    tables = [*samples.tables(), *families.tables]
    shown = ("atlas-models", "atlas-weights", "atlas-family-pages")
    report.write("zoo.md", "\n\n".join(f'{{{{ table("{name}") }}}}' for name in shown))
    old = {table.id: table.to_csv() for table in tables}
    of_a_family = next(name for name in old if name.startswith("atlas-") and name not in shown)
    old[of_a_family] += old[of_a_family].splitlines()[-1].replace(",", "x,", 1) + "\n"
    document = Document("1.1.0", "standard", {"sizes": RECORDS}, tables=old)
    section = Section("atlas", tables=tables, pages=families.pages, moved=families.moved)
    report.fill(section, changes=compare(document, replace(document, tables={})))
    page = report.read("release-notes.md")
    assert f"Of the {len(old)} tables and figures that both have, 1 changed." in page
    assert f"- [{of_a_family}](atlas/" in page
    assert "1 row gone" in page
