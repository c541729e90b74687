"""Figures answer: marks say what they are, legends single out; a phone has a drawing of its own."""

import pandas as pd
import pytest

from engine.exhibits.drawing.style import mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.studies.section import Section
from tests.browser.browsing import PHONE, WIDE, serve
from tests.browser.sample_site import write_site
from tests.exhibits.report_samples import RECORDS, Report

SERIES = ("tanh", "relu", "step")
LINKED = "atlas/linked/"
COUNT = 12
MANY = 150


def draw_points(count):
    drawing, axes = new_drawing("double", 0.6)
    for n in range(count):
        axes.plot(n % 12, n // 12, gid=mark(f"net{n}: {n}.5 points"), **point_look(n % len(SERIES)))
    axes.plot(0, 0, gid=mark("twin: 0.5 points"), **point_look(1))
    for series, name in enumerate(SERIES):
        axes.plot([], [], label=name, **point_look(series))
    axes.set_xlabel("Points that are memorised over points that are predicted")
    axes.legend(loc="upper right")
    return drawing


def draw_links(count):
    drawing, axes = new_drawing("double", 0.6)
    for n in range(count):
        place = (n % 12, n // 12)
        axes.plot(*place, gid=mark(f"net{n}: {n} bits"), url=LINKED, **point_look(n % 2))
    return drawing


def make_figure(name, draw, count):
    data = pd.DataFrame({"n": range(count)})
    return Figure(name, name, "Caption.", "Points.", lambda: draw(count), data, RECORDS)


@pytest.fixture(scope="module")
def figures_root(tmp_path_factory):
    report = Report(tmp_path_factory.mktemp("figures"))
    figures = [
        make_figure("points", draw_points, COUNT),
        make_figure("links", draw_links, COUNT),
        make_figure("many", draw_links, MANY),
    ]
    for figure in figures:
        report.write(f"{figure.id}.md", f'{{{{ figure("{figure.id}") }}}}\n')
    report.fill(Section("facts", figures=figures))
    folder = write_site(report, [figure.id for figure in figures])
    target = folder / LINKED
    target.mkdir(parents=True)
    (target / "index.html").write_text("<!doctype html><title>Linked</title>", encoding="utf-8")
    with serve(folder) as address:
        yield address


@pytest.fixture
def open_figure(open_window, figures_root):
    faults = []

    def open_one(name, **options):
        page = open_window(**{"viewport": WIDE, **options})
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{figures_root}{name}/")
        return page

    yield open_one
    assert not faults


def drawing(page):
    """The drawing in sight; there is one."""
    shown = page.locator(".mec-drawing__svg:visible")
    assert shown.count() == 1
    return shown


def place_of(page, number):
    """The middle of a mark of the drawing in sight, in pixels of the window."""
    box = drawing(page).locator(".mec-mark").nth(number).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def tip(page):
    return page.locator(".mec-tip:visible")


@pytest.mark.parametrize("name", ["points", "many"])
@pytest.mark.parametrize("scripted", [True, False])
def test_a_phone_sees_the_narrow_drawing_and_can_read_it(open_figure, name, scripted):
    page = open_figure(name, viewport=PHONE, java_script_enabled=scripted)
    shown = drawing(page)
    assert "mec-drawing__svg--narrow" in shown.get_attribute("class")
    sizes = shown.evaluate(
        """(svg) => { const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        return [...svg.querySelectorAll("text")].map((text) =>
          scale * parseFloat(getComputedStyle(text).fontSize)); }"""
    )
    assert len(sizes) > 5
    assert min(sizes) >= 11
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box = page.locator(".mec-figure .mec-scroll")
    assert box.evaluate("(box) => box.scrollWidth - box.clientWidth") <= 0


def test_a_wide_window_sees_the_wide_drawing(open_figure):
    shown = drawing(open_figure("points"))
    assert "narrow" not in shown.get_attribute("class")


def test_both_drawings_have_the_name_of_the_figure(open_figure):
    for viewport in (WIDE, PHONE):
        page = open_figure("points", viewport=viewport)
        assert page.get_by_role("group", name="points", exact=True).count() == 1


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_pointer_near_a_mark_tells_its_name_and_numbers(open_figure, viewport):
    page = open_figure("points", viewport=viewport)
    x, y = place_of(page, 5)
    page.mouse.move(x + 3, y + 3)
    tip(page).wait_for()
    assert tip(page).locator("strong").inner_text() == "net5"
    assert "5.5 points" in tip(page).inner_text()
    box = tip(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    page.mouse.move(x, y + 500)
    tip(page).wait_for(state="hidden")


def test_marks_that_lie_on_one_another_are_all_told(open_figure):
    page = open_figure("points")
    page.mouse.move(*place_of(page, 0))
    tip(page).wait_for()
    assert set(tip(page).locator("strong").all_inner_texts()) == {"net0", "twin"}


def test_what_was_opened_can_be_pointed_at_and_closed_by_escape(open_figure):
    page = open_figure("points")
    page.mouse.move(*place_of(page, 5))
    box = tip(page).bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2, steps=4)
    page.wait_for_timeout(400)
    assert tip(page).count() == 1
    page.keyboard.press("Escape")
    assert tip(page).count() == 0


@pytest.mark.parametrize("name", ["points", "links", "many"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_keys_go_from_mark_to_mark_and_each_says_what_it_is(open_figure, name, viewport):
    page = open_figure(name, viewport=viewport)
    marks = drawing(page).locator(".mec-mark [tabindex], .mec-mark[tabindex]")
    assert marks.evaluate_all("(all) => all.filter((one) => one.tabIndex === 0).length") == 1
    drawing(page).locator(".mec-mark [tabindex='0'], .mec-mark[tabindex='0']").focus()
    said = set()
    for _ in range(4):
        label = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert label.split(":")[0] in tip(page).inner_text()
        said.add(label)
        page.keyboard.press("ArrowRight")
    assert len(said) == 4


def test_a_mark_leads_to_its_page_by_mouse(open_figure):
    page = open_figure("links")
    page.mouse.click(*place_of(page, 3))
    page.wait_for_url(f"**/{LINKED}")


@pytest.mark.parametrize("name", ["links", "many"])
def test_a_mark_leads_to_its_page_by_keyboard(open_figure, name):
    for viewport in (WIDE, PHONE):
        page = open_figure(name, viewport=viewport)
        drawing(page).locator(".mec-mark [tabindex='0'], .mec-mark[tabindex='0']").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{LINKED}")


@pytest.mark.parametrize("name", ["links", "many"])
def test_a_tap_says_what_a_mark_is_and_offers_the_way(open_figure, name):
    page = open_figure(name, viewport=PHONE, has_touch=True)
    x, y = place_of(page, 5)
    page.touchscreen.tap(x + 4, y + 4)
    tip(page).wait_for()
    assert f"/{name}/" in page.url
    assert "5 bits" in tip(page).inner_text()
    link = tip(page).get_by_role("link", name="net5")
    assert link.bounding_box()["height"] >= 24
    link.tap()
    page.wait_for_url(f"**/{LINKED}")


def test_a_tap_elsewhere_closes(open_figure):
    page = open_figure("points", viewport=PHONE, has_touch=True)
    page.touchscreen.tap(*place_of(page, 5))
    tip(page).wait_for()
    page.touchscreen.tap(200, 700)
    tip(page).wait_for(state="hidden")


def dimmed(page):
    """Series that are dimmed, among marks and entries of the legend."""
    return set(
        drawing(page)
        .locator(".mec-dim")
        .evaluate_all("(all) => all.map((one) => one.dataset.series)")
    )


def key(page, name):
    return drawing(page).get_by_role("button", name=name)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_entry_of_the_legend_singles_out_its_marks(open_figure, viewport):
    page = open_figure("points", viewport=viewport)
    numbers = {name: key(page, name).get_attribute("data-series") for name in SERIES}
    marks = drawing(page).locator(f".mec-mark[data-series='{numbers['relu']}']")
    assert marks.count() == COUNT / len(SERIES) + 1
    key(page, "relu").hover()
    assert dimmed(page) == {numbers["tanh"], numbers["step"]}
    page.mouse.move(5, 5)
    assert not dimmed(page)
    key(page, "relu").focus()
    page.keyboard.press("Space")
    assert key(page, "relu").get_attribute("aria-pressed") == "true"
    assert page.locator(".mec-status").inner_text() == "relu is singled out."
    page.keyboard.press("Tab")
    page.mouse.move(5, 5)
    key(page, "step").click()
    page.mouse.move(5, 5)
    assert dimmed(page) == {numbers["tanh"], numbers["relu"]}
    assert key(page, "relu").get_attribute("aria-pressed") == "false"
    key(page, "step").click()
    page.mouse.move(5, 5)
    page.evaluate("document.activeElement.blur()")
    assert not dimmed(page)


def test_marks_that_are_dimmed_do_not_answer(open_figure):
    page = open_figure("points")
    key(page, "relu").click()
    page.mouse.move(*place_of(page, 3))
    page.wait_for_timeout(300)
    assert tip(page).count() == 0
    page.mouse.move(*place_of(page, 4))
    assert tip(page).locator("strong").inner_text() == "net4"


def test_entries_are_large_enough_for_a_finger(open_figure):
    page = open_figure("points", viewport=PHONE, has_touch=True)
    for name in SERIES:
        box = key(page, name).locator(".mec-key-place").bounding_box()
        assert box["height"] >= 23.5
        assert box["width"] >= 24
    key(page, "relu").tap()
    assert key(page, "relu").get_attribute("aria-pressed") == "true"
    assert len(dimmed(page)) == 2


def test_without_a_script_all_is_seen_and_marks_keep_their_names(open_figure):
    page = open_figure("points", java_script_enabled=False)
    shown = drawing(page)
    assert shown.locator(".mec-mark").count() == COUNT + 1
    assert shown.locator(".mec-mark > title").count() == COUNT + 1
    assert shown.locator("[role=button]").count() == 0


def test_a_paper_shows_the_wide_drawing(open_figure):
    page = open_figure("points", viewport=PHONE)
    page.emulate_media(media="print")
    assert "narrow" not in drawing(page).get_attribute("class")


LEGIBLE = """() => [...document.querySelectorAll(".mec-figure svg")].filter(
  (svg) => svg.getClientRects().length).map((svg) => {
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll("text")]
      .filter((text) => text.getBoundingClientRect().width);
    const out = ({ left, right, top, bottom }) => left < frame.left - 4 || right > frame.right + 4
      || top < frame.top - 4 || bottom > frame.bottom + 4;
    return {
      figure: svg.closest("section[id]")?.id ?? svg.getAttribute("aria-label"),
      least: Math.min(...texts.map((t) => scale * parseFloat(getComputedStyle(t).fontSize))),
      outside: texts.filter((t) => out(t.getBoundingClientRect())).map((t) => t.textContent),
      over: svg.parentElement.scrollWidth - svg.parentElement.clientWidth,
    };
  })"""


@pytest.mark.every_page
def test_every_figure_of_the_site_can_be_read_on_a_phone(open_page, root, pages_with):
    page = open_page("", viewport=PHONE)
    count = 0
    for address in pages_with('class="mec-figure'):
        page.goto(root + address)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        page.add_style_tag(content="* { content-visibility: visible !important }")
        for found in page.evaluate(LEGIBLE):
            assert found["least"] >= 11, (address, found)
            assert not found["outside"], (address, found)
            assert found["over"] <= 0, (address, found)
            count += 1
    if not count:
        pytest.skip("no page has a figure yet")
