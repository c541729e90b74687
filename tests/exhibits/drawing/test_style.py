"""The figures' colours stand in Python and in the style sheet: they must agree, and be readable."""

import re
from itertools import combinations

import pytest

from engine.exhibits.drawing.style import GRID_COLOUR, MUTED_COLOUR, SERIES_COLOURS
from tests import ROOT

PALETTE = ROOT / "docs/assets/stylesheets/palette.css"
SCHEMES = ("default", "slate")


def variables(scheme):
    text = PALETTE.read_text(encoding="utf-8")
    body = text.partition(f'[data-md-color-scheme="{scheme}"]')[2].partition("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", body))


def channels(colour):
    return [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]


def linear(colour):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]


def luminance(colour):
    return sum(
        weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True)
    )


def contrast(first, second):
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_the_light_scheme_has_the_colours_of_the_files():
    light = variables("default")
    assert tuple(light[f"mec-series-{n}"] for n in range(1, 9)) == SERIES_COLOURS
    assert light["mec-figure-grid"] == GRID_COLOUR
    assert light["mec-figure-muted"] == MUTED_COLOUR


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_series_stands_out_from_the_paper(scheme):
    colours = variables(scheme)
    for n in range(1, 9):
        assert contrast(colours[f"mec-series-{n}"], colours["mec-figure-paper"]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_muted_text_is_readable(scheme):
    colours = variables(scheme)
    assert contrast(colours["mec-figure-muted"], colours["mec-figure-paper"]) >= 4.5


# Machado, Oliveira, Fernandes 2009: severity 1.0, applied to linear RGB.
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def seen(colour, matrix):
    red, green, blue = linear(colour)
    return [row[0] * red + row[1] * green + row[2] * blue for row in matrix]


def lab(rgb):
    x, y, z = (
        sum(weight * max(c, 0.0) for weight, c in zip(row, rgb, strict=True)) / white
        for row, white in (
            ((0.4124, 0.3576, 0.1805), 0.9505),
            ((0.2126, 0.7152, 0.0722), 1.0),
            ((0.0193, 0.1192, 0.9505), 1.089),
        )
    )
    fx, fy, fz = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_all_series_stay_apart_for_colour_blind_readers(scheme, deficiency):
    colours = variables(scheme)
    matrix = DEFICIENCIES[deficiency]
    points = [lab(seen(colours[f"mec-series-{n}"], matrix)) for n in range(1, 9)]
    for first, second in combinations(points, 2):
        distance = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5
        assert distance > 12
