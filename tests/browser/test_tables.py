"""Tables sort, filter and copy, by keyboard; on sample tables, and on the built site's own."""

import pytest
from playwright.sync_api import expect

from tests import ROOT
from tests.browser.browsing import go_past, serve

SCRIPTS = ROOT / "docs/assets/javascripts"

ROWS = [
    ("B2", "ResNet", "2049000", "2,049,000"),
    ("B10", "VGG", "", "–"),
    ("B1", "ResNet", "4097000", "4,097,000"),
    ("a3", "VGG", "375", "375"),
    ("B4", "DenseNet", "1025000.5", "1,025,000.5"),
]


def sample_page():
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{family}</td>'
        f'<td data-value="{value}">{shown}</td></tr>'
        for name, family, value, shown in ROWS
    )
    scripts = "".join(
        f"<script defer src={name}></script>" for name in ("page.js", "copy.js", "tables.js")
    )
    return f"""<!doctype html><html lang="en"><title>Sample</title>{scripts}
    <section id="table-sample"><div class="mec-scroll">
    <table class="mec-table" data-sortable data-filterable><thead><tr>
    <th scope="col" data-type="text">Backbone</th>
    <th scope="col" data-type="text" data-facet>Family</th>
    <th scope="col" data-type="number" data-facet title="Capacity">MEC
    <span class="mec-unit">bits</span></th>
    </tr></thead><tbody>{rows}</tbody></table></div>
    <button class="mec-copy" data-copy="sample.tex">Copy LaTeX</button>
    <button class="mec-copy" data-copy="absent.tex">Copy nothing</button></section></html>"""


@pytest.fixture(scope="module")
def sample_root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    (folder / "index.html").write_text(sample_page(), encoding="utf-8")
    (folder / "sample.tex").write_text("\\toprule\n", encoding="utf-8")
    for script in SCRIPTS.glob("*.js"):
        (folder / script.name).write_bytes(script.read_bytes())
    with serve(folder) as address:
        yield address


@pytest.fixture
def sample(open_window, sample_root):
    page = open_window()
    page.goto(sample_root)
    return page


def names(page):
    page.locator("table[data-ready]").wait_for()
    cells = page.locator("table tbody tr:visible th").all()
    return [cell.inner_text() for cell in cells]


def header(page, label):
    return page.locator("th", has=page.get_by_role("button", name=label))


def test_numbers_sort_as_numbers_by_keyboard_missing_values_last(sample):
    sample.get_by_role("button", name="MEC").focus()
    sample.keyboard.press("Enter")
    assert names(sample) == ["a3", "B4", "B2", "B1", "B10"]
    assert header(sample, "MEC").get_attribute("aria-sort") == "ascending"
    sample.keyboard.press("Space")
    assert names(sample) == ["B1", "B2", "B4", "a3", "B10"]
    assert header(sample, "MEC").get_attribute("aria-sort") == "descending"
    sample.keyboard.press("Enter")
    assert names(sample) == [row[0] for row in ROWS]
    assert header(sample, "MEC").get_attribute("aria-sort") is None


def test_words_sort_naturally_and_ties_keep_their_order(sample):
    sample.get_by_role("button", name="Backbone").click()
    assert names(sample) == ["a3", "B1", "B2", "B4", "B10"]
    sample.get_by_role("button", name="Family").click()
    assert names(sample) == ["B4", "B2", "B1", "B10", "a3"]
    assert header(sample, "Backbone").get_attribute("aria-sort") is None


def test_sorting_is_announced(sample):
    sample.get_by_role("button", name="MEC").click()
    assert sample.locator(".mec-status").inner_text() == "Sorted by MEC, ascending."


def test_a_search_narrows_the_rows_and_says_how_many(sample):
    sample.get_by_label("Search").fill("resnet b")
    assert names(sample) == ["B2", "B1"]
    assert sample.locator("output").inner_text() == "2 of 5 rows"
    sample.get_by_role("button", name="Clear").click()
    assert len(names(sample)) == 5


def test_facets_and_ranges_narrow_together(sample):
    sample.get_by_label("Family", exact=True).select_option("VGG")
    assert names(sample) == ["B10", "a3"]
    sample.get_by_label("MEC to").fill("400")
    assert names(sample) == ["a3"]
    sample.get_by_label("MEC from").fill("376")
    assert names(sample) == []
    assert sample.locator("output").inner_text() == "0 of 5 rows"


def test_the_address_leads_to_the_same_view(sample):
    sample.get_by_label("Family", exact=True).select_option("ResNet")
    sample.get_by_role("button", name="Backbone").click()
    sample.reload()
    assert names(sample) == ["B1", "B2"]
    assert sample.get_by_label("Family", exact=True).input_value() == "ResNet"


def test_an_address_with_nonsense_shows_the_whole_table(sample, sample_root):
    sample.goto(f"{sample_root}?table-sample.sort=nothing.sideways&other=1")
    assert names(sample) == [row[0] for row in ROWS]


def test_copying_takes_the_file(sample, sample_root):
    sample.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=sample_root)
    sample.get_by_role("button", name="Copy LaTeX").click()
    sample.locator(".mec-status", has_text="LaTeX copied.").wait_for(state="attached")
    assert sample.evaluate("navigator.clipboard.readText()") == "\\toprule\n"


MOVES = """() => new Promise((tell) => {
  const body = document.querySelector("table[data-sortable] tbody");
  let moved = 0;
  const watch = new MutationObserver((changes) => { moved += changes.length; });
  watch.observe(body, { childList: true });
  const table = new mecTables.SortableTable(document.querySelector("table[data-sortable]"));
  table.show();
  setTimeout(() => tell(moved), 50);
})"""


def test_rows_in_order_are_not_moved(sample):
    """What a reader does with one as the script comes, such as half a click, would be lost."""
    assert sample.evaluate(MOVES) == 0


def test_what_cannot_be_copied_is_offered_as_a_link(sample):
    sample.get_by_role("button", name="Copy nothing").click()
    link = sample.get_by_role("link", name="open the file")
    link.wait_for()
    assert link.get_attribute("href") == "absent.tex"
    assert "could not be copied" in sample.locator(".mec-status").inner_text()


SORT_EVERY_COLUMN = """() => [...document.querySelectorAll("table[data-sortable]")].flatMap(
  (table) => [...table.querySelectorAll("th[data-type=number]")].flatMap((header) =>
    [1, 2].map(() => {
      header.querySelector("button").click();
      const cells = [...table.tBodies[0].rows].map((row) => row.cells[header.cellIndex]);
      const seen = (cell) => cell.textContent.replaceAll(",", "").replace("–", "");
      return [header.ariaSort, cells.map((cell) => cell.dataset.value || seen(cell))];
    }),
  ),
)"""


@pytest.mark.every_page
def test_every_number_column_of_the_site_sorts(open_page, root, pages_with):
    """Whatever the site publishes today: each column comes out in order, gaps last."""
    page = open_page("")
    columns = 0
    for address in pages_with("data-sortable"):
        page.goto(root + address)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        go_past(page, "table[data-sortable]")
        expect(page.locator("table[data-sortable]:not([data-ready])")).to_have_count(0)
        for direction, values in page.evaluate(SORT_EVERY_COLUMN):
            numbers = [float(value) for value in values if value]
            assert values[len(numbers) :] == [""] * (len(values) - len(numbers)), address
            assert numbers == sorted(numbers, reverse=direction == "descending"), address
            columns += 1
    if not columns:
        pytest.skip("no page has a sortable table yet")
