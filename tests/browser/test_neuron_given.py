"""What beat the neuron is given: texts, numbers and addresses, right ones and wrong ones."""

import pytest

from tests.browser.neuron_view import (
    point,
    points,
    said,
    wait_for_address,
)


@pytest.fixture
def page(open_neuron):
    return open_neuron()


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
        assert min(page.evaluate(script, text) for _ in range(5)) < 100


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


def test_a_link_shows_a_friend_the_same(open_neuron, neuron_address):
    page = open_neuron("?model=timm:vgg_16", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-action=twelve]").click()
    page.locator("#neuron-inputs").fill("137")
    page.locator("summary").click()
    page.locator("[data-action=copy]").click()
    page.locator("body > .mec-status", has_text="Link copied.").wait_for(state="attached")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "model=timm" in link
    other = open_neuron(link.removeprefix(neuron_address))
    assert points(other) == points(page)
    for part in (".mec-neuron-said", "#neuron-chart-text"):
        assert other.locator(part).inner_text() == page.locator(part).inner_text()
    assert other.locator("#neuron-address-problem").inner_text() == ""


def test_a_link_that_cannot_be_copied_is_said_to_stand_in_the_address_bar(page):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
    page.locator("summary").click()
    page.locator("[data-action=copy]").click()
    page.get_by_text("it stands in the address bar").wait_for()


def test_the_default_leaves_the_address_alone(page, neuron_address):
    point(page, "A").click()
    page.wait_for_url("**?points=*")
    point(page, "A").click()
    page.wait_for_url(neuron_address)


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


def test_it_works_from_disk(open_window, neuron_folder):
    page = open_window()
    address = (neuron_folder / "neuron/index.html").as_uri()
    page.goto(address)
    point(page, "B").click()
    page.locator("#neuron-inputs").fill("10")
    page.wait_for_url("**inputs=10")
    page.reload()
    assert points(page)[1] == (800, 800, "no")
    assert page.locator("#neuron-inputs").input_value() == "10"
