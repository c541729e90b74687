"""Ways of using the calculator: links, history, keyboard, screen reader, phone, offline."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.browsing import PHONE, WIDE, serve
from tests.browser.calculator_view import (
    BROKEN,
    CNN2,
    HUGE,
    choose,
    expect_results,
    field,
    query,
    results,
    type_behind,
)

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def page(open_page):
    return open_page("calculator/")


# The address


def test_a_copied_link_leads_to_the_same_network(page, open_page, root):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=root)
    choose(page, "CNN1")
    field(page, "stages.1.filters").fill("7")
    field(page, "layers.0.threshold").uncheck()
    field(page, "copy").click()
    page.locator(".mec-status", has_text="Link copied.").wait_for(state="attached")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    other = open_page(link.removeprefix(root))
    shown = ".mec-calc-results"
    assert other.locator(shown).inner_text() == page.locator(shown).inner_text()
    assert other.locator(".mec-calc-derived").inner_text() == "343"


def test_a_link_that_cannot_be_copied_is_shown(page):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
    field(page, "copy").click()
    shown = field(page, "address")
    shown.wait_for()
    assert shown.input_value().endswith("calculator/?inputs=2&layers=3-1")


def test_the_site_may_lie_below_another_path(browser, site, tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/mec").symlink_to(site)
    with serve(tmp_path) as root:
        page = browser.new_page()
        page.goto(f"{root}reports/mec/calculator/")
        choose(page, "CNN2")
        assert page.url == f"{root}reports/mec/{CNN2}"
        page.reload()
        assert field(page, "preset").input_value() == "CNN2"
        page.close()


def test_back_leads_through_the_networks(page):
    choose(page, "CNN1")
    choose(page, "2-3-1 network")
    type_behind(field(page, "layers.0.neurons"), "45")
    assert results(page) == expect_results([2, 345, 1])
    field(page, "layers.add").click()
    page.go_back()
    assert results(page) == expect_results([2, 345, 1])
    page.go_back()
    assert results(page) == expect_results([2, 3, 1])
    page.go_back()
    assert field(page, "preset").input_value() == "CNN1"
    page.go_forward()
    assert field(page, "layers.0.neurons").input_value() == "3"


def test_nonsense_in_the_address_is_shown_as_text(open_page):
    page = open_page("calculator/?stages=<img src=x onerror=alert(1)>&layers=<b>&image=1x2x3x4")
    assert page.locator(".mec-calc img, .mec-calc-results b").count() == 0
    assert field(page, "stages.0.filters").input_value() == "<img src=x onerror=alert(1)>"
    assert "“<b>” is not a number" in page.locator(".mec-calc-results").inner_text()
    assert field(page, "image.channels").get_attribute("aria-invalid") == "true"


# Ways of reading


def test_layers_and_stages_are_added_and_removed_by_keyboard(page):
    field(page, "layers.add").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "calculator.layers.2.neurons"
    page.keyboard.press("Control+A")
    page.keyboard.type("5")
    assert results(page) == expect_results([2, 3, 1, 5])
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert query(page) == "?inputs=2&layers=3-1-5&without-threshold=3"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.ariaLabel") == "Remove layer 2"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "calculator.layers.add"
    assert results(page) == expect_results([2, 3])
    field(page, "front.none").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "stages"
    field(page, "stages.add").focus()
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.id") == "calculator.stages.2.filters"


def test_tables_that_scroll_and_only_those_are_reached_by_keyboard(page):
    boxes = page.locator(".mec-calc-results .mec-scroll")
    assert boxes.count() == 2
    assert page.locator(".mec-calc-results .mec-scroll[tabindex='0']").count() == 0
    page.set_viewport_size(PHONE)
    page.locator(".mec-calc-results .mec-scroll[tabindex='0']").nth(1).wait_for()
    page.set_viewport_size(WIDE)
    field(page, "layers.0.neurons").fill("9" * 60)
    assert page.locator(".mec-calc-results .mec-scroll[tabindex='0']").count() == 2


def test_results_and_problems_are_announced_when_the_reader_pauses(page):
    assert page.locator(".mec-status").count() == 0
    neurons = field(page, "layers.0.neurons")
    type_behind(neurons, "45")
    said = page.locator(".mec-status", has_text="Width-capped: 1,380 bits;")
    said.wait_for(state="attached")
    neurons.fill("x")
    said = page.locator(".mec-status", has_text="No result. Layer 1, neurons: “x” is not a number")
    said.wait_for(state="attached")


@pytest.mark.parametrize("address", [CNN2, HUGE, BROKEN])
def test_a_phone_shows_everything_without_scrolling_sideways(open_page, address):
    page = open_page(address, viewport=PHONE)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    field(page, "preset").scroll_into_view_if_needed()
    box = page.locator(".mec-calc-verdict").bounding_box()
    assert 0 < box["y"] < PHONE["height"], "the answer must stay in sight of the fields"
    outside = """() => [...document.querySelectorAll(".mec-calc *")].filter((part) =>
      !part.closest(".mec-scroll") && part.getBoundingClientRect().right > innerWidth).length"""
    assert page.evaluate(outside) == 0


@pytest.mark.every_page
@pytest.mark.parametrize(("scheme", "viewport"), [("light", WIDE), ("dark", PHONE)], ids=str)
def test_axe_finds_nothing_in_any_state(open_page, root, scheme, viewport):
    page = open_page("calculator/", scheme=scheme, viewport=viewport, reduced_motion="reduce")
    options = {"runOnly": {"type": "tag", "values": AXE_RULES}, "resultTypes": ["violations"]}
    faults = []
    for address in ("calculator/", CNN2, HUGE, BROKEN):
        page.goto(root + address)
        faults += [
            f"{address}: {fault['id']}: {node['html'][:160]}: {node['failureSummary'][:300]}"
            for fault in Axe().run(page, options=options).response["violations"]
            for node in fault["nodes"]
        ]
    assert not faults, "\n".join(faults)


def test_nothing_that_is_entered_leaves_the_browser(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    choose(page, "classifier of VGG16")
    field(page, "layers.0.neurons").fill("77")
    assert results(page) == expect_results([25088, 77, 4096, 1000])
    assert not [url for url in asked if not url.endswith("favicon.svg")]


def test_without_scripts_the_page_says_so_and_gives_the_formulas(open_page):
    page = open_page("calculator/", java_script_enabled=False)
    assert page.get_by_text("The calculator needs JavaScript").is_visible()
    assert page.locator("math").count() >= 8
    scripted = open_page("calculator/")
    assert scripted.get_by_text("The calculator needs JavaScript").count() == 0
