"""The switch of a drawn network, by mouse and keyboard, and the drawing without script."""

import pytest

from engine.exhibits.network_figure import network_figure, stack_diagram
from engine.studies.section import Section
from engine.theory.capacity import Reading
from tests.browser.browsing import PHONE, serve
from tests.browser.sample_site import write_site
from tests.exhibits.report_samples import RECORDS, Report

NECK = [64, 64, 2, 64, 10]


@pytest.fixture(scope="module")
def drawn_root(tmp_path_factory):
    report = Report(tmp_path_factory.mktemp("drawn"))
    report.write("drawn.md", '{{ figure("network-neck") }}\n\n{{ figure("network-head") }}\n')
    neck = stack_diagram(NECK, shown=Reading.WIDTH_CAPPED)
    head = stack_diagram([1280, 1000])
    report.fill(
        Section(
            "drawn",
            figures=[
                network_figure("network-neck", "Neck", "A neck.", neck, RECORDS),
                network_figure("network-head", "Head", "A head.", head, RECORDS),
            ],
        )
    )
    with serve(write_site(report, ["drawn"])) as address:
        yield address


@pytest.fixture
def open_drawn(open_window, drawn_root):
    def open_one(**options):
        page = open_window(**options)
        page.goto(f"{drawn_root}drawn/")
        return page

    return open_one


def seen(page):
    """Texts of the first drawing that a reader sees."""
    texts = page.locator("#figure-network-neck svg text")
    return [one.text_content() for one in texts.all() if one.is_visible()]


def test_a_reading_is_chosen_and_its_numbers_are_seen_and_said(open_drawn):
    page = open_drawn()
    assert "4,290 bits" in seen(page)
    page.get_by_label("Running minimum").check()
    assert "4,228 bits" in seen(page)
    assert "4,290 bits" not in seen(page)
    assert seen(page).count("capped: 2 counted") == 2
    said = page.locator(".mec-status").text_content()
    assert said.startswith("Running minimum. Neck: MEC, running minimum; 4,228 bits")


def test_arrow_keys_choose(open_drawn):
    page = open_drawn(viewport=PHONE, has_touch=True)
    page.keyboard.press("Tab")
    for _ in range(8):
        if page.evaluate("document.activeElement.type") == "radio":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "width-capped"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.value") == "all parameters"
    assert "5,132 bits" in seen(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_without_script_a_reading_is_chosen_too(open_drawn):
    page = open_drawn(java_script_enabled=False)
    assert "4,290 bits" in seen(page)
    assert "650 bits" not in seen(page)
    page.get_by_label("Decision layer").check()
    assert "650 bits" in seen(page)
    assert "4,290 bits" not in seen(page)


def test_where_readings_agree_there_is_no_switch(open_drawn):
    page = open_drawn()
    assert page.locator("#figure-network-neck fieldset").count() == 1
    assert page.locator("#figure-network-head fieldset").count() == 0
    shown = page.locator("#figure-network-head").get_by_text("1,281,000 bits", exact=True)
    assert shown.is_visible()
