"""The field that finds an architecture: whatever is typed, by mouse, touch and keyboard."""

import csv
import io
import re
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.browsing import PHONE
from tests.browser.lookup_view import card, facts, field, heading, message
from tests.browser.test_accessibility import TAGS
from tests.exhibits.report_samples import CITATION
from tests.studies.atlas.samples import models

HINT = "Type the name of an architecture, like resnet50."


def test_a_name_shows_its_card(open_look):
    page = open_look()
    field(page).fill("vgg_16")
    assert heading(page) == "vgg_16 timm"
    (row,) = models().query("model == 'vgg_16'").to_dict(orient="records")
    told = facts(page)
    assert re.fullmatch(r"no other|[\d,]+ others?", told.pop("Shared with"))
    assert told == {
        "Decision-layer MEC": f"{row['decision_layer_bits']:,} bits",
        "MEC, width-capped": f"{row['width_capped_bits']:,} bits",
        "MEC, running minimum": f"{row['running_minimum_bits']:,} bits",
        "All dense parameters": f"{row['all_parameters_bits']:,} bits",
        "Decision layer": "4,096 → 1,000",
        "Embedding": "25,088",
        "Input": "224 px",
        "Parameters": f"{row['parameters']:,}",
        "Multiply-adds": f"{row['multiply_adds']:,}",
    }
    link = card(page).get_by_role("link", name="Among its family")
    assert link.get_attribute("href") == "../atlas/vgg/#timm-vgg-16"


def test_all_weights_are_shown_with_their_test_sets(open_look):
    page = open_look()
    field(page).fill("resnet50")
    rows = card(page).locator("tbody tr")
    rows.first.wait_for()
    cells = [row.locator("th, td").all_inner_texts() for row in rows.all()]
    shared = ["86.50", "69.50", "28.00", "15.50", "39.00"]
    assert cells == [
        ["a1_in1k", "ImageNet-1k", "224", "80.00", *shared],
        ["a2_in1k", "ImageNet-1k", "224", "76.12", *shared],
    ]


def test_a_tag_puts_its_weights_first(open_look):
    page = open_look()
    field(page).fill("timm/resnet50.a2_in1k")
    assert heading(page) == "resnet50 timm"
    assert card(page).locator("tbody th").first.inner_text() == "a2_in1k"


def test_a_name_in_three_libraries_leads_to_each(open_look):
    page = open_look()
    field(page).fill("ResNet50")
    assert heading(page) == "ResNet50 keras"
    assert "Published top-1 accuracy of its weights: 74.90 %." in card(page).inner_text()
    card(page).get_by_role("button", name="resnet50 (torchvision)").click()
    page.locator(".mec-card h3", has_text="torchvision").wait_for()
    assert page.url.endswith("?model=torchvision:resnet50")


def test_the_row_is_cited_as_it_is_published(open_look, atlas_root):
    page = open_look("?model=timm:vgg_16")
    card(page).get_by_text("Cite this row").click()
    entry, row = card(page).locator("pre").all_inner_texts()
    place = "atlas/vgg/#timm-vgg-16"
    assert entry == CITATION.bibtex(place, "atlas-timm-vgg-16", "MEC of vgg_16 (timm)")
    published = page.request.get(f"{atlas_root}data/atlas-models.csv").text().splitlines()
    (wanted,) = [line for line in published if line.startswith("vgg_16,")]
    assert row.splitlines() == [published[0], wanted]
    (read,) = csv.DictReader(io.StringIO(row))
    assert read["library"] == "timm"


def test_the_row_is_copied_by_keyboard(open_look, atlas_root):
    page = open_look("?model=keras:ResNet50")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=atlas_root)
    card(page).locator("summary").press("Enter")
    card(page).get_by_role("button", name="Copy CSV row").press("Enter")
    page.locator(".mec-status", has_text="CSV row copied.").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()").splitlines()[1].startswith("ResNet50,")


def test_the_keyboard_chooses_from_the_list(open_look):
    page = open_look()
    field(page).press_sequentially("resnet")
    page.get_by_role("option").first.wait_for()
    assert message(page) == "6 architectures fit."
    assert field(page).get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert field(page).get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    label = chosen.inner_text()
    page.keyboard.press("Enter")
    assert heading(page) == label.replace(" (", " ").rstrip(")")
    assert field(page).get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.id") == "look-up"


def test_escape_closes_the_list_and_enter_takes_the_first(open_look):
    page = open_look()
    field(page).press_sequentially("vgg")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("listbox").count() == 0
    page.keyboard.press("Enter")
    assert heading(page) == "vgg_16 timm"


def test_a_finger_chooses_from_the_list(open_look):
    page = open_look(viewport=PHONE, has_touch=True, is_mobile=True)
    field(page).tap()
    field(page).press_sequentially("101")
    page.get_by_role("option", name="resnet101 (timm)").tap()
    assert heading(page) == "resnet101 timm"
    excess = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(excess) <= 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("resnet5O", "There is no architecture called “resnet5O”. Nearest: resnet50 (torchvision)"),
        ("   ", HINT),
        (
            "<script>alert(1)</script>",
            "There is no architecture called “<script>alert(1)</script>”.",
        ),
        ("x" * 10_000, "A name of 10,000 characters is none: the longest here has 9."),
        ("../../etc/passwd?model=1#x", "There is no architecture called"),
        ("ﬀ★💥\u202e", "There is no architecture called “ﬀ★💥”."),
        ("constructor", "There is no architecture called"),
        ("[.*+?^${}()|\\", "There is no architecture called"),
    ],
)
def test_whatever_is_typed_gets_a_message_beside_the_field(open_look, typed, said):
    page = open_look("?model=timm:resnet101")
    assert heading(page) == "resnet101 timm"
    field(page).fill(typed)
    page.wait_for_function(
        "said => document.querySelector('.mec-lookup-message').textContent.startsWith(said)",
        arg=said.split(" Nearest")[0],
    )
    assert page.locator(".mec-card h3").count() == 0
    assert "model=" not in page.url
    field(page).fill("resnet50")
    assert heading(page) == "resnet50 timm"


def test_a_name_that_is_nearly_one_leads_there(open_look):
    page = open_look()
    field(page).fill("vgg-l6x")
    page.get_by_role("button", name="vgg_16 (timm)").click()
    assert heading(page) == "vgg_16 timm"
    assert field(page).input_value() == "vgg_16"


def test_the_address_shows_a_friend_the_same(open_look):
    page = open_look()
    field(page).fill("resnet101")
    assert heading(page) == "resnet101 timm"
    page.wait_for_url("**/look/?model=timm:resnet101")
    query = page.url.partition("look/")[2]
    friend = open_look(query)
    assert heading(friend) == "resnet101 timm"
    assert facts(friend) == facts(page)


@pytest.mark.parametrize("model", ["timm:resnet5000", "%00%ff", "", "a:b:c", "y" * 3000])
def test_a_broken_address_shows_the_empty_field_and_says_so(open_look, model):
    page = open_look(f"?model={model}")
    page.wait_for_function(
        "hint => document.querySelector('.mec-lookup-message').textContent !== hint || !hint",
        arg=HINT if model else "",
    )
    assert message(page).startswith(("The address names", "A name of 3,000 characters", HINT))
    assert page.locator(".mec-card h3").count() == 0


def test_data_is_read_at_first_use(open_look):
    page = open_look()
    requests = []
    page.on("request", lambda request: requests.append(request.url.rpartition("/")[2]))
    page.wait_for_timeout(100)
    assert requests == []
    field(page).focus()
    page.wait_for_timeout(100)
    assert requests == ["atlas-models.json"]


def test_data_that_cannot_be_read_is_said_to_be_in_the_csv(open_look):
    page = open_look()
    page.route("**/atlas-models.json", lambda route: route.abort())
    field(page).fill("resnet50")
    page.get_by_text("The atlas could not be read. Its rows are in the CSV file.").wait_for()
    page.unroute("**/atlas-models.json")
    field(page).fill("resnet101")
    assert heading(page) == "resnet101 timm"


@pytest.mark.every_page
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_look):
    page = open_look("?model=timm:resnet50")
    card(page).locator("summary").click()
    field(page).press_sequentially("x")
    field(page).press("Backspace")
    page.get_by_role("option").first.wait_for()
    for width, scheme in product((1280, 768, 390, 320), ("default", "slate")):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme }", scheme)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        faults = [f"{one['id']}: {one['nodes'][0]['html']}" for one in found.response["violations"]]
        assert not faults, (width, scheme)
        excess = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(excess) <= 0, width


def test_an_old_address_leads_to_the_family(open_look, atlas_root):
    page = open_look()
    for hashed, anchor in (
        ("", "keras-resnet50"),
        ("#table-x", "table-x"),
        ("#cite", "keras-resnet50"),
    ):
        page.goto(f"{atlas_root}atlas/keras-resnet50/{hashed}", wait_until="commit")
        page.wait_for_url(f"**/atlas/resnet/#{anchor}")
