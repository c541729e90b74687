"""What the card says of heads without a capacity, and which architectures are offered first."""

import json
from urllib.request import urlopen

import pytest

from engine.exhibits.readings import READINGS
from engine.exhibits.strip import Strip
from tests.browser.lookup_view import card, facts, field, heading


def _models_with(model, **changed):
    """Answer for the file of rows, with other values in the row of a model."""

    def answer(route):
        body = json.loads(route.fetch().text())
        (row,) = [row for row in body["rows"] if row["model"] == model]
        row |= changed
        route.fulfill(json=body)

    return answer


def test_a_feature_extractor_says_why_it_has_no_capacity(open_look):
    page = open_look()
    nothing = dict.fromkeys((f"{reading}_bits" for reading in READINGS), None)
    answer = _models_with("vgg_16", kind="feature extractor", **nothing)
    page.route("**/atlas-models.json", answer)
    field(page).fill("vgg_16")
    assert heading(page) == "vgg_16 timm"
    said = card(page).inner_text()
    assert "A feature extractor: it has no decision layer." in said
    assert not [term for term in facts(page) if "MEC" in term or "Shared" in term]
    assert card(page).get_by_role("link", name="Among its family").count() == 1


def test_a_head_of_other_labels_says_how_many(open_look):
    page = open_look("?model=timm:tresnet_m")
    assert "Its head tells 10 labels apart, not those of ImageNet." in card(page).inner_text()
    assert facts(page)["Decision layer"] == "512 → 10"


def test_classifiers_with_weights_are_offered_before_the_rest(open_look):
    page = open_look()
    field(page).press_sequentially("resnet")
    page.get_by_role("option").first.wait_for()
    offered = page.get_by_role("option").all_inner_texts()
    assert offered[0].lower().startswith("resnet50 ")
    assert offered[-2:] == ["resnet_x (timm)", "tresnet_m (timm)"]


def test_the_card_draws_which_parameters_are_counted_as_the_pages_do(open_look):
    page = open_look()
    counts = {"parameters": 138_357_544, "decision_layer_bits": 4_097_000}
    answer = _models_with("vgg_16", **counts, all_parameters_bits=123_642_856)
    page.route("**/atlas-models.json", answer)
    field(page).fill("vgg_16")
    assert heading(page) == "vgg_16 timm"
    expected = Strip("vgg_16", 138_357_544, 123_642_856, 4_097_000)
    strip = card(page).locator("svg.mec-strip")
    assert strip.get_attribute("aria-label") == expected.description
    sentence = expected.sentence.replace(",\N{SPACE}", " parameters, ")
    said = card(page).locator(".mec-card-strip").text_content()
    assert said == f"Decision layer: {sentence}"
    drawn = [float(one.get_attribute("width").rstrip("%")) for one in strip.locator("rect").all()]
    widths = expected.widths
    assert drawn == pytest.approx([widths["earlier"], widths["decision"]], abs=0.01)


def test_a_card_without_a_capacity_has_no_strip(open_look):
    page = open_look()
    nothing = dict.fromkeys((f"{reading}_bits" for reading in READINGS), None)
    page.route("**/atlas-models.json", _models_with("vgg_16", **nothing))
    field(page).fill("vgg_16")
    assert heading(page) == "vgg_16 timm"
    assert card(page).locator("svg").count() == 0


def test_a_card_says_how_many_share_its_capacity_and_gives_no_place(open_look, atlas_root):
    with urlopen(f"{atlas_root}data/atlas-models.json") as file:
        body = json.load(file)
    bits = {row["model"]: row["decision_layer_bits"] for row in body["rows"]}
    page = open_look()
    field(page).fill("vgg_16")
    assert heading(page) == "vgg_16 timm"
    others = list(bits.values()).count(bits["vgg_16"]) - 1
    expected = f"{others} other{'s' if others > 1 else ''}" if others else "no other"
    assert facts(page)["Shared with"] == expected
    assert "place" not in card(page).inner_text()
