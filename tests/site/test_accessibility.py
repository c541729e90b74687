"""axe finds no fault on the main pages, and the dark scheme's figures can be seen."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, WIDE, page_file

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCROLLING = ["scrollable-region-focusable"]
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


@pytest.mark.parametrize(
    ("scheme", "viewport", "rules"),
    [
        ("light", WIDE, {"type": "tag", "values": TAGS}),
        ("dark", WIDE, {"type": "rule", "values": ["color-contrast"]}),
        ("light", PHONE, {"type": "rule", "values": ["target-size", *SCROLLING]}),
    ],
    ids=["light", "dark", "phone"],
)
def test_axe_finds_nothing(open_page, root, main_pages, scheme, viewport, rules):
    page = open_page("", scheme=scheme, viewport=viewport, reduced_motion="reduce")
    axe = Axe()
    faults = []
    for address in main_pages:
        page.goto(root + address)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response
        for fault in found["violations"]:
            faults += [
                f"{address}: {fault['id']}: {node['html'][:160]}: {node['failureSummary'][:300]}"
                for node in fault["nodes"]
            ]
    assert not faults, "\n".join(faults)


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
