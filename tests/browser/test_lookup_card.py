"""What the card says of heads without a capacity, and which architectures are offered first."""

import json

from engine.exhibits.readings import READINGS
from tests.browser.lookup_view import card, facts, field, heading


def _models_with(model, **changed):
    """Answer for the file of rows, with other values in the row of a model."""

    def answer(route):
        body = json.loads(route.fetch().text())
        names = [column["name"] for column in body["columns"]]
        row = body["values"][names.index("model")].index(model)
        for name, value in changed.items():
            body["values"][names.index(name)][row] = value
        route.fulfill(json=body)

    return answer


def test_a_feature_extractor_says_why_it_has_no_capacity(open_look):
    page = open_look()
    nothing = dict.fromkeys((f"{reading}_bits" for reading in READINGS), None)
    answer = _models_with("vgg_16", kind="feature extractor", **nothing)
    page.route("**/atlas-models.rows.json", answer)
    field(page).fill("vgg_16")
    assert heading(page) == "vgg_16 timm"
    said = card(page).inner_text()
    assert "A feature extractor: it has no decision layer." in said
    assert not [term for term in facts(page) if term.startswith("MEC")]
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
