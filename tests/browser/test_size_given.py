"""The page that sizes a network, given what it cannot take: told beside the field, and kept."""

import pytest
from playwright.sync_api import expect

from engine.dataset.errors import DatasetError
from tests.browser.size_tables import describe_by_engine
from tests.browser.size_view import find_problem, wait_for_text, wait_until_counted

RUBBISH = {
    "no table": "There are names of columns, and no rows.",
    "a,b": "There are names of columns, and no rows.",
    "\na,b\n1,2": "The text begins with an empty line; it needs names of columns.",
    "a,,b\n1,2,3": "Column 2 has no name; give it one.",
    "a,b,a\n1,2,3": "Two columns are named “a” (1 and 3); rename one.",
    "a,y\n1,0\n2,1\n3": "The text ends midway: its last line has 1 of 2 cells",
    "a,y\n1,0\n2,1,5\n": "Line 3 has 3 cells, and there are 2 columns",
    "a,y\n"
    + "1,0\n2,1\n" * 5
    + "3,-": "The text seems to end midway: its last cell “-” is no number",
    "a,y\n" + "1,cat\n2,dog\n" * 5 + "3,d": "its last cell “d” is the beginning of a text above it",
    'a,y\n1,0\n"2,1\n': "A quotation that begins in line 3 has no end",
    "a,y\n" + "7,0\n7,1\n" * 4: "No column is left to learn from: “a” (constant).",
    "y\n" + "0\n1\n" * 4: "No column is left to learn from: there is but the target.",
}
WRONG_TARGETS = {
    "a,y\n" + "1,0\n2,0\n" * 4: "All 8 rows are labelled “0” in “y”",
    "a,y\n1,p\n2,q\n3,r\n4,s\n5,q\n": "“y” has 4 classes in 5 rows",
    "a,y\n1,0\n2,\n3,1\n4,1\n": "1 of 4 rows have no label in “y”",
}


@pytest.fixture(scope="module")
def tried(browser, size_address):
    """One page for all that is wrong."""
    page = browser.new_page()
    page.goto(size_address)
    yield page
    page.close()


@pytest.mark.parametrize("text", RUBBISH)
def test_a_text_that_is_no_table_is_told_beside_it_and_kept(tried, tmp_path, text):
    page = tried
    page.locator("#size-data").fill(text)
    wait_for_text(find_problem(page, "data"), RUBBISH[text])
    assert page.locator(".mec-size-results:empty").count() == 1
    assert page.locator("#size-data").input_value() == text
    assert page.locator("#size-data").get_attribute("aria-invalid") == "true"
    with pytest.raises(DatasetError):
        describe_by_engine(tmp_path / "a.csv", text, "y")


@pytest.mark.parametrize(("text", "problem"), [("  \n\n", None), ("no table", RUBBISH["no table"])])
def test_what_was_counted_goes_with_its_table(tried, tmp_path, text, problem):
    page = tried
    page.locator("#size-data").fill("a,y\n" + "1,0\n2,1\n" * 4)
    wait_until_counted(page)
    page.locator("#size-data").fill(text)
    page.locator(".mec-size-results:empty").wait_for(state="attached")
    assert (problem or "") in find_problem(page, "data").inner_text()
    invalid = page.locator("#size-data").get_attribute("aria-invalid")
    assert invalid == ("true" if problem else None)
    with pytest.raises(DatasetError):
        describe_by_engine(tmp_path / "a.csv", text, "y")


@pytest.mark.parametrize("text", WRONG_TARGETS)
def test_a_column_that_is_no_target_is_told_beside_it(tried, tmp_path, text):
    page = tried
    page.locator("#size-data").fill(text)
    wait_for_text(find_problem(page, "target"), WRONG_TARGETS[text])
    page.locator("#size-target").select_option("a")
    expect(find_problem(page, "target")).not_to_contain_text("“y”")
    with pytest.raises(DatasetError):
        describe_by_engine(tmp_path / "a.csv", text, "y")


@pytest.mark.parametrize("content", [b"a,y\n\xff\xfe,1\n", b"PK\0\3"])
def test_a_file_that_is_no_text_is_told(open_size, content):
    page = open_size()
    page.locator("#size-file").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": content}
    )
    wait_for_text(find_problem(page, "data"), "The file is no text")


def test_a_quantity_is_to_be_cut(open_size):
    page = open_size("?example=iris&target=petal_length_cm")
    wait_for_text(find_problem(page, "bins"), "“petal_length_cm” is a quantity")
    for typed in ("1", "2.5"):
        page.locator("#size-bins").fill(typed)
        wait_for_text(find_problem(page, "bins"), f"“{typed}” is entered; expected a whole")
    page.locator("#size-bins").fill("3")
    wait_until_counted(page)
    expect(find_problem(page, "bins")).to_be_empty()


def test_markup_in_a_table_is_text(open_size):
    page = open_size()
    cell = "<img src=x onerror=document.title='run'>"
    page.locator("#size-data").fill(f"{cell},y\n" + f"{cell},0\nb,{cell}\n" * 4)
    wait_until_counted(page)
    assert page.title() == "Sample"
    assert page.locator(".mec-size img").count() == 0
    assert cell in page.locator(".mec-size-results").text_content()
