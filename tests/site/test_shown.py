import json
import re
from dataclasses import replace
from functools import partial
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree

import markdown
import pandas as pd
import pytest

from engine.exhibits.drawing.style import mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.exhibits.mec_names import MEC_NAMES
from engine.exhibits.strip import Strip
from engine.exhibits.table import MISSING, Column, Table
from engine.site.gaps import Gap
from engine.site.shown import MOST_ROWS_WHOLE, MOST_STOPS
from engine.studies.section import Section
from tests.exhibits.report_samples import CITATION, RECORDS, awkward_table, small_table


class Cells(HTMLParser):
    """Collects cells: text, data-value, href."""

    def __init__(self):
        super().__init__()
        self.rows = []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append({"text": "", "value": None, "tag": tag})
            if "data-value" in found:
                self.rows[-1][-1]["value"] = found["data-value"] or ""
        elif tag == "a" and self.rows and self.rows[-1]:
            self.rows[-1][-1].setdefault("href", found["href"])

    def handle_endtag(self, tag):
        if tag == "tbody":
            self.handle_data = lambda data: None

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1]["text"] += data.strip("\n")


def read_cells(page):
    parser = Cells()
    parser.feed(page)
    return parser.rows


def sorted_by(cell):
    """What tables.js compares."""
    return cell["value"] or cell["text"].replace(",", "")


@pytest.fixture
def awkward(report):
    return report.fill_with('{{ table("awkward") }}', awkward_table())


def test_names_are_read_as_they_are_written(awkward):
    rows = read_cells(awkward)
    assert [row[0]["text"] for row in rows[1:4]] == list(awkward_table().frame["network"])
    assert [row[0]["tag"] for row in rows[1:4]] == ["th"] * 3


def test_numbers_sort_by_their_exact_value(awkward):
    rows = read_cells(awkward)
    assert [sorted_by(row[1]) for row in rows[1:4]] == ["1281000", MISSING, "0"]
    assert [sorted_by(row[2]) for row in rows[1:4]] == [str(2**70), "3", str(2**53 + 1)]
    assert float(rows[1][3]["value"]) == 1 / 3
    assert rows[1][0]["value"] is None


@pytest.mark.parametrize("digits", [0, 2])
def test_a_number_stands_beside_its_cell_only_where_it_is_rounded(report, digits):
    values = [1234.0, 0.25, 0.125, 1e-6, -0.5, 1e21, 0.0]
    columns = (Column("name", "Name"), Column("g", "G", "number", digits=digits))
    frame = pd.DataFrame({"name": [str(value) for value in values], "g": values})
    table = Table("rounded", "Rounded", "Caption.", columns, frame, RECORDS)
    rows = read_cells(report.fill_with('{{ table("rounded") }}', table))
    assert [float(sorted_by(row[1])) for row in rows[1:]] == values
    kept = [float(row[1]["value"]) for row in rows[1:] if row[1]["value"]]
    assert kept == [value for value in values if round(value, digits) != value]


def test_a_table_of_numbers_alone_keeps_its_integers(report):
    frame = pd.DataFrame({"bits": [2**53 + 1, 2**62 + 1], "g": [0.5, 1.5]})
    columns = (Column("bits", "Bits", "integer"), Column("g", "G", "number", digits=1))
    table = Table("mixed", "Mixed", "Caption.", columns, frame, RECORDS)
    rows = read_cells(report.fill_with('{{ table("mixed") }}', table))
    assert [sorted_by(row[0]) for row in rows[1:3]] == [str(2**53 + 1), str(2**62 + 1)]
    assert [row[0]["text"] for row in rows[1:3]] == [f"{2**53 + 1:,}", f"{2**62 + 1:,}"]


def test_addresses_in_a_frame_start_at_the_root(awkward):
    rows = read_cells(awkward)
    assert rows[1][0]["href"] == "../atlas/a/?x=1&y=2"
    assert "href" not in rows[2][0]
    assert rows[3][0]["href"] == "https://example.org/"


def test_headers_tell_label_unit_type_and_meaning(awkward):
    header = awkward[awkward.index("<thead>") : awkward.index("</thead>")]
    assert 'MEC <span class="mec-unit">bits</span>' in header
    assert 'data-type="number"' in header
    assert "What &#34;MEC&#34; means" in header
    assert header.count('scope="col"') == 4


def test_what_the_files_add_up_to_is_what_the_page_shows(report):
    """Every column of numbers, added up from the CSV and the page."""
    table = small_table(mec_bits=[1_281_000, 12, 3], parameters=[2_049_000, 25_613_800, 7])
    page = report.fill_with('{{ table("small") }}', table)
    sums = [int(total) for total in table.frame.sum()]
    csv_rows = [line.split(",") for line in report.read("data/small.csv").splitlines()[1:]]
    shown = [[cell["text"].replace(",", "") for cell in row] for row in read_cells(page)[1:]]
    for rows in (csv_rows, shown):
        assert [sum(map(int, column)) for column in zip(*rows, strict=True)] == sums


def test_the_provenance_names_what_went_in(awkward):
    assert "numpy 2.0.0" in awkward
    assert "42, 43" in awkward
    assert '<a href="../data/made.json">made.json</a>, by key' in awkward
    assert "A CPU" not in awkward, "where it was computed is not the same in each build"
    for record in RECORDS:
        assert f"<code>{record.key[:12]}</code>" in awkward


def test_titles_are_text_in_files_and_page(report):
    table = replace(small_table(), title='A & "B" <c>')
    page = report.fill_with('{{ table("small") }}', table)
    assert "<strong>A &amp; &#34;B&#34; &lt;c&gt;.</strong>" in page
    assert r"A \& " in report.read("data/small.bib")


def draw():
    drawing, axes = new_drawing()
    axes.plot([1, 2], [3, 4], gid=mark("A & B"), **point_look(0))
    return drawing


def test_a_figure_and_its_files(report):
    data = pd.DataFrame({"alpha": [1.0, 2.0], "mec_bits": [3, 4]})
    figure = Figure("curve", "A curve", "Bits over *alpha*.", "Two points.", draw, data, RECORDS)
    report.write("page.md", '{{ figure("curve") }}')
    written = report.fill(Section("facts", figures=[figure]))
    page = report.read("page.md")
    assert {
        *(f"figures/curve.{kind}" for kind in ("svg", "pdf", "png")),
        *(f"data/curve.{kind}" for kind in ("csv", "json", "tex", "bib")),
        "embed/curve.html",
    } <= set(written)
    assert report.read("data/curve.csv") == "alpha,mec_bits\n1.0,3\n2.0,4\n"
    assert "Bits over <em>alpha</em>." in page
    assert 'id="figure-curve"' in page
    assert (report.target / "figures/curve.pdf").read_bytes().startswith(b"%PDF")
    assert (report.target / "figures/curve.png").read_bytes().startswith(b"\x89PNG")
    ElementTree.fromstring(report.read("figures/curve.svg"))
    inline = page[page.index("<svg") : page.index("</svg>") + 6]
    ElementTree.fromstring(inline)


def test_a_figure_that_fits_a_phone_stands_once(report):
    figures = [
        Figure(name, "T", "C.", "D.", draw, pd.DataFrame(), fits_phone=fits)
        for name, fits in (("both", True), ("twice", False))
    ]
    report.write("page.md", '{{ figure("both") }}\n\n{{ figure("twice") }}')
    report.fill(Section("facts", figures=figures))
    once, twice = report.read("page.md").split('id="figure-twice"')
    assert once.count("<svg") == 1
    assert "mec-drawing__svg--narrow" not in once
    assert twice.count("<svg") == 2


def _draw_links(count):
    drawing, axes = new_drawing()
    for place in range(count):
        (point,) = axes.plot([place], [place], gid=mark(f"Mark {place}"), **point_look(0))
        point.set_url(f"atlas/x/#m{place}")
    return drawing


@pytest.mark.parametrize(("count", "stops"), [(MOST_STOPS, MOST_STOPS), (MOST_STOPS + 1, 1)])
def test_the_marks_of_a_crowded_figure_are_links_and_one_stop(report, count, stops):
    figure = Figure(
        "crowd", "Crowd", "Many.", "Many marks.", partial(_draw_links, count), pd.DataFrame()
    )
    report.write("page.md", '{{ figure("crowd") }}')
    report.fill(Section("facts", figures=[figure]))
    page = report.read("page.md")
    inline = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    links = list(inline.iter("a"))
    assert len(links) == count
    assert all(link.get("href") for link in links)
    wanted = [None] * stops + ["-1"] * (count - stops)
    assert [link.get("tabindex") for link in links] == wanted


def test_a_fault_can_be_reported_only_where_there_is_a_repository(report):
    assert "Report a fault" not in report.fill_with('{{ table("small") }}', small_table())
    report.citation = replace(CITATION, repository="https://example.org/o/r")
    page = report.fill_with('{{ table("small") }}', small_table())
    assert page.count('href="https://example.org/o/r/issues/new?title=table-small%2C%20') == 1


@pytest.mark.parametrize("shown", ["window", "closed"])
def test_a_table_that_a_script_fills_names_its_file_and_its_csv(report, shown):
    table = replace(small_table(mec_bits=[3, 12]), shown=shown)
    page = report.fill_with('{{ table("small") }}', table)
    assert f'data-rows="../data/small.json" data-root="../" data-shown="{shown}"' in page
    assert ('<details class="mec-closed"' in page) is (shown == "closed")
    assert "The rows are in the CSV below" in page
    assert 'href="../data/small.csv" download' in page
    assert "data-value" not in page


@pytest.mark.parametrize("shown", ["whole", "window", "closed"])
def test_text_between_tables_is_markdown(report, shown):
    first, second = (
        report.fill_with('{{ table("small") }}', replace(small_table(), shown=one))
        for one in (shown, "whole")
    )
    text = f"{first}\n\n**Between** them.\n\n{second}\n"
    read = markdown.markdown(text, extensions=["md_in_html", "engine.site.exhibits_markdown"])
    assert "<strong>Between</strong>" in read


def test_the_search_leaves_out_rows_that_have_a_search_of_their_own(report):
    whole = report.fill_with('{{ table("small") }}', small_table())
    assert "<tbody>" in whole
    filterable = replace(small_table(), filterable=True)
    assert "<tbody data-search-exclude>" in report.fill_with('{{ table("small") }}', filterable)


def test_a_wide_table_says_how_many_columns_stand_first(report):
    names = [f"c{n}" for n in range(9)]
    columns = [Column(n, f"{n} of its group", "integer", page_label=f"{n} alone") for n in names]
    frame = pd.DataFrame({name: [n] for n, name in enumerate(names)})
    table = Table("wide", "Wide", "Caption.", tuple(columns), frame, RECORDS)
    page = report.fill_with('{{ table("wide") }}', table)
    assert 'data-lead="6"' in page
    assert "All 9 columns" in page
    label = re.search(r'<table[^>]*aria-labelledby="([^"]+)"', page)[1]
    name = re.search(rf'<span id="{label}">(.*?)</span>', page)[1]
    assert "Wide" in name
    assert "columns" not in name
    assert page.count(" alone") == 9
    assert "of its group" in (report.target / "data/wide.json").read_text()
    assert "alone" not in (report.target / "data/wide.json").read_text()
    narrow = replace(table, columns=table.columns[:8])
    page = report.fill_with('{{ table("wide") }}', narrow)
    assert "data-lead" not in page
    assert "checkbox" not in page


def test_a_table_of_a_page_alone_has_anchors_and_no_files(report):
    frame = pd.DataFrame({"name": ["A", "B"], "anchor": ["keras-a", "timm-b"]})
    columns = (Column("name", "Name"),)
    table = Table("plain", "Plain", "Caption.", columns, frame, (), anchors="anchor")
    page = report.fill_with("{{ plain_table(facts.table) }}", table=table)
    assert re.findall(r'<tr id="([^"]+)"><th scope="row">([^<]+)', page) == [
        ("keras-a", "A"),
        ("timm-b", "B"),
    ]
    assert "<tbody data-search-exclude>" in page
    assert "download" not in page
    assert not (report.target / "data/plain.csv").exists()


def test_the_field_that_looks_up_knows_the_way_and_the_entry(report):
    report.write("a/page.md", "{{ look_up() }}")
    report.fill()
    page = report.read("a/page.md")
    attributes = dict(re.findall(r'(data-[a-z]+)="([^"]*)"', page))
    assert attributes["data-root"] == "../../"
    assert json.loads(unescape(attributes["data-readings"])) == MEC_NAMES
    entry = unescape(attributes["data-bibtex"])
    assert entry == CITATION.bibtex("@place@", "@id@", "MEC of @title@")
    assert 'role="combobox"' in page
    assert "<noscript>" in page


def test_beat_the_neuron_says_without_a_script_what_it_would_show(report):
    page = report.fill_with("{{ beat_the_neuron() }}")
    sentence = re.search("<noscript><p>(.*?)</p></noscript>", page)[1]
    assert "a line separates 14 of their 16 labellings" in sentence
    assert 'class="mec-exhibit mec-neuron"' in page
    assert "12 in all" in page


def test_strips_show_what_is_there_and_leave_gaps_out(report):
    strips = [Strip("A & B", 100, 60, 40), Gap(), Strip("C", 50, 20, 20)]
    report.write("strips.md", "{{ parameter_strip(some.strips) }}\n\n{{ parameter_strip([]) }}\n")
    report.fill(Section("some", facts={"strips": strips}))
    text = report.read("strips.md")
    drawn = ElementTree.fromstring(text[text.index("<section") : text.rindex("</section>") + 10])
    assert [one.get("aria-label") for one in drawn.iter("svg")] == [
        strips[0].description,
        strips[2].description,
    ]
    assert [one.get("class") for one in drawn.iter("rect")] == [
        "mec-strip-earlier",
        "mec-strip-decision",
        "mec-strip-decision",
    ]
    assert [(one.get("x"), one.get("width")) for one in drawn.iter("rect")][:2] == [
        ("40.0%", "20.0%"),
        ("60.0%", "40.0%"),
    ]
    assert text.count("<section") == 1


@pytest.mark.parametrize(("rows", "long"), [(MOST_ROWS_WHOLE, False), (MOST_ROWS_WHOLE + 1, True)])
def test_a_long_table_says_so_before_its_rows(report, rows, long):
    page = report.fill_with('{{ table("small") }}', small_table(mec_bits=list(range(rows))))
    assert ('<div class="mec-scroll" data-long' in page) is long
