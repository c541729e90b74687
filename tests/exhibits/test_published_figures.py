"""The type in the PDFs of the built site, at the size at which a paper shows them."""

import os
import re
import zlib
from pathlib import Path

import pytest

from tests import ROOT
from tests.required import skip_unless_required

SITE = Path(os.environ.get("MEC_SITE_DIR", ROOT / "build" / "site"))

LEAST_PT = 6.0

# The narrowest column, the narrowest page of two, and the lowest page: acmart, acmart, elsarticle.
COLUMN_PT = 241.0
PAGE_PT = 506.0
HEIGHT_PT = 548.0

# A point of TeX is a little less than one of PDF.
TEX_PT = 72.27 / 72


def read_pdf(path):
    """Width and height in TeX's points, and the sizes of type in those of PDF."""
    content = path.read_bytes()
    box = re.search(rb"/MediaBox \[ *0 0 ([\d.]+) ([\d.]+) *\]", content)
    sizes = set()
    for stream in re.findall(rb"(?<!end)stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            text = zlib.decompressobj().decompress(stream)  # it knows its own end
        except zlib.error:
            continue
        sizes |= {float(size) for size in re.findall(rb"/F\d+ ([\d.]+) Tf\b", text)}
    return float(box[1]) * TEX_PT, float(box[2]) * TEX_PT, sizes


def find_figures(pattern):
    files = sorted((SITE / "figures").glob(pattern))
    if not files:
        skip_unless_required(f"no built site in {SITE}: run `nox -s build` first")
    return {file.stem: read_pdf(file) for file in files}


def test_type_is_six_points_or_more_in_one_column():
    small = {}
    for name, (width, height, sizes) in find_figures("*-narrow.pdf").items():
        assert sizes, name
        scale = min(1, COLUMN_PT / width, 0.75 * HEIGHT_PT / height)
        if scale * min(sizes) < LEAST_PT:
            small[name] = scale * min(sizes)
    assert small == {}


def test_type_is_six_points_or_more_over_both_columns():
    small = {}
    for name, (width, _, sizes) in find_figures("*.pdf").items():
        assert sizes, name
        scale = min(1, PAGE_PT / width)
        if scale * min(sizes) < LEAST_PT:
            small[name] = scale * min(sizes)
    assert small == {}


def test_small_type_is_read(tmp_path):
    figure = pytest.importorskip("matplotlib.figure").Figure(figsize=(3, 2))
    figure.text(0.5, 0.5, "small", fontsize=4.25)
    figure.text(0.5, 0.2, "on its side", fontsize=7, rotation=90)
    figure.savefig(tmp_path / "a.pdf", metadata={"CreationDate": None})
    width, height, sizes = read_pdf(tmp_path / "a.pdf")
    assert sizes == {4.25, 7.0}
    assert (width, height) == (pytest.approx(216.81), pytest.approx(144.54))
