"""axe finds no fault on the main pages, and the dark scheme's figures can be seen."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.browsing import PHONE, WIDE, page_file, wait_until_laid_out

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((c) => (c / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll(".mec-drawing text")].map((text) => {
    const [low, high] = [getComputedStyle(text).fill, paper].map(light).sort((a, b) => a - b);
    return [text.textContent, (high + 0.05) / (low + 0.05)];
  });
}"""


@pytest.fixture(scope="module")
def main_pages(site, addresses):
    """All pages, but of the many generated alike only the shortest."""
    chosen = {}
    for address in sorted(addresses, key=lambda a: -page_file(site, a).stat().st_size):
        chosen[re.sub(r"^(atlas|contributing|reference)/.+", r"\1/*", address)] = address
    return sorted(chosen.values())


def find_faults(page, root, addresses):
    """Let axe judge pages with all their folds open, light and dark, wide and narrow.

    All rules where a page is light and wide; then those that a dark scheme, or a phone, can break.
    """
    axe = Axe()
    faults = []

    def check(view, **rules):
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        for fault in axe.run(page, options=options).response["violations"]:
            faults.extend(
                f"{page.url} {view}: {fault['id']}: {node['html'][:160]}: {node['failureSummary']}"
                for node in fault["nodes"]
            )

    for address in addresses:
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        page.goto(root + address)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        wait_until_laid_out(page)
        check("light", type="tag", values=TAGS)
        page.emulate_media(color_scheme="dark")
        page.wait_for_selector("body[data-md-color-scheme=slate]")
        check("dark", type="rule", values=["color-contrast"])
        page.set_viewport_size(PHONE)
        wait_until_laid_out(page)
        check(
            "dark phone",
            type="rule",
            values=["color-contrast", "target-size", "scrollable-region-focusable"],
        )
    return faults


def test_axe_finds_nothing_on_the_first_page(open_page, root):
    page = open_page("", reduced_motion="reduce")
    faults = find_faults(page, root, [""])
    assert not faults, "\n".join(faults)


@pytest.mark.every_page
def test_axe_finds_nothing(open_page, root, main_pages):
    page = open_page("", reduced_motion="reduce")
    faults = find_faults(page, root, main_pages)
    assert not faults, "\n".join(faults)


@pytest.mark.every_page
def test_text_of_figures_can_be_read_in_both_schemes(open_page, root, pages_with):
    page = open_page("")
    texts = []
    for address in pages_with("mec-drawing"):
        page.goto(root + address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            name = {"light": "default", "dark": "slate"}[scheme]
            page.wait_for_selector(f"body[data-md-color-scheme={name}]")
            texts += [(address, scheme, *text) for text in page.evaluate(CONTRASTS)]
    if not texts:
        pytest.skip("no page has a figure yet")
    assert not [text for text in texts if text[-1] < 3]


def test_the_colour_scheme_can_be_chosen_by_keyboard(open_page):
    page = open_page("")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator("form[data-md-component=palette] input").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(paper) == light
    page.keyboard.press("Enter")
    assert page.evaluate(paper) != light


def test_the_keyboard_meets_nothing_that_cannot_be_seen(open_page):
    page = open_page("")
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.className").split()[0])
    assert stops[0] == "md-skip"
    assert "md-search__scrollwrap" not in stops
