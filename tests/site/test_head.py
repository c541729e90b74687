import json
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.export.datapackage import package_files
from engine.records.foreign import show
from engine.site.head import LONGEST_DESCRIPTION, Place, card_meta, dataset_block
from tests.exhibits.report_samples import CITATION, small_table

SITE = CITATION.address
RECORDS = {"records.json": "{}", "records.schema.json": "{}"}


def package(*places):
    table = small_table()
    files = package_files([(table, place) for place in places], CITATION, "standard", RECORDS)
    return json.loads(files["data/datapackage.json"])


def place(path="backbones.md", title="Backbones", description="Eight of them"):
    address = SITE + path.removesuffix(".md").removesuffix("index") + "/"
    return Place(PurePosixPath(path), title, description, address, SITE)


class Metas(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.said = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.said[attributes.get("property") or attributes["name"]] = attributes["content"]


def read_block(block):
    text = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>\n")
    assert "</" not in text
    return json.loads(text)


TEXTS = st.text(max_size=40)


@given(TEXTS, TEXTS)
def test_whatever_a_title_holds_is_said_and_ends_nothing(title, description):
    said = Metas(card_meta(place(title=title, description=description))).said
    assert (said["og:title"], said.get("og:description", "")) == (show(title), show(description))


def test_addresses_are_whole():
    said = Metas(card_meta(place())).said
    assert said["og:url"] == f"{SITE}backbones/"
    assert said["og:image"] == f"{SITE}cards/backbones.png"
    assert said["twitter:card"] == "summary_large_image"


def test_a_table_is_a_dataset_of_the_page_that_shows_it():
    here = f"backbones/#{small_table().anchor}"
    block = dataset_block(place(), package(here))
    (dataset,) = read_block(block)["@graph"]
    assert dataset["@type"] == "Dataset"
    assert dataset["url"] == SITE + here
    assert dataset["license"].startswith("https://")
    assert [one["contentUrl"] for one in dataset["distribution"]] == [
        f"{SITE}data/{small_table().id}.{suffix}" for suffix in ("csv", "json")
    ]
    assert dataset["variableMeasured"] == [column.name for column in small_table().columns]
    assert dataset_block(place("rules.md"), package(here)) == ""


def test_pages_made_by_the_hundred_have_none():
    here = f"atlas/vgg/#{small_table().anchor}"
    assert dataset_block(place("atlas/vgg.md"), package(here)) == ""


@pytest.mark.parametrize("text", ["</script><script>x", "<!--", "a" * 6000, ""])
def test_no_text_ends_the_block_or_is_too_long(text):
    described = package(f"backbones/#{small_table().anchor}")
    described["resources"][0]["description"] = text
    (dataset,) = read_block(dataset_block(place(), described))["@graph"]
    assert dataset["description"] == text[:LONGEST_DESCRIPTION] or text == ""
    assert dataset["description"]
