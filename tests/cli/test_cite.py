"""The entry of a row in a terminal is the one that the card in the browser makes."""

import pytest
from typer.testing import CliRunner

from engine.cli import app as command_line
from engine.cli.cite import row_bibtex
from engine.networks.catalogue.names import UnknownBackboneError
from tests.exhibits.report_samples import CITATION


def as_the_card_makes_it(place, title):
    """What lookup-card.js does with the pattern that the page holds."""
    entry = CITATION.bibtex("@place@", "@id@", "MEC of @title@")
    entry = entry.replace("@title@", title.replace("_", r"\_"))
    return entry.replace("@id@", f"atlas-{place.partition('#')[2]}").replace("@place@", place)


@pytest.mark.parametrize(
    ("target", "place", "title"),
    [
        ("timm:resnet50", "atlas/resnet/#timm-resnet50", "resnet50 (timm)"),
        ("timm:resnet50.a1_in1k", "atlas/resnet/#timm-resnet50", "resnet50 (timm)"),
        ("keras:ResNet50", "atlas/resnet/#keras-resnet50", "ResNet50 (keras)"),
        (
            "torchvision:vit_b_16",
            "atlas/vision-transformer/#torchvision-vit-b-16",
            "vit_b_16 (torchvision)",
        ),
    ],
)
def test_an_architecture_is_cited_by_its_row(target, place, title):
    assert row_bibtex(target, CITATION) == as_the_card_makes_it(place, title)


def test_an_unknown_architecture_is_told_with_the_nearest():
    with pytest.raises(UnknownBackboneError, match="timm:resnet50"):
        row_bibtex("timm:resnet5O", CITATION)


def test_the_address_is_that_of_the_published_site(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://example.org/1.2.0/")
    done = CliRunner().invoke(command_line.app, ["cite", "keras:VGG16"])
    assert "url = {https://example.org/1.2.0/atlas/vgg/#keras-vgg16}" in done.output
