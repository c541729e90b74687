"""The calculator as a reader meets it: results, presets, errors."""

import json

import pytest

from engine.theory.capacity import Reading
from tests.browser.calculator_view import (
    BROKEN,
    LABELS,
    choose,
    expect_results,
    field,
    query,
    results,
)


@pytest.fixture
def page(open_page):
    return open_page("calculator/")


@pytest.fixture(scope="module")
def tried(browser, root):
    """One page for all bad input: each test leaves it with a network."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(root + "calculator/")
    yield page
    context.close()


@pytest.fixture(scope="module")
def records(site):
    return json.loads((site / "data/records.json").read_text(encoding="utf-8"))["records"]


# Results


def test_the_page_opens_with_a_small_network(page):
    assert results(page) == expect_results([2, 3, 1])
    assert page.locator(".mec-calc-verdict").inner_text().startswith("MEC: 4 to 13 bits")
    assert field(page, "preset").input_value() == "2-3-1 network"


def test_results_follow_every_key(page):
    neurons = field(page, "layers.0.neurons")
    for typed, size in (("3", 3), ("30", 30), ("300", 300)):
        neurons.fill(typed)
        assert results(page) == expect_results([2, size, 1])
    assert field(page, "preset").input_value() == ""


@pytest.mark.parametrize("typed", [str(10**30), "10^30", "1e30", f"{10**30:,}"])
def test_sizes_beyond_doubles_are_exact(page, typed):
    field(page, "layers.0.neurons").fill(typed)
    assert results(page) == expect_results([2, 10**30, 1])


def test_a_layer_may_have_no_thresholds(page):
    field(page, "layers.1.threshold").uncheck()
    assert results(page)["All parameters"] == "12 bits"
    assert query(page) == "?inputs=2&layers=3-1&without-threshold=2"


def test_the_caps_are_named(page):
    caps = page.locator(".mec-calc-results ul:not([class]) li").all_inner_texts()
    assert caps == [
        "Width-capped takes 1 bit from layer 2.",
        "Running minimum takes 2 bits from layer 2.",
    ]
    capped = page.locator(".mec-calc-capped").all_inner_texts()
    assert capped == ["not counted", "capped, −1", "capped, −2"]


def test_presets_of_dense_stacks_give_what_the_records_say(page, records):
    examples = [record for record in records if record["study"] == "worked-examples"]
    assert examples
    for record in examples:
        choose(page, record["params"]["name"])
        totals = [f"{one['mec_bits']:,} bits" for one in record["result"]["readings"]]
        assert results(page) == dict(zip(LABELS, totals, strict=True))


def as_shown(mec_bits):
    return [f"{mec_bits[str(reading)]:,} bits" for reading in Reading]


def test_presets_of_the_mnist_study_give_what_the_records_say(page, records):
    networks = [
        record["result"]
        for record in records
        if record["study"] == "mnist-networks" and record["params"]["batch_norm"]
    ]
    assert networks
    for network in networks:
        choose(page, network["title"])
        assert list(results(page).values()) == as_shown(network["mec_bits"])
        size = page.locator("h2:text-is('Size') + p").inner_text()
        assert size.startswith(f"{network['parameters']:,} parameters:")
        total = page.locator("tfoot tr", has_text="Image to embedding").locator("td")
        shown = total.nth(1).inner_text().split("\n")[0].removeprefix("≈ ")
        assert float(shown) == pytest.approx(network["g_elements"], rel=5e-5)


def test_presets_of_backbones_give_what_the_records_say(page, records):
    backbones = {
        record["params"]["backbone"]: record["result"]
        for record in records
        if record["study"] == "backbones" and record["params"].get("library", "keras") == "keras"
    }
    names = page.locator("optgroup[label=Backbones] option").all_inner_texts()
    assert {"ResNet50V2", "MobileNetV2"} <= set(names) <= set(backbones)
    for name in names:
        choose(page, name)
        backbone = backbones[name]
        assert list(results(page).values()) == as_shown(backbone["mec_bits"])
        sides = [field(page, f"image.{side}") for side in ("height", "width", "channels")]
        assert [int(side.input_value()) for side in sides] == backbone["input_shape"]
    choose(page, "ResNet50V2")
    ratios = page.locator("tfoot tr", has_text="Image to embedding").locator("td")
    shown = [ratio.split("\n")[0] for ratio in ratios.all_inner_texts()[1:]]
    assert shown == ["73.5", "18.375", "588"]


# Errors


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Nothing is entered; expected a whole number of at least 1."),
        ("0", "“0” is too small; expected a whole number of at least 1."),
        ("-3", "“-3” is negative; expected a whole number of at least 1."),
        ("−3", "“−3” is negative"),
        ("2.5", "“2.5” is not a whole number"),
        ("1,5", "“1,5” is not a whole number"),
        ("1/2", "“1/2” is not a whole number"),
        ("many", "“many” is not a number"),
        ("0x10", "“0x10” is not a number"),
        ("1,00", "“1,00” is not a whole number"),
        ("9" * 1001, "has 1,001 digits; expected at most 1,000."),
        ("10^1000", "has 1,001 digits"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_leaves_no_results(tried, typed, says):
    page = tried
    before = query(page)
    neurons = field(page, "layers.0.neurons")
    neurons.fill(typed)
    problem = page.locator(f'[id="{neurons.get_attribute("aria-describedby")}"]')
    assert problem.is_visible()
    assert says in problem.inner_text()
    assert problem.inner_text().endswith("Enter the neurons of this layer, such as 10.")
    assert neurons.get_attribute("aria-invalid") == "true"
    assert page.locator(".mec-calc-readings, .mec-calc-table").count() == 0
    assert "bits" not in page.locator(".mec-calc-verdict").inner_text()
    assert field(page, "copy").is_disabled()
    assert query(page) == before
    neurons.fill("3")
    assert problem.is_hidden()
    assert neurons.get_attribute("aria-invalid") is None
    assert results(page) == expect_results([2, 3, 1])


@pytest.mark.parametrize(
    ("path", "typed", "says"),
    [
        ("stages.0.convolution.kernel", "33", "expected a kernel of at most 32."),
        ("stages.1.pooling.kernel", "15", "the pooling gets 14 × 14 pixels"),
        ("stages.0.convolution.stride", "0", "“0” is too small"),
        ("stages.0.convolution.padding", "-1", "expected a whole number of at least 0."),
        ("image.height", "0", "Enter the height of the image"),
    ],
)
def test_a_stage_that_cannot_be_is_named(tried, path, typed, says):
    page = tried
    choose(page, "2-3-1 network")
    choose(page, "CNN1")
    field(page, path).fill(typed)
    assert says in field(page, f"{path}.problem").inner_text()
    assert page.locator(".mec-calc-table").count() == 0
    assert page.locator(".mec-calc-derived").inner_text() == "–"


def test_the_list_of_problems_leads_to_the_fields(open_page):
    page = open_page(BROKEN)
    names = page.locator(".mec-calc-goto").all_inner_texts()
    assert names[0] == "Stage 1, convolution, kernel"
    assert {"Layer 2, neurons", "Layer 3, neurons", "Layer 4, neurons"} <= set(names)
    page.get_by_role("button", name="Layer 3, neurons").click()
    assert page.evaluate("document.activeElement.value") == "1.5"
