from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.drawing.stack import draw_stack

sizes = st.lists(st.integers(1, 6), min_size=2, max_size=5)


def read(svg):
    root = ElementTree.fromstring(svg)
    return root, list(root.iter("line")), list(root.iter("circle"))


@given(sizes)
def test_every_neuron_and_every_weight_is_drawn_once_and_inside(layers):
    root, lines, circles = read(draw_stack(layers, {(1, 0)}, [""] * len(layers), "A network"))
    assert len(circles) == sum(layers)
    assert len(lines) == sum(a * b for a, b in pairwise(layers))
    _, _, width, height = map(float, root.get("viewBox").split())
    places = {(float(one.get("cx")), float(one.get("cy"))) for one in circles}
    assert len(places) == len(circles)
    radius = float(circles[0].get("r"))
    for x, y in places:
        assert radius <= x <= width - radius
        assert radius <= y <= height - radius
    for line in lines:
        assert (float(line.get("x1")), float(line.get("y1"))) in places
        assert (float(line.get("x2")), float(line.get("y2"))) in places


def test_what_is_picked_out_stands_with_all_its_weights():
    _, lines, circles = read(draw_stack([2, 3, 1], {(2, 0)}, ["", "", "4 bits"], "The last"))
    assert sum(one.get("class") == "mec-lit" for one in circles) == 1
    assert sum(one.get("class") == "mec-lit" for one in lines) == 3


def test_texts_are_escaped():
    svg = draw_stack([1, 1], {(1, 0)}, ["<a>", "b & c"], 'A "quoted" <title>')
    root, _, _ = read(svg)
    assert root.get("aria-label") == 'A "quoted" <title>'
    assert [one.text for one in root.iter("text")] == ["<a>", "b & c"]


@pytest.mark.parametrize("lit", [{(1, 3)}, {(3, 0)}, {(-1, 0)}])
def test_a_neuron_that_is_not_there_is_named(lit):
    with pytest.raises(ValueError, match="there is no neuron"):
        draw_stack([2, 3, 1], lit, ["", "", ""], "x")


def test_notes_are_one_a_layer():
    with pytest.raises(ValueError, match="3 layers need as many notes, got 1"):
        draw_stack([2, 3, 1], (), [""], "x")
