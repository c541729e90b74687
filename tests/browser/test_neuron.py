"""Beat the neuron as a reader meets it: mouse, touch, keyboard, text, links, and without script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.browsing import PHONE, WIDE, serve
from tests.browser.neuron_site import write_neuron
from tests.browser.test_accessibility import TAGS

XOR = "?points=200.800.y_800.800.n_800.200.y_200.200.n"
ON_A_LINE = "?points=100.100.y_500.500.n_900.900.y&inputs=40"
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) sum += value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 400);
})"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_neuron(tmp_path_factory.mktemp("neuron"))


@pytest.fixture(scope="module")
def served(folder):
    with serve(folder) as address:
        yield f"{address}neuron/"


@pytest.fixture
def open_neuron(open_window, served):
    """Opens the page in a fresh window; afterwards nothing may have been complained of."""
    faults = []

    def open_one(query="", **options):
        page = open_window(**{"viewport": WIDE, **options})
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"exception: {error}"))
        page.goto(served + query)
        return page

    yield open_one
    assert not faults


@pytest.fixture
def page(open_neuron):
    return open_neuron()


def verdict(page):
    return page.locator(".mec-neuron-verdict").inner_text()


def said(page, part):
    return page.locator(f".mec-neuron-said [data-says={part}]").inner_text()


def points(page):
    """The points as the field of text holds them: x, y and label."""
    rows = page.locator("textarea").input_value().split("\n")
    return [(int(x), int(y), label) for x, y, label in (row.split(", ") for row in rows)]


def point(page, name):
    return page.locator(".mec-neuron-point", has_text=re.compile(f"^{name}$"))


def place(page, x, y):
    """Where on the screen a place of the plane is."""
    box = page.locator(".mec-neuron-plane").bounding_box()
    unit = box["width"] / 1120
    return box["x"] + (x + 60) * unit, box["y"] + (1060 - y) * unit


def wait_for_address(page, query):
    page.wait_for_url(re.compile(re.escape(query) + "$"))


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


# Points as text


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Nothing is entered; expected 1 to 12 points"),
        ("1, 2", "Line 1: “1, 2”; expected x, y and yes or no"),
        ("1, 2, yes\n\n-5, 2, no", "Line 3: x is “-5”; expected a whole number from 0 to 1,000"),
        ("1, 1001, yes", "Line 1: y is “1001”; expected"),
        ("9e99, 1, no", "Line 1: x is “9e99”; expected"),
        ("1, 2.5, no", "Line 1: y is “2.5”; expected"),
        ("1, 2, constructor", "the label is “constructor”; expected yes or no"),
        ("<img/src=x/onerror=alert(1)>,1,yes", "x is “<img/src=x/onerror=alert(1)>”"),
        ("1,1,yes\n" * 13, "There are 13 points; expected 1 to 12"),
        ("9" * 1900, "Line 1: “9999999999999999999999999999999999999999…”; expected"),
        ("\u202e12 1 yes", "Line 1: x is “\ufffd12”; expected"),
    ],
)
def test_a_text_that_cannot_be_read_is_kept_and_told_what_was_expected(page, typed, problem):
    before = page.locator(".mec-neuron-plane").inner_html()
    page.locator("summary").click()
    field = page.locator("textarea")
    field.fill(typed)
    assert problem in page.locator("#neuron-text-problem").inner_text()
    assert field.input_value() == typed
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator(".mec-neuron-plane").inner_html() == before
    assert page.locator(".mec-neuron img").count() == 0


def test_ten_thousand_points_are_pasted_and_counted(open_neuron):
    page = open_neuron(permissions=["clipboard-read", "clipboard-write"])
    typed = "500, 500, yes\n" * 10_000
    page.evaluate("(text) => navigator.clipboard.writeText(text)", typed)
    page.locator("summary").click()
    page.locator("textarea").press("Control+A")
    page.keyboard.press("Control+V")
    problem = page.locator("#neuron-text-problem")
    assert "There are 140,000 characters; expected 1 to 12 points" in problem.inner_text()
    assert page.locator("textarea").input_value() == typed
    point(page, "A").click()
    assert points(page)[0] == (200, 800, "no")


def test_a_text_that_can_be_read_is_shown(page):
    page.locator("summary").click()
    field = page.locator("textarea")
    field.fill("maybe")
    field.fill("100 200 YES\n\n300;400;0\n500,\t600, n")
    assert page.locator("#neuron-text-problem").inner_text() == ""
    assert field.get_attribute("aria-invalid") is None
    assert field.input_value() == "100 200 YES\n\n300;400;0\n500,\t600, n"
    assert page.locator(".mec-neuron-point").count() == 3
    assert "A, B and C lie on one line" in said(page, "count")
    wait_for_address(page, "?points=100.200.y_300.400.n_500.600.n")


def test_a_huge_text_leaves_the_page_quick(page):
    script = """(text) => {
      const started = performance.now();
      mecNeuronState.readText(text);
      mecNeuronState.readAddress(`?points=${text}&inputs=${text}`);
      return performance.now() - started;
    }"""
    for text in ("1,1,yes\n" * 10_000, "9" * 2_000_000, "_" * 1_000_000):
        assert page.evaluate(script, text) < 200


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


@pytest.mark.parametrize("typed", ["", "0", "-3", "1001", "1e3", "2.5", "<b>", "9" * 10_000])
def test_a_number_of_inputs_that_cannot_be_is_kept_and_told(page, typed):
    field = page.locator("#neuron-inputs")
    field.fill(typed)
    problem = page.locator("#neuron-inputs-problem").inner_text()
    assert "expected a whole number from 1 to 1,000" in problem
    assert len(problem) < 150
    assert field.input_value() == typed
    assert field.get_attribute("aria-invalid") == "true"
    assert "any labelling of 3 points" in page.locator("#neuron-chart-text").inner_text()
    field.fill("7")
    assert page.locator("#neuron-inputs-problem").inner_text() == ""


# The address


def test_a_link_shows_a_friend_the_same(open_neuron, served):
    page = open_neuron("?model=timm:vgg_16", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-action=twelve]").click()
    page.locator("#neuron-inputs").fill("137")
    page.locator("summary").click()
    page.locator("[data-action=copy]").click()
    page.locator("body > .mec-status", has_text="Link copied.").wait_for(state="attached")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "model=timm" in link
    other = open_neuron(link.removeprefix(served))
    assert points(other) == points(page)
    for part in (".mec-neuron-said", "#neuron-chart-text"):
        assert other.locator(part).inner_text() == page.locator(part).inner_text()
    assert other.locator("#neuron-address-problem").inner_text() == ""


def test_a_link_that_cannot_be_copied_is_said_to_stand_in_the_address_bar(page):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
    page.locator("summary").click()
    page.locator("[data-action=copy]").click()
    page.get_by_text("it stands in the address bar").wait_for()


def test_the_default_leaves_the_address_alone(page, served):
    point(page, "A").click()
    page.wait_for_url("**?points=*")
    point(page, "A").click()
    page.wait_for_url(served)


@pytest.mark.parametrize(
    "query",
    [
        "?points=",
        "?points=1.1.y_<script>alert(1)</script>",
        "?points=1.1.y_2000.1.n",
        "?points=-1.1.y",
        "?points=" + "_".join(["1.1.y"] * 13),
        "?points=" + "_".join(["1.1.y"] * 8000),
        "?points=%E0%A4%A",
        "?points=1.1.maybe",
    ],
    ids=lambda query: query[:24],
)
def test_a_broken_address_shows_the_default_and_says_so(open_neuron, query):
    page = open_neuron(query + "&inputs=5")
    assert points(page)[0] == (200, 800, "yes")
    problem = page.locator("#neuron-address-problem").inner_text()
    assert problem.startswith("The address gives points as “")
    assert len(problem) < 160
    assert "any labelling of 6 points" in page.locator("#neuron-chart-text").inner_text()
    point(page, "A").click()
    page.wait_for_url("**/?points=200.800.n_*")
    assert page.locator("#neuron-address-problem").inner_text() == ""


def test_it_works_from_disk(open_window, folder):
    page = open_window()
    address = (folder / "neuron/index.html").as_uri()
    page.goto(address)
    point(page, "B").click()
    page.locator("#neuron-inputs").fill("10")
    page.wait_for_url("**inputs=10")
    page.reload()
    assert points(page)[1] == (800, 800, "no")
    assert page.locator("#neuron-inputs").input_value() == "10"


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
