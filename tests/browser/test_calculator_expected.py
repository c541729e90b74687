"""What the calculator expects a stack to memorise is what the law of the engine says."""

from math import log

import pytest
from axe_playwright_python.sync_playwright import Axe

from engine.studies.sections import Absent
from engine.theory.stack_law import BASES, TERMS, predict_points
from tests.browser.browsing import PHONE, WIDE, serve
from tests.browser.calculator_cases import LAW, draw_law, draw_small_stack, law_result, seeded
from tests.browser.calculator_site import write_calculator
from tests.browser.calculator_view import choose, expected_points, field

LAWS, STACKS = 60, 12
RANGES = ("parameters", "inputs", "outputs", "hidden_layers", "narrowest", "widest")
EXPECT = """(cases) => cases.map(([law, sizes, activation]) =>
  mecExpected.expectLog(law, sizes.map(BigInt), activation))"""
BEYOND = """(cases) => cases.map(([law, sizes, activation]) =>
  mecExpected.findBeyond(law, sizes.map(BigInt), activation).map(({ name }) => name))"""
NAMES = """() => [mecExpected.BASES, mecExpected.TERMS, mecExpected.RANGES].map(Object.keys)"""


@pytest.fixture(scope="module")
def open_with(browser, tmp_path_factory):
    """Opens the calculator of a report that has a law, or none."""
    contexts = []

    def open_one(law, query="", *, absent=(), **options):
        folder = write_calculator(tmp_path_factory.mktemp("law"), law, absent)
        context = browser.new_context(**{"viewport": WIDE, **options})
        server = serve(folder)
        contexts.append((context, server))
        page = context.new_page()
        page.goto(f"{server.__enter__()}calculator/{query}")
        return page

    yield open_one
    for context, server in contexts:
        context.close()
        server.__exit__(None, None, None)


@pytest.fixture(scope="module")
def page(open_with):
    return open_with(LAW)


def enter(page, sizes):
    """Open a stack by its address."""
    layers = "-".join(map(str, sizes[1:]))
    page.goto(f"{page.url.partition('?')[0]}?inputs={sizes[0]}&layers={layers}")


def two_digits(value):
    return float(f"{value:.2g}")


# The law


def test_every_size_and_count_that_a_law_may_have_is_known(page):
    bases, terms, ranges = page.evaluate(NAMES)
    assert bases == [base.name for base in BASES]
    assert terms == [term.name for term in TERMS]
    assert ranges == list(RANGES)


def test_a_law_of_any_size_and_counts_is_evaluated_as_the_engine_does(page):
    rng = seeded("laws")
    cases = [
        (draw_law(rng, base), sizes, activation)
        for base in BASES
        for _ in range(LAWS)
        for sizes in [draw_small_stack(rng) for _ in range(STACKS)]
        for activation in ("tanh", "relu")
    ]
    found = page.evaluate(EXPECT, [[law, list(map(str, s)), a] for law, s, a in cases])
    expected = [
        log(predict_points(law_result(law), sizes, activation)) for law, sizes, activation in cases
    ]
    assert found == pytest.approx(expected, abs=1e-11, rel=1e-11)
    assert {bool(law["powers"]) for law, _, _ in cases} == {True, False}


def test_sizes_beyond_doubles_have_a_logarithm(page):
    law = {"base": "parameters", "shape": 1, "factors": {"tanh": 2.0}, "powers": {"inputs": -0.5}}
    sizes = (10**400, 10**30, 1)
    parameters = 10**30 * (10**400 + 1) + 10**30 + 1
    expected = log(2) + log(parameters) - log(10**400) / 2
    found = page.evaluate(EXPECT, [[law, list(map(str, sizes)), "tanh"]])
    assert found == pytest.approx([expected], rel=1e-12)


@pytest.mark.parametrize(
    ("sizes", "beyond"),
    [
        ((2, 4, 1), []),
        ((16, 9, 8, 1), ["parameters"]),
        ((17, 2, 1), ["inputs"]),
        ((40, 2, 1), ["inputs"]),
        ((2, 4, 9), ["outputs"]),
        ((2, 2, 2, 2, 2, 2, 1), ["hidden_layers"]),
        ((1, 2, 1), ["parameters", "inputs"]),
        ((4, 33, 1), ["narrowest", "widest"]),
    ],
    ids=str,
)
def test_counts_beyond_those_of_measured_networks_are_found(page, sizes, beyond):
    found = page.evaluate(BEYOND, [[LAW, list(map(str, sizes)), "tanh"]])
    assert found == [beyond]


# What is shown


@pytest.mark.parametrize("sizes", [(8, 8, 1), (4, 4, 2, 16, 1), (2, 4, 8), (30, 300, 7, 10)])
def test_the_page_shows_the_points_and_their_range(page, sizes):
    enter(page, sizes)
    shown = expected_points(page)
    assert list(shown) == ["with ReLU", "with tanh"]
    for activation, row in zip(("relu", "tanh"), shown.values(), strict=True):
        points = predict_points(law_result(LAW), sizes, activation)
        assert row["points"] == two_digits(points)
        error = LAW["error"]
        assert row["range"] == [two_digits(points / error), two_digits(points * error)]


def test_extrapolation_is_marked_for_each_activation_with_what_is_beyond(page):
    enter(page, (8, 8, 8, 1))
    assert [row["beyond"] for row in expected_points(page).values()] == [None, None]
    enter(page, (10, 10, 8, 1))
    relu, tanh = (row["beyond"] for row in expected_points(page).values())
    assert relu == "extrapolated: beyond the measured range of parameters (13 to 200)"
    assert tanh is None
    enter(page, (40, 40, 1))
    for row in expected_points(page).values():
        assert "inputs (2 to 16), narrowest hidden layer (1 to 16) and widest" in row["beyond"]


def test_huge_stacks_keep_their_page_whole(page):
    enter(page, (10**30, 10**300, 10**30, 1000))
    totals = page.locator(".mec-calc-expected .mec-calc-total").all_inner_texts()
    assert len(totals) == 2
    assert all("× 10" in total and "NaN" not in total for total in totals)


def test_what_the_numbers_are_of_is_said(page):
    said = page.locator(".mec-calc-expected + p")
    enter(page, (8, 8, 1))
    assert "fair random label: what training finds" in said.inner_text()
    assert "alone" not in said.inner_text()
    assert "thresholds" not in said.inner_text()
    field(page, "layers.0.threshold").uncheck()
    assert "thresholds only" in said.inner_text()
    enter(page, (8, 8, 3))
    assert "label for each output" in said.inner_text()
    choose(page, "A CNN")
    assert "dense layers alone, without the stages" in said.inner_text()
    choose(page, "A backbone")
    assert "dense layers alone, without the backbone" in said.inner_text()
    link = said.locator("a")
    assert link.get_attribute("href") == "memorised.md#readings"


def test_a_layer_alone_is_none_that_the_law_knows(page):
    enter(page, (8, 1))
    assert page.locator(".mec-calc-expected").count() == 0
    assert "a layer alone has none" in page.locator(".mec-calc-results").inner_text()


def test_the_points_are_announced(page):
    enter(page, (8, 8, 1))
    field(page, "layers.0.neurons").fill("9")
    points = two_digits(predict_points(law_result(LAW), (8, 9, 1), "tanh"))
    said = page.locator(".mec-status", has_text=f"about {points:g} points with tanh")
    said.wait_for(state="attached")
    field(page, "layers.0.neurons").fill("64")
    page.locator(".mec-status", has_text="tanh, extrapolated").wait_for(state="attached")


def test_the_formula_has_the_numbers_of_the_law(page):
    text = page.locator("main").inner_text()
    assert "2.10 with ReLU, 2.28 with tanh" in text
    assert "over and times 1.26" in text
    formulas = page.locator("math annotation").all_text_contents()
    assert any("n_0^{0.21}" in one and "^{−0.10}" in one for one in formulas)
    assert any("r_i^{0.50}" in one for one in formulas)


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.name)
def test_every_law_has_a_formula_and_the_error_may_be_unknown(open_with, base):
    powers = {term.name: 0.5 for term in TERMS}
    page = open_with({**LAW, "base": base.name, "powers": powers, "error": None})
    formula = page.locator("math annotation", has_text="n_{50} =").text_content()
    assert formula.count("^{0.50}") == len(TERMS)
    assert "over and times" not in page.locator("main").inner_text()
    assert page.get_by_text("its error is not known").count() == 2


@pytest.mark.parametrize("absent", [(), (Absent("series", ("series-memorised",)),)], ids=len)
def test_without_a_law_nothing_is_shown(open_with, absent):
    page = open_with(None, absent=absent)
    assert page.get_by_text("Parts of this page wait for records.").count() == len(absent)
    assert page.locator(".mec-calc-readings").count() == 1
    assert page.locator(".mec-calc-expected").count() == 0
    assert "andom label" not in page.locator("main").inner_text()


# Ways of reading


def test_a_phone_shows_it_without_scrolling_sideways(open_with):
    page = open_with(LAW, "?inputs=40&layers=40-1", viewport=PHONE)
    outside = """() => [...document.querySelectorAll(".mec-calc-expected *")].filter((part) =>
      part.getBoundingClientRect().right > innerWidth).length"""
    assert page.locator(".mec-calc-beyond").count() == 2
    assert page.evaluate(outside) == 0


def test_it_works_from_disk(browser, tmp_path):
    folder = write_calculator(tmp_path, LAW)
    page = browser.new_page()
    page.goto((folder / "calculator/index.html").as_uri())
    assert len(expected_points(page)) == 2
    page.close()


@pytest.mark.every_page
def test_axe_finds_nothing(open_with):
    page = open_with(LAW, "?inputs=40&layers=40-1")
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
    found = Axe().run(page, context=".mec-calc", options=rules).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
