"""The pages of families: every architecture has its place, and every old address leads there."""

import posixpath
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import accumulate
from math import hypot
from xml.etree import ElementTree

import pandas as pd
import pytest

from engine.exhibits.export.files import exhibit_files
from engine.studies.atlas.architecture import list_architectures
from engine.studies.atlas.families import MOST_STRIPS, build_family_pages, list_strips
from engine.studies.atlas.family_plot import HEIGHT, WIDTH, Background, draw_family
from engine.studies.atlas.model_rows import CLASSIFIER
from engine.studies.section import Section
from tests.exhibits.report_samples import CITATION
from tests.studies.atlas.samples import RECORDS, measured, models, weights

ATLAS = """# Atlas

## Look up an architecture

{{ look_up() }}

## By family

{{ table("atlas-family-pages") }}
"""


@pytest.fixture
def families():
    return build_family_pages(RECORDS, models(), weights())


@pytest.fixture
def filled(report, families):
    report.write("atlas.md", ATLAS)
    report.fill(
        Section(
            "atlas",
            tables=families.tables,
            pages=families.pages,
            moved=families.moved,
            files=families.files,
        )
    )
    return report


class Ids(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.ids += [value for name, value in attributes if name == "id"]


def test_a_record_of_timm_holds_many_architectures():
    found = [(one.library, one.name, one.anchor) for one in list_architectures(RECORDS)]
    assert found[:3] == [
        ("keras", "ResNet50", "keras-resnet50"),
        ("torchvision", "resnet50", "torchvision-resnet50"),
        ("timm", "resnet101", "timm-resnet101"),
    ]
    assert ("timm", "vgg_16", "timm-vgg-16") in found


def test_every_architecture_has_its_anchor_in_the_page_of_its_family(filled):
    for address in models()["address"]:
        page, anchor = address.split("/#")
        assert Ids(filled.read(f"{page}.md")).ids.count(anchor) == 1, address


def test_a_family_holds_the_architectures_of_all_libraries_in_natural_order(filled):
    page = filled.read("atlas/resnet.md")
    assert re.findall(r'<tr id="([^"]+)">', page) == [
        "keras-resnet50",
        "torchvision-resnet50",
        "timm-resnet50",
        "timm-resnet101",
        "timm-resnet-x",
    ]
    counted = "5 architectures: 1 in Keras, 3 in timm (module <code>resnet</code>) and 1 in "
    assert f"{counted}torchvision." in page
    assert (
        "MEC of the decision layer: 2,049,000 bits. Parameters: 25,000,000 to 44,000,000." in page
    )
    assert "Published top-1 accuracy: 74.90 to 82.25 %." in page
    assert "Kaiming He, *Deep Residual Learning*, 2015" in page


def read_row(page, anchor):
    """The cells of an architecture by the names of their columns."""
    names = re.findall(r'<th scope="col" data-name="([^"]+)"', page.partition("</thead>")[0])
    row = re.search(rf'<tr id="{anchor}">.*', page)[0]
    return dict(zip(names, re.findall(r"<t[hd][^>]*>([^<]*)<", row), strict=True))


def test_numbers_of_a_row_are_those_of_the_record(filled):
    cells = read_row(filled.read("atlas/vgg.md"), "timm-vgg-16")
    layers = [(25_089, 4096), (4097, 4096), (4097, 1000)]
    bits = [entering * neurons for entering, neurons in layers]
    assert cells["decision_layer"] == "4096 → 1000"
    assert cells["decision_layer_bits"] == f"{bits[-1]:,}"
    assert cells["all_parameters_bits"] == f"{sum(bits):,}"
    assert cells["parameters"] == "138,000,000"
    assert cells["parameters_without_classifier"] == f"{138_000_000 - sum(bits):,}"
    assert cells["multiply_adds"] == "4,100,000,000"
    dense = 100 * sum(bits) / 138_000_000
    assert cells["kinds"] == f"dense {dense:.1f} %, convolution {100 - dense:.1f} %"


def test_what_could_not_be_measured_says_why(filled):
    cells = read_row(filled.read("atlas/resnet.md"), "timm-resnet-x")
    assert cells.pop("kinds") == "not measured: no handler for fold"
    told = {name for name, text in cells.items() if text != "–"}
    assert told == {"model", "library", "weights"}


def test_heads_are_told_apart_only_where_one_is_no_classifier(filled):
    assert "other labels" in filled.read("atlas/tresnet.md")
    assert ">Head<" not in filled.read("atlas/resnet.md")


def test_all_weights_of_a_family_stand_in_its_page(filled):
    page = filled.read("atlas/resnet.md")
    for name, top1 in (
        ("resnet50.a1", "80.00"),
        ("resnet50.a2", "76.12"),
        ("resnet101.a1", "82.25"),
    ):
        assert re.search(rf'{name}_in1k</th>.*?data-value(?:="[\d.]+")?>{re.escape(top1)}<', page)
    assert "keras.io; single crop" in page
    assert "ImageNet-A" in page
    assert "## Weights and accuracies" not in filled.read("atlas/tresnet.md")


def test_the_addresses_of_models_lead_to_their_families(filled, families):
    assert {moved.old: moved.new for moved in families.moved} == {
        "atlas/keras-resnet50/": "atlas/resnet/#keras-resnet50",
        "atlas/torchvision-resnet50/": "atlas/resnet/#torchvision-resnet50",
    }
    old = filled.read("atlas/keras-resnet50/index.html")
    assert 'href="../../atlas/resnet/#keras-resnet50"' in old


def test_the_tables_of_models_keep_their_ids_rows_and_columns(filled):
    assert filled.read("data/atlas-keras-resnet50.csv").splitlines() == [
        "layer,inputs,neurons,parameters_bits,width_cap_bits,decision_layer_bits,"
        "width_capped_bits,running_minimum_bits,all_parameters_bits",
        "fc0,2048,1000,2049000,,2049000,2049000,2049000,2049000",
    ]
    assert "atlas/resnet/#table-atlas-keras-resnet50" in filled.read(
        "data/atlas-keras-resnet50.bib"
    )
    assert 'id="table-atlas-keras-resnet50"' in filled.read("atlas/resnet.md")


def test_the_layers_of_a_family_add_up_to_what_its_architectures_hold(families):
    tables = {table.id: table for table in families.tables}
    sums = tables["atlas-layers-vgg"].frame.groupby("model")["all_parameters_bits"].sum()
    expected = models().set_index("model")["all_parameters_bits"]
    assert sums["vgg_16"] == expected["vgg_16"]
    assert len(tables["atlas-layers-resnet"].frame) == 4


def test_one_row_a_family_leads_to_its_page(families):
    index = families.tables[0]
    assert index.id == "atlas-family-pages"
    assert index.frame["address"].tolist() == ["atlas/resnet/", "atlas/tresnet/", "atlas/vgg/"]
    assert index.frame["architectures"].sum() == len(models())
    assert {page.path for page in families.pages} == {
        f"{address.rstrip('/')}.md" for address in index.frame["address"]
    }


def test_capacity_spans_the_classifiers_of_imagenet_and_other_labels_stand_apart(report):
    frame = models()
    frame.loc[frame["model"] == "tresnet_m", "slug"] = "resnet"
    families = build_family_pages(RECORDS, frame, weights())
    index = families.tables[0].frame.set_index("address")
    row = index.loc["atlas/resnet/"]
    assert row["decision_layer_lowest_bits"] == row["decision_layer_highest_bits"] == 2049 * 1000
    assert row["other_labels_lowest_bits"] == row["other_labels_highest_bits"] == 513 * 10
    report.write("atlas.md", ATLAS)
    report.fill(Section("atlas", tables=families.tables, pages=families.pages))
    page = report.read("atlas/resnet.md")
    assert "MEC of the decision layer of a classifier of ImageNet: 2,049,000 bits." in page
    assert "MEC of a decision layer for other labels: 5,130 bits." in page


def test_tables_of_single_models_lie_closed_in_one_place(filled):
    page = filled.read("atlas/resnet.md")
    (around,) = re.findall(
        r"<details[^>]*><summary>The same, a table an architecture.*</details>", page, re.DOTALL
    )
    for name in ("keras-resnet50", "torchvision-resnet50"):
        assert f'id="table-atlas-{name}"' in around
    assert 'id="table-atlas-layers-resnet"' not in around
    assert "\n\n" not in around


def test_every_file_of_the_tables_can_be_written(families):
    for table in families.tables:
        assert dict(exhibit_files(table, CITATION, "atlas/"))


def test_the_plot_places_each_architecture_within_its_frame():
    frame = models()
    anchors = frame["address"].str.partition("#")[2].tolist()
    drawn = ElementTree.fromstring(draw_family(frame, Background(frame), anchors))
    marks = drawn.findall("a")
    assert len(marks) == frame["top1_percent"].notna().sum()
    assert {mark.get("href")[1:] for mark in marks} <= set(anchors)
    circles = {
        mark.get("href"): mark.find("circle") for mark in marks if mark.find("circle") is not None
    }
    places = {key: (float(one.get("cx")), float(one.get("cy"))) for key, one in circles.items()}
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in places.values())
    assert places["#timm-vgg-16"][0] > places["#timm-resnet50"][0]
    assert places["#timm-resnet101"][1] < places["#timm-resnet50"][1]


def test_the_dots_of_the_others_lie_where_these_are_as_marks():
    frame = models()
    plotted = frame[frame["top1_percent"].notna()]
    anchors = plotted["address"].str.partition("#")[2].tolist()
    background = Background(frame)
    drawn = ElementTree.fromstring(draw_family(plotted, background, anchors))
    path = ElementTree.fromstring(background.picture)[1].get("d")
    steps = [tuple(map(int, step)) for step in re.findall(r"m(-?\d+) (-?\d+)h0", path)]
    dots = set(zip(*(accumulate(axis) for axis in zip(*steps, strict=True)), strict=True))
    assert len(dots) == len(steps)
    for circle in drawn.iter("circle"):
        x, y = float(circle.get("cx")), float(circle.get("cy"))
        assert min(hypot(x - right, y - down) for right, down in dots) <= 1.5


def test_the_plots_share_one_picture_of_the_same_size(families, filled):
    (name,) = families.files
    picture = ElementTree.fromstring(families.files[name])
    page = "atlas/resnet/"
    (shown,) = re.findall(r"<image [^>]*>", filled.read("atlas/resnet.md"))
    image = ElementTree.fromstring(shown)
    assert posixpath.normpath(page + image.get("href")) == name
    assert picture.get("viewBox").split()[2:] == [image.get("width"), image.get("height")]
    assert filled.read(name) == families.files[name]


def test_a_family_without_accuracies_has_no_plot():
    frame = models()
    background = Background(frame)
    assert draw_family(frame[frame["slug"] == "tresnet"], background, ["timm-tresnet-m"]) == ""
    nothing = frame.assign(top1_percent=None)
    assert draw_family(nothing, Background(nothing), [str(n) for n in range(len(frame))]) == ""
    assert not build_family_pages(RECORDS, nothing, weights().head(0)).files


def test_pages_without_any_weights(report):
    frame = models().assign(top1_percent=None, top1_lowest_percent=None, top1_highest_percent=None)
    nothing = weights().head(0)
    families = build_family_pages(RECORDS, frame, nothing)
    report.write("atlas.md", ATLAS)
    report.fill(Section("atlas", tables=families.tables, pages=families.pages))
    assert "## Weights and accuracies" in report.read("atlas/resnet.md")
    assert "mec-plot" not in report.read("atlas/resnet.md")


@pytest.mark.parametrize(
    ("stack", "parameters", "unlike"),
    [
        ((2048, 1000), 25_000_000, []),
        ((2048, 2048, 1000), 25_000_000, ["resnet50"]),
        ((2048, 2048, 1000), 26_000_000, []),
    ],
)
def test_a_page_says_where_two_libraries_read_one_network_unlike(stack, parameters, unlike):
    timm = RECORDS[2]
    others = [one for one in timm.result["models"] if one["name"] != "resnet50"]
    (own,) = (one for one in timm.result["models"] if one["name"] == "resnet50")
    changed = {**own, **measured(*stack, parameters=parameters)}
    records = (*RECORDS[:2], replace(timm, result={"models": [*others, changed]}), *RECORDS[3:])
    pages = build_family_pages(records, models(), weights()).pages
    found = {page.context["slug"]: page.context["unlike_twins"] for page in pages}
    assert found == {slug: unlike if slug == "resnet" else [] for slug in found}


@pytest.mark.parametrize("count", [2, MOST_STRIPS, MOST_STRIPS + 3])
def test_a_page_draws_what_is_counted_of_few_classifiers_or_of_the_two_at_the_ends(count):
    rows = pd.DataFrame(
        [
            {
                "model": f"net{number}",
                "library": "keras",
                "kind": CLASSIFIER,
                "parameters": 1000 + number,
                "all_parameters_bits": 100.0,
                "decision_layer_bits": 100.0,
            }
            for number in range(count)
        ]
    )
    unmeasured = rows.assign(decision_layer_bits=float("nan"))
    others = rows.assign(kind="other labels")
    names = [one.name for one in list_strips(pd.concat([rows, unmeasured, others]))]
    everything = [f"net{number} (keras)" for number in range(count)]
    assert names == (everything if count <= MOST_STRIPS else [everything[-1], everything[0]])
