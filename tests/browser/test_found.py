"""What leads to the built site from elsewhere: addresses, cards, descriptions of data."""

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest

from tests.browser.browsing import page_file

META = re.compile(r'<meta property="(og:[a-z:]+)" content="([^"]*)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
LOCATION = ".//{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture(scope="module")
def texts(site, addresses):
    return {address: page_file(site, address).read_text("utf-8") for address in addresses}


@pytest.fixture(scope="module")
def base(texts):
    """The address that the site was built for."""
    return CANONICAL.search(texts[""])[1]


def test_each_page_says_its_address_and_the_map_lists_it(site, base, texts):
    said = {CANONICAL.search(text)[1] for text in texts.values()}
    assert said == {base + address for address in texts}
    listed = [one.text for one in ElementTree.parse(site / "sitemap.xml").iterfind(LOCATION)]
    assert sorted(listed) == sorted(said)


def test_the_card_of_each_page_is_there(site, base, texts):
    cards = set()
    for address, text in texts.items():
        said = dict(META.findall(text))
        assert said["og:url"] == base + address
        assert said["og:image"].startswith(f"{base}cards/")
        cards.add(said["og:image"].removeprefix(base))
    assert all((site / card).stat().st_size < 40_000 for card in cards)
    assert len(cards) > 8


def test_data_are_described_where_they_are_shown_and_can_be_had(site, base, texts):
    described = {}
    for address, text in texts.items():
        for block in BLOCK.findall(text):
            for dataset in json.loads(block)["@graph"]:
                place, _, anchor = dataset["url"].removeprefix(base).partition("#")
                assert place == address
                assert f'id="{anchor}"' in text
                described[anchor] = dataset
    assert {"table-backbones", "table-mnist-cnn", "table-atlas-models"} <= set(described)
    for dataset in described.values():
        files = [site / one["contentUrl"].removeprefix(base) for one in dataset["distribution"]]
        assert [file.suffix for file in files] == [".csv", ".json"]
        assert all(file.is_file() for file in files)
        columns = files[0].read_text(encoding="utf-8").partition("\n")[0].strip().split(",")
        assert dataset["variableMeasured"] == columns
