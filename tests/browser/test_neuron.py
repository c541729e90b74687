"""Beat the neuron as a reader meets it: mouse, touch, keyboard, and without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.browsing import PHONE
from tests.browser.neuron_view import (
    ON_A_LINE,
    XOR,
    place,
    point,
    points,
    said,
    verdict,
    wait_for_address,
)
from tests.browser.test_accessibility import TAGS

SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) sum += value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 400);
})"""


@pytest.fixture
def page(open_neuron):
    return open_neuron()


# By mouse, touch and keyboard


def test_it_opens_with_four_points_that_a_line_separates(page):
    assert points(page) == [
        (200, 800, "yes"),
        (800, 800, "yes"),
        (800, 200, "no"),
        (200, 200, "no"),
    ]
    assert verdict(page) == "A line separates them."
    assert "14 of the 16 labellings of these 4 points" in said(page, "count")
    assert said(page, "nudge") == "Find labels that no line separates: 2 of the 16 will do."
    assert page.locator(".mec-neuron-line").count() == 1


def test_a_click_flips_a_point_and_two_flips_beat_the_neuron(page):
    point(page, "B").click()
    assert points(page)[1] == (800, 800, "no")
    point(page, "C").click()
    assert verdict(page) == "No line separates them."
    assert "from A to C, both yes, crosses that from B to D, both no" in said(page, "reason")
    assert said(page, "nudge") == "You beat the neuron with 4 points, the fewest that will do."
    assert page.locator(".mec-neuron-line").count() == 0
    assert page.locator(".mec-neuron-hull").count() == 2
    wait_for_address(page, XOR)


def test_a_point_is_dragged_by_the_mouse_and_stays_in_the_plane(page):
    page.mouse.move(*place(page, 200, 800))
    page.mouse.down()
    page.mouse.move(*place(page, 400, 600), steps=4)
    page.mouse.up()
    assert points(page)[0] == (400, 600, "yes")
    page.mouse.move(*place(page, 400, 600))
    page.mouse.down()
    page.mouse.move(*place(page, 2000, -300), steps=3)
    page.mouse.up()
    assert points(page)[0] == (1000, 0, "yes")


def test_a_click_on_an_empty_place_adds_a_point_up_to_twelve(page):
    for count in range(5, 14):
        page.mouse.click(*place(page, 60 + 70 * count, 350 + 5 * (count - 5) ** 2))
    added = points(page)
    assert len(added) == 12
    assert added[4] == (410, 350, "yes")
    assert page.locator("[data-action=add]").is_disabled()
    assert "of the 4,096 labellings of these 12 points" in said(page, "count")


def test_a_finger_drags_flips_and_adds(open_neuron):
    page = open_neuron(viewport=PHONE, has_touch=True, is_mobile=True)
    page.touchscreen.tap(*place(page, 800, 800))
    assert points(page)[1] == (800, 800, "no")
    page.touchscreen.tap(*place(page, 500, 350))
    assert len(points(page)) == 5
    session = page.context.new_cdp_session(page)

    def touch(kind, *at):
        fingers = [{"x": x, "y": y} for x, y in at]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", place(page, 200, 800))
    for x, y in ((230, 800), (300, 700), (400, 600)):
        touch("touchMove", place(page, x, y))
    touch("touchEnd")
    assert points(page)[0] == (400, 600, "yes")
    assert page.evaluate("scrollY") == 0


def test_points_are_as_large_as_a_fingertip(open_neuron):
    page = open_neuron(viewport={"width": 320, "height": 700}, has_touch=True)
    boxes = [one.bounding_box() for one in page.locator(".mec-neuron-point").all()]
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes)
    plane = page.locator(".mec-neuron-plane").bounding_box()
    assert plane["width"] == page.locator(".mec-neuron").bounding_box()["width"]


def test_of_points_that_overlap_the_nearest_is_meant(open_neuron):
    page = open_neuron("?points=500.500.y_520.500.n_100.100.y")
    page.mouse.click(*place(page, 495, 500))
    assert [label for _, _, label in points(page)] == ["no", "no", "yes"]


def test_the_keyboard_does_all_that_a_pointer_does(page):
    point(page, "A").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert points(page)[0] == (210, 700, "yes")
    assert page.locator("body > .mec-status").inner_text() == "A at 210, 700."
    page.keyboard.press("Enter")
    assert points(page)[0][2] == "no"
    page.keyboard.press("Space")
    assert points(page)[0][2] == "yes"
    page.keyboard.press("Tab")
    assert point(page, "B").evaluate("(one) => one === document.activeElement")
    page.keyboard.press("Delete")
    assert [one[:2] for one in points(page)] == [(210, 700), (800, 200), (200, 200)]
    assert point(page, "B").evaluate("(one) => one === document.activeElement")
    assert "all 8 labellings" in said(page, "count")
    assert "Add one." in said(page, "nudge")
    page.locator("[data-action=add]").press("Enter")
    assert len(points(page)) == 4
    assert page.locator("[data-action=flip]").inner_text() == "Flip D"
    for _ in range(5):
        point(page, "A").focus()
        page.keyboard.press("Delete")
    assert len(points(page)) == 1
    assert page.locator("[data-action=remove]").is_disabled()


def test_a_point_tells_what_and_where_it_is(page):
    label = "A: yes, at 200, 800"
    assert page.get_by_role("button", name=label, exact=True).count() == 1
    assert page.locator(".mec-neuron-said").get_attribute("role") == "status"


def test_examples_and_shuffled_labels(page):
    page.locator("[data-action=three]").click()
    assert len(points(page)) == 3
    page.locator("[data-action=xor]").click()
    assert verdict(page) == "No line separates them."
    page.locator("[data-action=twelve]").click()
    before = points(page)
    page.locator("[data-action=shuffle]").click()
    assert [one[:2] for one in points(page)] == [one[:2] for one in before]


@pytest.mark.parametrize(
    ("query", "count", "nudge"),
    [
        (ON_A_LINE, "A, B and C lie on one line", "with 3 points; in general position it takes 4"),
        ("?points=5.5.y_5.5.n", "A and B are in one place", "with 2 points; in general position"),
        ("?points=1.1.y_1.9.y_5.5.n_9.9.n_9.1.n_4.5.y_3.4.n", "of these 7 points", "4 are enough"),
    ],
)
def test_points_that_are_not_in_general_position_are_said_to_be_so(
    open_neuron, query, count, nudge
):
    page = open_neuron(query)
    assert verdict(page) == "No line separates them."
    assert count in said(page, "count")
    assert nudge in said(page, "nudge")
    assert page.locator(".mec-neuron-placed").count() == 0


# The curve


def test_the_slider_moves_the_cliff(page):
    told = page.locator("#neuron-chart-text")
    assert "any labelling of 3 points" in told.inner_text()
    assert page.locator(".mec-neuron-placed-text").text_content().startswith("4 points: 87.5")
    page.locator("#neuron-slider").focus()
    page.keyboard.press("End")
    assert "any labelling of 1,001 points" in told.inner_text()
    assert page.locator("#neuron-inputs").input_value() == "1000"
    assert page.locator(".mec-neuron-placed").count() == 0
    page.locator("#neuron-inputs").fill("10")
    assert "11 points (n = k), and half of all labellings of 22" in told.inner_text().replace(
        "\u00a0", " "
    )
    wait_for_address(page, "?inputs=10")


# Ways of reading


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_scrolls_sideways_and_nothing_moves_while_it_loads(open_neuron, width):
    page = open_neuron(ON_A_LINE, viewport={"width": width, "height": 900})
    assert page.evaluate(SHIFT) < 0.02
    assert page.locator(".mec-neuron-chart").bounding_box()["height"] >= 220
    page.locator("[data-action=twelve]").click()
    page.locator("summary").click()
    page.locator("textarea").fill("9" * 1900)
    page.locator("#neuron-inputs").fill("9" * 500)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.every_page
@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("query", ["", XOR, ON_A_LINE, "?points=<b>"])
def test_axe_finds_nothing(open_neuron, scheme, query):
    page = open_neuron(query, viewport=PHONE)
    page.evaluate("(name) => document.body.setAttribute('data-md-color-scheme', name)", scheme)
    page.locator("summary").click()
    page.locator("#neuron-inputs").fill("x")
    page.wait_for_timeout(200)
    rules = {"runOnly": {"type": "tag", "values": TAGS}}
    found = Axe().run(page, context=".mec-neuron", options=rules).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []


def test_without_script_a_sentence_stands_there(open_neuron):
    page = open_neuron(java_script_enabled=False)
    sentence = page.locator("noscript p")
    assert "a line separates 14 of their 16 labellings" in sentence.inner_text()
    assert sentence.is_visible()
    assert not page.locator(".mec-neuron-app").is_visible()
    assert open_neuron().locator("noscript p").count() == 0
