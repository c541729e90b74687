"""What a new reader asks, and the way from the first page to the answer: a few clicks each."""

import json
import re

import pytest
from playwright.sync_api import expect

from engine.theory.capacity import Reading, stack_capacity
from tests.browser.browsing import PHONE, WIDE, wait_until_laid_out

VGG16 = (25_088, 4_096, 4_096, 1_000)


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def home(open_page, request):
    return open_page("", viewport=request.param)


@pytest.fixture(scope="module")
def claims(site):
    table = json.loads((site / "data" / "claims.json").read_text(encoding="utf-8"))
    return {row["claim"]: row for row in table["rows"]}


def follow(page, name, within=".md-content"):
    """Click the first link of a name that is in sight."""
    page.locator(within).get_by_role("link", name=name, exact=True).first.click()


def test_which_rule_caps_the_classifier_of_vgg16_and_to_how_many_bits(home):
    follow(home, "The rules")
    answer = home.get_by_text("For the classifier of VGG16, width-capped gives").first
    answer.scroll_into_view_if_needed()
    said = answer.inner_text()
    assert f"{stack_capacity(VGG16, Reading.WIDTH_CAPPED):,} bits" in said
    assert f"{stack_capacity(VGG16, Reading.ALL_PARAMETERS):,}" in said
    assert "convention" in said
    heading = home.locator("#rule-4-in-series-a-layer-cannot-hold-more-than-it-is-handed")
    assert heading.inner_text().startswith("Step 4")


def test_the_card_of_vgg16_names_its_bits_by_reading(home):
    field = home.get_by_role("combobox", name="Architecture")
    field.fill("vgg16")
    field.press("Enter")
    card = home.locator(".mec-card")
    card.get_by_text("VGG16 (keras)").click()
    bits = f"{stack_capacity(VGG16, Reading.WIDTH_CAPPED):,} bits"
    expect(card).to_contain_text(re.compile(rf"MEC, width-capped\s*{bits}"))


def test_whether_cnn2_is_worse_than_cnn1_and_by_how_much(home, claims):
    follow(home, "MNIST CNNs")
    lead = home.locator("main p:not(.mec-made)").first.inner_text()
    assert re.search(r"as accurate|(more|less) accurate|not settled|Not tested", lead)
    answer = home.locator("main p:has(#claim-mnist-accuracy)").inner_text()
    if claims["mnist-accuracy"]["verdict"] != "cannot be tested":
        assert re.search(r"by [−-]?\d\.\d\d points \(95 % interval", answer)
    assert home.locator("main p:has(#claim-mnist-accuracy)").bounding_box()["y"] < 1200


def test_how_to_cite_the_table_of_alpha_in_latex(home, site):
    follow(home, "Width multiplier")
    table = home.locator("#table-width-multiplier")
    wait_until_laid_out(home)
    table.get_by_text("Use or cite").click()
    if "neither cited nor used" in table.inner_text():
        return  # a quick build says that it is not to be cited
    expect(table.get_by_role("button", name="Copy LaTeX")).to_be_visible()
    link = table.get_by_role("link", name="LaTeX", exact=True).get_attribute("href")
    file = site / "data" / link.rsplit("/", 1)[-1]
    assert "\\begin{" in file.read_text(encoding="utf-8")
    assert table.get_by_role("link", name="BibTeX", exact=True).is_visible()


def test_how_many_points_a_neuron_with_ten_inputs_memorises(home):
    field = home.get_by_role("textbox", name="Inputs d, as a number")
    field.fill("10")
    field.press("Enter")
    said = home.locator("#neuron-chart-text").inner_text()
    assert "any labelling of 11 points" in said
    assert "half of all labellings of 22" in said


def test_whether_a_bottleneck_limits_a_network(home, claims):
    row = home.locator("#table-rules-scoreboard tr").filter(has_text="bottlenecks of ReLU")
    told = {"holds", "does not hold", "not settled", "not tested"}
    standing = row.locator(".mec-stands").inner_text().strip()
    assert standing.lstrip("✓✗?– ") in told
    row.get_by_role("link").click()
    claim = home.locator("#claim-series-bottleneck-relu")
    claim.wait_for(state="attached")
    assert "#claim-series-bottleneck-relu" in home.url
    assert claims["series-bottleneck-relu"]["verdict"] in {*told, "cannot be tested"}
