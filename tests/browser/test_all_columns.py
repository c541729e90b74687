"""A page shows a table's first columns, and all when a reader asks; a phone scrolls within it."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from engine.exhibits.table import LEAD_COUNT
from engine.studies.section import Section
from tests.browser.browsing import PHONE, serve
from tests.browser.sample_site import large_frame, large_table, write_site
from tests.exhibits.report_samples import Report

FIRST = ("model", "parameters", "top1_percent", "bits_9")
FRAME = large_frame(40)


def make_tables():
    whole = large_table(FRAME, "whole", shown="whole", first_on_page=FIRST)
    other = replace(whole, id="other", first_on_page=())
    window = large_table(large_frame(400), "window", first_on_page=FIRST)
    closed = large_table(FRAME, "closed", shown="closed", first_on_page=FIRST)
    return whole, other, window, closed


@pytest.fixture(scope="module")
def tables_root(tmp_path_factory):
    report = Report(tmp_path_factory.mktemp("columns"))
    whole, other, window, closed = make_tables()
    tables = [whole, replace(whole, id="one"), other, window, closed]
    for table in (whole, window, closed):
        report.write(f"{table.id}.md", f'{{{{ table("{table.id}") }}}}\n')
    report.write("two.md", '{{ table("one") }}\n\n{{ table("other") }}\n')
    report.fill(Section("facts", tables=tables))
    with serve(write_site(report, ["whole", "window", "closed", "two"])) as address:
        yield address


@pytest.fixture
def open_table(open_window, tables_root):
    def open_one(name, query="", **options):
        page = open_window(**options)
        page.goto(f"{tables_root}{name}/{query}")
        if options.get("java_script_enabled", True):
            if name == "closed":
                page.locator("summary", has_text="Large").click()
            page.locator("tbody tr:not(.mec-sizer) th").first.wait_for()
        return page

    return open_one


def headers(page, table="table"):
    """Names of the columns in sight."""
    shown = page.locator(f"{table} thead th:visible").all()
    return tuple(header.get_attribute("data-name") for header in shown)


def cells(page):
    """How many cells the first row of data shows."""
    row = page.locator("tbody tr:has(> th[scope=row])").first
    return row.locator("th:visible, td:visible").count()


@pytest.mark.parametrize("name", ["whole", "window", "closed"])
def test_the_first_columns_are_shown_and_all_by_keyboard(open_table, name):
    page = open_table(name)
    assert headers(page) == FIRST
    assert cells(page) == len(FIRST)
    box = page.get_by_role("checkbox", name="All 16 columns")
    box.focus()
    page.keyboard.press("Space")
    assert len(headers(page)) == cells(page) == 16
    assert headers(page)[: len(FIRST)] == FIRST
    assert page.locator(".mec-status").inner_text() == "All columns are shown."
    page.keyboard.press("Space")
    assert headers(page) == FIRST


def test_without_a_script_too(open_table):
    page = open_table("whole", java_script_enabled=False)
    assert headers(page) == FIRST
    page.get_by_label("All 16 columns").check()
    assert len(headers(page)) == cells(page) == 16


def test_each_table_has_a_state_of_its_own_and_the_address_keeps_it(open_table):
    page = open_table("two")
    first = page.locator("#table-one").get_by_label("All 16 columns")
    first.check()
    assert len(headers(page, "#table-one")) == 16
    assert len(headers(page, "#table-other")) == LEAD_COUNT
    page.reload()
    expect(first).to_be_checked()
    assert len(headers(page, "#table-other")) == LEAD_COUNT
    first.uncheck()
    assert "columns" not in page.url


def test_an_address_that_sorts_by_a_hidden_column_shows_it(open_table):
    page = open_table("whole", "?table-whole.sort=year.ascending")
    assert page.get_by_label("All 16 columns").is_checked()
    assert page.locator("th[aria-sort]").get_attribute("data-name") == "year"
    page = open_table("whole", "?table-whole.sort=parameters.ascending")
    assert not page.get_by_label("All 16 columns").is_checked()


@pytest.mark.parametrize("name", ["whole", "window"])
def test_sorting_and_filtering_work_with_the_first_columns(open_table, name):
    page = open_table(name)
    page.get_by_role("button", name="Parameters").click()
    sizes = page.locator("tbody tr:has(> th[scope=row]) td:nth-child(2)").all_inner_texts()
    numbers = [int(size.replace(",", "")) for size in sizes]
    assert numbers == sorted(numbers)
    page.get_by_label("Family", exact=True).select_option(index=1)
    assert "of" in page.locator("output").inner_text()
    assert headers(page) == FIRST


def test_clearing_the_filter_keeps_the_columns(open_table):
    page = open_table("whole")
    page.get_by_label("All 16 columns").check()
    page.get_by_label("Search").fill("neta")
    page.get_by_role("button", name="Clear").click()
    assert "columns=all" in page.url
    assert len(headers(page)) == 16


EDGES = """() => {
  const box = document.querySelector(".mec-scroll");
  return [box.hasAttribute("data-before"), box.hasAttribute("data-beyond"),
    Number(getComputedStyle(box, "::after").opacity) > 0];
}"""
FROZEN = """() => document.querySelector("tbody tr:not(.mec-sizer) th").getBoundingClientRect().x
  - document.querySelector(".mec-scroll").getBoundingClientRect().x"""


def scroll_to(page, left):
    page.locator(".mec-scroll").evaluate("(box, left) => { box.scrollLeft = left }", left)
    page.wait_for_timeout(400)


@pytest.mark.parametrize("name", ["whole", "window"])
def test_a_phone_scrolls_within_the_table_and_its_edge_says_so(open_table, name):
    page = open_table(name, viewport=PHONE)
    page.get_by_label("All 16 columns").check()
    page.wait_for_timeout(400)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(EDGES) == [False, True, True]
    scroll_to(page, 200)
    assert page.evaluate(EDGES) == [True, True, True]
    assert 0 <= page.evaluate(FROZEN) < 2
    scroll_to(page, 100_000)
    assert page.evaluate(EDGES) == [True, False, False]


def test_a_table_that_fits_has_no_edge(open_table):
    page = open_table("whole")
    page.wait_for_timeout(300)
    assert page.evaluate(EDGES) == [False, False, False]


def test_a_phone_sees_the_name_and_at_least_two_columns_more(open_table):
    page = open_table("whole", viewport=PHONE)
    right = page.locator("thead th").nth(2).evaluate("(cell) => cell.getBoundingClientRect().right")
    assert right <= PHONE["width"]


def test_files_keep_the_order_of_their_columns():
    whole, *_ = make_tables()
    plain = replace(whole, first_on_page=())
    assert whole.to_csv() == plain.to_csv()
    assert whole.to_json() == plain.to_json()
