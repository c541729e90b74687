from io import StringIO
from itertools import pairwise

import pytest
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text

from engine.exhibits.drawing.narrow import LEAST_POINTS, fit_column, make_narrow
from engine.exhibits.drawing.style import (
    NARROW_INCHES,
    WIDTH_INCHES,
    is_narrow,
    new_drawing,
    point_look,
    style,
    write_numbers,
)

LONG = "Points that are memorised over points that are predicted, at 50 % success"


def draw(labels=("tanh", "relu"), names=None):
    drawing, axes = new_drawing("double", 0.5)
    for series, label in enumerate(labels):
        axes.plot([1, 2], [1, 2], label=label, **point_look(series))
    axes.set_xlabel(LONG)
    axes.set_ylabel(LONG)
    axes.set_title("Title", fontsize=5)
    if names:
        axes.set_yticks(range(len(names)), names)
    axes.legend(fontsize="xx-small")
    return drawing


def test_a_phone_has_a_width_of_its_own_and_only_inside():
    with style():
        assert draw().get_size_inches()[0] == WIDTH_INCHES["double"]
        assert not is_narrow()
    with style(narrow=True):
        assert is_narrow()
        for width in WIDTH_INCHES:
            drawing, _ = new_drawing(width, 0.3)
            assert drawing.get_size_inches()[0] == NARROW_INCHES
            assert drawing.get_size_inches()[1] > 0.3 * NARROW_INCHES
    assert not is_narrow()


def extents(drawing):
    drawing.set_dpi(72)  # as in an SVG
    drawing.savefig(StringIO(), format="svg")
    renderer = drawing._get_renderer()
    axes = drawing.axes[0]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    outside = {one for one in axes.get_xticklabels() if not left <= one.get_position()[0] <= right}
    outside |= {one for one in axes.get_yticklabels() if not low <= one.get_position()[1] <= high}
    texts = [text for text in drawing.findobj(Text) if text.get_text() and text not in outside]
    return [(text, text.get_window_extent(renderer)) for text in texts]


@pytest.mark.parametrize("labels", [("a", "b"), ("medium label", "another"), (LONG, LONG + "!")])
def test_all_that_is_written_is_large_enough_and_within_the_drawing(labels):
    names = ["CNN1", "CNN2, first stage alone, no batch norm"]
    with style(narrow=True):
        drawing = draw(labels, names)
        make_narrow(drawing)
        written = extents(drawing)
        width, height = drawing.bbox.width, drawing.bbox.height
        for text, box in written:
            assert text.get_fontsize() >= LEAST_POINTS, text
            assert box.x0 >= -1, text
            assert box.x1 <= width + 1, text
            assert box.y0 >= -1, text
            assert box.y1 <= height + 1, text


def test_legends_stand_above_the_axes_each_label_once():
    with style(narrow=True):
        drawing = draw()
        before = drawing.get_size_inches()[1]
        drawing.add_subplot().plot([1], [1], label="tanh", **point_look(0))
        drawing.axes[-1].legend()
        make_narrow(drawing)
        assert all(axes.get_legend() is None for axes in drawing.axes)
        (legend,) = drawing.legends
        assert [text.get_text() for text in legend.get_texts()] == ["tanh", "relu"]
        assert drawing.get_size_inches()[1] > before
        drawing.savefig(StringIO(), format="svg")
        top = max(axes.get_window_extent().y1 for axes in drawing.axes)
        assert legend.get_window_extent().y0 > top


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (1.2, 21, ["2", "5", "10", "20"]),
        (0.4, 3, ["0.5", "1", "2"]),
        (90_000, 20_000_000, ["100,000", "300,000", "1,000,000", "3,000,000", "10,000,000"]),
        (90, 2e7, [f"{10**n:,}" for n in range(2, 8)]),
        (90, 2e10, ["100", "10,000", "1,000,000", "100,000,000", "10,000,000,000"]),
    ],
)
def test_ticks_of_a_logarithmic_axis_are_numbers(low, high, ticks):
    with style():
        drawing, axes = new_drawing("double")
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        write_numbers(axes.xaxis)
        drawing.savefig(StringIO(), format="svg")
        low, high = axes.get_xlim()
        shown = zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
        assert [label.get_text() for place, label in shown if low <= place <= high] == ticks
        assert not any(label.get_text() for label in axes.get_xticklabels(minor=True))


@pytest.mark.parametrize("high", [30, 200, 3e3, 2e4, 5e6, 1e9])
@pytest.mark.parametrize("columns", [1, 2])
def test_numbers_at_a_logarithmic_axis_have_room(columns, high):
    with style(narrow=True):
        drawing = Drawing(figsize=(NARROW_INCHES, 3))
        panels = list(drawing.subplots(1, columns, squeeze=False).flat)
        for axes in panels:
            axes.set(xscale="log", yscale="log", xlim=(0.9, high), ylim=(0.9, high))
            write_numbers(axes.xaxis)
            write_numbers(axes.yaxis)
        make_narrow(drawing)
        drawing.savefig(StringIO(), format="svg")
        for axes in panels:
            for axis in (axes.xaxis, axes.yaxis):
                low, high = sorted(axis.get_view_interval())
                shown = zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
                boxes = [text.get_window_extent() for at, text in shown if low <= at <= high]
                assert len(boxes) > 1
                assert not any(one.overlaps(other) for one, other in pairwise(boxes))


def test_a_column_limits_the_height_and_leaves_width_and_type():
    with style(narrow=True):
        high, low = (new_drawing("double", shape)[0] for shape in (3.0, 1.0))
        sizes = [text.get_fontsize() for text in high.findobj(Text)]
        for drawing in (high, low):
            fit_column(drawing)
    assert high.get_size_inches() == pytest.approx((NARROW_INCHES, 6.6))
    assert low.get_size_inches() == pytest.approx((NARROW_INCHES, NARROW_INCHES))
    assert [text.get_fontsize() for text in high.findobj(Text)] == sizes
