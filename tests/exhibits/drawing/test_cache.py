"""Drawings are kept while nothing that they depend on changes, and no longer."""

import pandas as pd
import pytest

from engine.exhibits.drawing.cache import keep_drawings
from engine.exhibits.drawing.style import new_drawing
from engine.exhibits.figure import Figure, inline_svg, pdf_bytes, standalone_svg
from engine.records.key import Inputs
from engine.records.record import Record

CALLS = []


@pytest.fixture
def counted():
    """A figure, and how often it was drawn."""
    CALLS.clear()

    def make(height=1.0, key="a" * 64, records=True):
        def draw():
            CALLS.append(height)
            drawing, axes = new_drawing()
            axes.plot([0, 1], [0, height])
            return drawing

        draw.__module__ = "engine.theory.units"
        record = Record("study", {}, key, Inputs("", {}, {}), {}, {})
        data = pd.DataFrame({"height": [height]})
        return Figure("one", "One", "Caption.", "A line.", draw, data, (record,) * records)

    return make, CALLS


def test_unchanged_figure_is_drawn_once_a_form(counted, tmp_path):
    make, calls = counted
    with keep_drawings(tmp_path):
        first = [form(make()) for form in (inline_svg, standalone_svg, pdf_bytes)]
    with keep_drawings(tmp_path):
        second = [form(make()) for form in (inline_svg, standalone_svg, pdf_bytes)]
    assert first == second
    assert len(calls) == 4  # a page has it wide and narrow


@pytest.mark.parametrize("change", [{"height": 2.0}, {"key": "b" * 64}])
def test_changed_data_or_record_is_drawn_anew(counted, tmp_path, change):
    make, calls = counted
    with keep_drawings(tmp_path):
        standalone_svg(make())
    with keep_drawings(tmp_path):
        standalone_svg(make(**change))
    assert len(calls) == 2
    assert len(list(tmp_path.iterdir())) == 1


def test_page_at_another_depth_has_its_own_drawing(counted, tmp_path):
    make, calls = counted
    with keep_drawings(tmp_path):
        inline_svg(make(), "../")
        inline_svg(make(), "../../")
    assert len(calls) == 2 * 2


def test_nothing_is_kept_without_records_or_outside(counted, tmp_path):
    make, calls = counted
    with keep_drawings(tmp_path):
        standalone_svg(make(records=False))
    standalone_svg(make())
    standalone_svg(make())
    assert len(calls) == 3
    assert not list(tmp_path.iterdir())


def test_a_damaged_drawing_is_drawn_anew(counted, tmp_path):
    make, calls = counted
    with keep_drawings(tmp_path):
        first = standalone_svg(make())
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    for damaged in (b"", whole[:20], whole[:-1], whole[:-1] + b"!", b"!" + whole[1:]):
        kept.write_bytes(damaged)
        calls.clear()
        with keep_drawings(tmp_path):
            assert standalone_svg(make()) == first
        assert len(calls) == 1
    assert kept.read_bytes() == whole
