"""The page that sizes a network as a reader meets it: what is shown, and how it is reached."""

import re
import shutil

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.browsing import PHONE, WIDE, serve
from tests.browser.size_site import write_size
from tests.browser.size_tables import describe_by_engine, iris, mixed
from tests.browser.size_view import find_problem, read_words, wait_for_text, wait_until_counted
from tests.browser.test_accessibility import TAGS

COUNT_FRAMES = """() => {
  globalThis.frames_seen = 0;
  const count = () => { globalThis.frames_seen += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
}"""
FEWEST_FRAMES = 20
LONGEST_STEP = """(text) => {
  const steps = mecDataDescribe.describe(text, "y", null);
  const longest = {};
  const begin = performance.now();
  for (let from = begin, step = steps.next(); !step.done; step = steps.next()) {
    const now = performance.now();
    const { doing } = step.value;
    longest[doing] = Math.max(longest[doing] ?? 0, now - from);
    from = now;
  }
  return { longest, milliseconds: performance.now() - begin };
}"""
NO_WORKER = {
    "not there": lambda path, text: (path.unlink(), text)[1],
    "broken": lambda path, text: (path.write_text("throw new Error()"), text)[1],
    "refused": lambda _, text: text.replace("worker-src 'self'", "worker-src 'none'"),
}


def random_table(rows):
    random = np.random.default_rng(5)
    values = random.random((rows, 4)).round(6)
    label = (values[:, 0] > values[:, 1]).astype(int)
    lines = (",".join([*map(str, row), str(one)]) for row, one in zip(values, label, strict=True))
    return "\n".join(["a,b,c,d,y", *lines])


def wide_table(rows=4000, columns=250):
    """Two classes that overlap little, where a wide margin is sought in many steps."""
    random = np.random.default_rng(24)
    values = random.normal(size=(rows, columns)).round(3)
    label = values @ random.normal(size=columns) + random.normal(size=rows) > 0
    lines = (",".join([*map(str, row), str(one)]) for row, one in zip(values, label, strict=True))
    return "\n".join([",".join([*(f"x{place}" for place in range(columns)), "y"]), *lines])


def as_file(text):
    return {"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode()}


# What is shown


def test_an_example_is_one_click_away_and_says_what_the_command_line_says(open_size, tmp_path):
    page = open_size()
    page.get_by_role("button", name="Iris, which has a rule").click()
    wait_until_counted(page)
    engine = describe_by_engine(tmp_path / "iris.csv", *iris(None))
    assert read_words(page) == engine["words"]
    table = page.locator("table", has_text="Capacity requirement")
    shown = [
        [int(cell.replace(",", "")) for cell in row.locator("td").all_inner_texts()[1:4]]
        for row in table.locator("tbody tr").all()
    ]
    assert shown == [
        [one["changes"], one["maximum_bits"], one["estimated_bits"]]
        for one in engine["requirements"]
    ]


def test_labels_without_a_rule_are_told(open_size):
    page = open_size("?example=no-rule")
    wait_until_counted(page)
    assert read_words(page)[1].startswith("No rule shows: ")


def test_networks_lead_to_the_calculator(open_size, tmp_path):
    page = open_size("?example=iris")
    wait_until_counted(page)
    links = page.locator("table", has_text="Least networks that hold").locator("a")
    candidates = describe_by_engine(tmp_path / "iris.csv", *iris(None))["candidates"]
    assert [link.get_attribute("href") for link in links.all()] == [
        f"../calculator/?inputs={sizes[0]}&layers={'-'.join(map(str, sizes[1:]))}"
        for sizes in (one["sizes"] for one in candidates)
    ]


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_the_picture_has_every_network_and_says_its_numbers(open_size, viewport):
    page = open_size("?example=iris", viewport=viewport)
    wait_until_counted(page)
    curve, networks = page.get_by_role("img").all()
    assert re.match(
        r"Bits over rows\. At all 150 rows: learnt by heart 237\.7; ",
        curve.get_attribute("aria-label"),
    )
    rows = page.locator("table", has_text="Least networks that hold").locator("tbody tr")
    assert networks.locator(".mec-size-mark").count() == rows.count()
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_an_address_holds_an_example_and_its_target_and_no_table_of_a_reader(open_size):
    page = open_size("?example=iris&target=petal_width_cm&bins=2")
    wait_until_counted(page)
    assert page.locator("#size-target").input_value() == "petal_width_cm"
    assert "up to 1.3" in page.locator(".mec-size-results").text_content()
    page.locator("#size-data").fill("secret,y\n1,0\n2,1\n3,1\n4,0\n")
    page.wait_for_url(lambda url: "?" not in url)
    assert page.url.endswith("/size/")


def test_an_unknown_example_is_told(open_size):
    page = open_size("?example=wine")
    expect(find_problem(page, "data")).to_have_text(
        "There is no example “wine”; there are iris, no-rule."
    )


# What is given


def test_a_file_is_read_and_the_column_to_be_learnt_is_chosen(open_size, tmp_path):
    text, _ = mixed(np.random.default_rng(2))
    engine = describe_by_engine(tmp_path / "mixed.csv", text, "two")
    page = open_size()
    page.locator("#size-file").set_input_files(tmp_path / "mixed.csv")
    wait_until_counted(page)
    assert page.locator("#size-target").input_value() == "label"
    page.locator("#size-target").select_option("two")
    expect(page.locator(".mec-size-words p").first).to_have_text(engine["words"][0])
    wait_until_counted(page)
    assert read_words(page) == engine["words"]
    assert page.locator("#size-name").inner_text() == "mixed.csv"


def test_a_file_can_be_dropped(open_size):
    page = open_size()
    data = page.evaluate_handle(
        """(text) => { const data = new DataTransfer();
        data.items.add(new File([text], "dropped.csv")); return data; }""",
        iris(None)[0],
    )
    page.dispatch_event(".mec-size-drop", "drop", {"dataTransfer": data})
    wait_until_counted(page)
    assert read_words(page)[0] == "Learnt by heart, the 150 labels are 238 bits."


def test_a_newer_table_takes_the_place_of_one_that_is_counted(open_size):
    page = open_size()
    page.locator("#size-file").set_input_files(as_file(random_table(20_000)))
    page.wait_for_selector(".mec-size-doing:not(:empty)")
    page.get_by_role("button", name="Iris, which has a rule").click()
    wait_until_counted(page)
    assert read_words(page)[0].startswith("Learnt by heart, the 150 labels")
    page.wait_for_timeout(500)
    assert read_words(page)[0].startswith("Learnt by heart, the 150 labels")


@pytest.mark.parametrize("rows", [20_000, pytest.param(100_000, marks=pytest.mark.every_page)])
def test_the_page_goes_on_while_many_rows_are_counted(open_size, rows):
    page = open_size()
    page.evaluate(COUNT_FRAMES)
    page.locator("#size-file").set_input_files(as_file(random_table(rows)))
    page.wait_for_selector(".mec-size-doing:not(:empty)")
    before = page.evaluate("frames_seen")
    wait_until_counted(page)
    assert page.evaluate("frames_seen") - before >= FEWEST_FRAMES
    assert read_words(page)[0].startswith(f"Learnt by heart, the {rows:,} labels")


def test_more_rows_than_a_page_bears_are_for_the_command_line(open_size):
    page = open_size()
    text = "a,y\n" + "1,0\n2,1\n" * 50_000 + "3,0\n"
    page.locator("#size-file").set_input_files(as_file(text))
    expect(find_problem(page, "data")).to_have_text(
        "There are more than 100,000 rows, which is too much for a page; run "
        "mec data FILE --target COLUMN."
    )


@pytest.mark.parametrize(
    "on_disk", [False, pytest.param(True, marks=pytest.mark.every_page)], ids=["served", "on disk"]
)
def test_what_is_counted_can_be_cancelled_and_another_table_taken(open_window, tmp_path, on_disk):
    folder = write_size(tmp_path, on_disk=on_disk)
    with serve(folder) as root:
        page = open_window()
        page.goto((folder / "size/index.html").as_uri() if on_disk else f"{root}size/")
        page.locator("#size-file").set_input_files(as_file(wide_table()))
        page.locator(".mec-size-doing", has_text="Tracing the curve").wait_for()
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator(".mec-size-state")).to_be_hidden()
        expect(page.locator(".mec-status")).to_have_text("cancelled")
        assert page.evaluate("document.activeElement.id") == "size-data"
        expect(page.locator(".mec-size-results")).to_be_empty()
        page.get_by_role("button", name="Iris, which has a rule").click()
        wait_until_counted(page)
        assert read_words(page)[0].startswith("Learnt by heart, the 150 labels")


def test_a_wide_table_is_counted_in_short_steps(open_window, tmp_path):
    """Each is a small part of all, so that one who waits sees progress, and may cancel."""
    page = open_window()
    page.goto((write_size(tmp_path, on_disk=True) / "size/index.html").as_uri())
    told = page.evaluate(LONGEST_STEP, wide_table())
    assert {"finding directions", "shuffling labels", "tracing the curve"} <= set(told["longest"])
    for doing, milliseconds in told["longest"].items():
        assert milliseconds < told["milliseconds"] / 20, doing


# Nothing leaves the machine


def test_a_table_makes_no_request_but_for_scripts_of_the_site(
    open_window, size_address, size_folder
):
    page = open_window()
    asked = []
    page.context.on("request", lambda request: asked.append((request.method, request.url)))
    page.goto(size_address)
    before = len(asked)
    page.locator("#size-data").fill("a,y\n" + "1,0\n2,1\n" * 4)
    wait_until_counted(page)
    root = size_address.removesuffix("size/")
    scripts = {path.name for path in (size_folder / "assets/javascripts").glob("data-*.js")}
    for method, url in asked[before:]:
        assert method == "GET"
        assert url.startswith(f"{root}assets/javascripts/")
        assert url.rpartition("/")[2] in scripts


def test_the_policy_lets_a_page_send_nothing_elsewhere(open_window, size_address):
    page = open_window()
    page.goto(size_address)
    refused = page.evaluate(
        """() => new Promise((resolve) => {
          addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
          fetch("https://example.org/", { method: "POST", body: "a" }).catch(() => {});
        })"""
    )
    assert refused == "connect-src"


# Everyone


def test_all_is_reached_by_keyboard(open_size):
    page = open_size()
    page.locator("#size-data").focus()
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.dataset.example")
        )
    assert reached == ["size-file", "iris", "no-rule", "size-bins"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    wait_until_counted(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "size-target"
    page.keyboard.press("ArrowUp")
    wait_for_text(find_problem(page, "bins"), "“x4” is a quantity")
    said = page.locator(".mec-status", has_text="“x4” is a quantity")
    said.wait_for(state="attached")


@pytest.mark.every_page
@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "default"), (PHONE, "slate")])
def test_axe_finds_no_fault(open_size, viewport, scheme):
    page = open_size("?example=iris", viewport=viewport)
    wait_until_counted(page)
    page.evaluate(f"document.body.dataset.mdColorScheme = {scheme!r}")
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    page.wait_for_timeout(100)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    faults = Axe().run(page, options=options).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in faults] == []


def test_it_counts_from_disk(open_window, tmp_path):
    """No worker starts there, so the page counts itself."""
    folder = write_size(tmp_path, on_disk=True)
    page = open_window()
    page.goto((folder / "size/index.html").as_uri())
    page.get_by_role("button", name="Iris, which has a rule").click()
    wait_until_counted(page)
    assert read_words(page)[0] == "Learnt by heart, the 150 labels are 238 bits."
    assert not page.workers


@pytest.mark.parametrize("why", NO_WORKER)
def test_it_counts_where_no_worker_starts(open_window, tmp_path, why):
    """Something between the site and the page may keep its script from running."""
    folder = write_size(tmp_path)
    scripts = folder / "assets/javascripts"
    copied = shutil.copytree(scripts, tmp_path / "copied")
    scripts.unlink()
    copied.rename(scripts)
    page_file = folder / "size/index.html"
    before = page_file.read_text(encoding="utf-8")
    page_file.write_text(NO_WORKER[why](scripts / "data-worker.js", before), encoding="utf-8")
    with serve(folder) as root:
        page = open_window()
        page.goto(f"{root}size/?example=iris")
        wait_until_counted(page)
        assert read_words(page)[0] == "Learnt by heart, the 150 labels are 238 bits."
        assert not page.workers
