"""Every figure on a page of each kind shows something, and its words can be told apart."""

import pytest

from tests.browser.browsing import PHONE, WIDE, one_of_each_kind, wait_until_laid_out
from tests.browser.figures_seen import find_faults

DRAWINGS = "main svg:is(.mec-drawing__svg, .mec-small-plot, .mec-stack, .mec-neuron-chart)"


@pytest.mark.every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_figures_are_neither_blank_nor_overlapping(open_page, root, addresses, viewport, scheme):
    page = open_page("", viewport=viewport, scheme=scheme, reduced_motion="reduce")
    faults, seen = [], 0
    for address in one_of_each_kind(addresses):
        page.goto(root + address)
        wait_until_laid_out(page)
        for drawing in page.locator(DRAWINGS).all():
            if not drawing.is_visible():
                continue  # the variant of another width, or what a fold hides
            seen += 1
            name = drawing.evaluate("svg => svg.parentElement.closest('[id]')?.id")
            faults += [f"{address} {name}: {fault}" for fault in find_faults(drawing)]
    assert seen > 10
    assert not faults, "\n".join(faults)


BLANK = (
    '<figure><svg width="300" height="200"><text x="9" y="9" fill="none">x</text></svg></figure>'
)
GOOD = """<figure><svg width="300" height="200"><circle cx="80" cy="80" r="40" fill="teal"/>
<text x="9" y="190">one</text><text x="150" y="190">two</text></svg>
<figcaption>Caption</figcaption></figure>"""
CROWDED = GOOD.replace('x="150"', 'x="12"')
COVERED = GOOD.replace("<figcaption>", '<figcaption style="margin-top: -60px">')


@pytest.mark.parametrize(
    ("drawn", "fault"),
    [
        (GOOD, None),
        (BLANK, "blank"),
        (CROWDED, "words overlap: one | two"),
        (COVERED, "overlaps with its caption"),
    ],
    ids=["good", "blank", "crowded", "covered"],
)
def test_a_blank_or_overlapping_figure_is_told(open_window, drawn, fault):
    page = open_window()
    page.set_content(f"<main>{drawn}</main>")
    found = find_faults(page.locator("svg"))
    assert bool(found) is bool(fault)
    assert fault is None or any(fault in one for one in found)
