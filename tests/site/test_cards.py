from io import BytesIO
from pathlib import PurePosixPath

import numpy as np
import pytest
from PIL import Image

from engine.exhibits.claim import Claim, Evidence, Kind, Verdict, holds_if
from engine.site.cards import (
    CARDS,
    HEIGHT,
    WIDTH,
    card_file,
    card_files,
    card_lines,
    draw_card,
    kind_of,
)
from tests import ROOT

MOST_BYTES = 40_000
INK = 120
"""Darker than this, of 255, is a letter; the curve behind the letters is not."""


def judge(value, identifier="mnist-accuracy", **evidence):
    claim = Claim(
        identifier,
        "Is it so?",
        Kind.MEASURED,
        holds_if(lambda values: values["x"] > 0),
        {Verdict.HOLDS: "Yes.", Verdict.FAILS: "No."},
        "it is not",
        {"x": -1},
        {Verdict.HOLDS: "It is so.", Verdict.FAILS: "It is not so."},
    )
    return claim.judge(Evidence({"x": value}, (), n=1, unit="run", **evidence))


def card(kind):
    return next(card for card in CARDS if card.kind == kind)


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)).convert("L"))


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("index.md", "home"),
        ("mnist.md", "mnist"),
        ("atlas.md", "atlas"),
        ("atlas/vgg.md", "family"),
        ("reference/index.md", "reference"),
        ("contributing/index.md", "page"),
        ("method.md", "page"),
    ],
)
def test_each_page_is_of_a_kind(page, kind):
    assert kind_of(PurePosixPath(page)) == kind


def test_kinds_named_after_a_page_have_it():
    apart = {"home", "family", "reference", "page"}
    for one in CARDS:
        assert one.kind in apart or (ROOT / "docs" / f"{one.kind}.md").is_file()


def test_what_a_card_says_is_what_the_records_say():
    quantity = "ρ of a, points"
    found = judge(1, estimate=-0.5, low=-0.756, high=0.25, quantity=quantity)
    assert card_lines(card("mnist"), {"mnist-accuracy": found}) == (
        "It is so",
        "ρ of a, points: −0.50 (95 % interval −0.76 to 0.25)",
    )
    assert card_lines(card("mnist"), {"mnist-accuracy": judge(-1)}) == ("It is not so",)
    assert card_lines(card("mnist"), {}) == ()
    assert card_lines(card("calculator"), {}) == (card("calculator").line,)


def test_home_counts_the_claims():
    findings = {str(index): judge(value, f"a{index}") for index, value in enumerate((1, 1, -1))}
    assert card_lines(card("home"), findings)[1] == "3 claims: 2 hold, 1 do not"
    assert len(card_lines(card("home"), {})) == 1


def test_cards_are_light_of_the_size_asked_for_and_the_same_again():
    files = card_files({"mnist-accuracy": judge(1, estimate=2.0, quantity="points")})
    assert set(files) == {card_file(one.kind) for one in CARDS}
    for content in files.values():
        assert len(content) < MOST_BYTES
        assert pixels(content).shape == (HEIGHT, WIDTH)
    assert card_files({})[card_file("home")] == card_files({})[card_file("home")]


@pytest.mark.parametrize(
    "text",
    [
        "Over the architectures of timm with accuracies, MEC alone does not tell accuracy",
        "Error of the best count on families left out, root mean square, percent: 37.57 (24 to 53)",
        "A 1,370,032,148 mmmm; MobileNetV2 and ImageNet and MEC and VGG16, once more: 1.00",
    ],
)
def test_letters_stay_within_the_margins(text):
    rows, columns = np.nonzero(pixels(draw_card(text[:50], (text, text))) < INK)
    assert 0.05 * WIDTH < columns.min() < columns.max() < 0.97 * WIDTH
    assert rows.max() < 0.97 * HEIGHT
