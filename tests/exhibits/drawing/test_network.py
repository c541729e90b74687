"""Where the boxes and arrows of a drawn network stand, and what is written beside them."""

from itertools import combinations, pairwise
from math import log10, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text

from engine.exhibits.drawing.network import (
    LINE,
    WIDTH,
    Arrow,
    Box,
    Choice,
    Diagram,
    extent,
    lay_out,
)
from engine.exhibits.drawing.network_parts import EVERY, Front, compression_text, write_number
from engine.exhibits.drawing.network_picture import BOX_WIDTH, draw_network
from engine.exhibits.drawing.style import style
from engine.exhibits.network_figure import describe_network, network_frame, stack_diagram
from engine.exhibits.readings import READINGS
from engine.theory.capacity import Reading, stack_capacity

SIZES = st.builds(lambda power, part: int(10**power * part), st.integers(0, 15), st.floats(1, 9.9))
STACKS = st.lists(st.integers(1, 10**6), min_size=2, max_size=6)
VGG = [25088, 4096, 4096, 1000]
FRONTS = (
    Front("Stage 1", ("convolution 5 × 5, step 1", "pooling 2 × 2, step 2"), 448, (14, 14, 16)),
    Front("Stage 2", ("convolution 5 × 5, step 1", "pooling 2 × 2, step 2"), 12896, (7, 7, 32)),
)


def cnn():
    return stack_diagram([1568, 10], FRONTS, entering=(28, 28, 1), names=["Decision layer"])


def drawn(diagram):
    with style():
        drawing = draw_network(diagram)
        FigureCanvasAgg(drawing).draw()
    return drawing


def written(drawing):
    return [one for one in drawing.findobj(Text) if one.get_text() and one.get_visible()]


def test_ten_times_as_much_is_a_decade_more():
    assert extent(9) == pytest.approx(12)
    for amount in (1, 4, 64, 102_764_544):
        assert extent(10 * amount + 9) - extent(amount) == pytest.approx(12)
    assert extent(10**30) == extent(10**12)
    assert extent(10**9, 7) == extent(10**7, 7)


@given(STACKS)
def test_heights_follow_the_parameters_and_nothing_else(sizes):
    places = lay_out(stack_diagram(sizes)).boxes
    for place, (inputs, neurons) in zip(places, pairwise(sizes), strict=True):
        assert place.height == pytest.approx(12 * min(12, log10(1 + neurons * (inputs + 1))))


@given(STACKS, st.integers(0, 2))
def test_parts_follow_each_other_and_texts_never_meet(sizes, fronts):
    diagram = stack_diagram(sizes, FRONTS[:fronts], entering=(28, 28, 1))
    layout = lay_out(diagram)
    flow = [part for pair in zip(layout.arrows, layout.boxes, strict=False) for part in pair]
    flow.append(layout.arrows[-1])
    assert all(a.bottom == pytest.approx(b.top) for a, b in pairwise(flow))
    assert layout.height == pytest.approx(flow[-1].bottom)
    counts = [
        count
        for arrow, box in zip(diagram.arrows, (*diagram.boxes, None), strict=True)
        for count in [len(arrow.lines), *([box.line_count] if box else [])]
    ]
    for (above, lines), (below, _) in pairwise(zip(flow, counts, strict=True)):
        assert above.text_top + LINE * lines < below.text_top


@settings(max_examples=15, deadline=None)
@given(st.lists(SIZES, min_size=2, max_size=4), st.sampled_from(Reading))
def test_no_text_overlaps_another_or_leaves_the_picture(sizes, reading):
    diagram = stack_diagram(sizes, FRONTS, entering=(28, 28, 1), shown=reading)
    boxes = [one.get_window_extent() for one in written(drawn(diagram))]
    assert len(boxes) >= 12
    for first, second in combinations(boxes, 2):
        assert not (first.overlaps(second) and first.height and second.height)
    scale = drawn(diagram).dpi / 72
    assert all(box.x0 >= 0 and box.x1 <= WIDTH * scale for box in boxes)


def test_every_reading_fills_the_boxes_as_far_as_it_counts():
    diagram = stack_diagram(VGG)
    for reading, label in READINGS.items():
        counted = [box.counted[label] for box in diagram.boxes]
        (choice,) = [one for one in diagram.choices if one.label == label]
        assert sum(counted) == stack_capacity(VGG, Reading(reading))
        assert choice.total == f"{sum(counted):,} bits"
        filled = [
            patch.get_height()
            for patch in drawn(diagram).findobj(Rectangle)
            if str(patch.get_gid() or "").endswith(f"choice:{label}")
        ]
        assert filled == pytest.approx([extent(count) for count in counted])


def test_one_choice_is_visible_and_the_others_wait():
    drawing = drawn(stack_diagram(VGG, shown=Reading.RUNNING_MINIMUM))
    waiting = [one for one in drawing.findobj() if str(one.get_gid() or "").startswith("other-")]
    assert waiting
    assert not any(one.get_visible() for one in waiting)
    assert "102,772,736 bits" in [text.get_text() for text in written(drawing)]


def test_arrows_that_cap_are_named_by_where_they_stand():
    by_label = {one.label: one.limits for one in stack_diagram([64, 64, 2, 64, 10]).choices}
    assert by_label["width-capped"] == (1, 2, 3)
    assert by_label["running minimum"] == (1, 2)
    assert by_label["all parameters"] == by_label["decision layer"] == ()
    behind_stages = stack_diagram([2, 3, 1], FRONTS, entering=(28, 28, 1))
    assert {one.label: one.limits for one in behind_stages.choices}["running minimum"] == (2,)


def test_arrows_are_as_wide_as_what_they_carry():
    drawing = drawn(cnn())
    widths = [
        max(x for x, _ in one.get_xy()) - min(x for x, _ in one.get_xy())
        for one in drawing.findobj(Polygon)
    ]
    assert widths == pytest.approx([12 * log10(1 + values) for values in (784, 3136, 1568, 10)])
    assert max(widths) < BOX_WIDTH


def test_what_is_written_of_a_cnn():
    diagram = cnn()
    assert [arrow.lines for arrow in diagram.arrows] == [
        ("28 × 28 × 1", "784 values"),
        ("14 × 14 × 16", "3,136 values"),
        ("7 × 7 × 32", "1,568 values"),
        ("10 outputs",),
    ]
    assert diagram.boxes[0].lines[2:] == ("448 parameters", "G = 0.25: expands")
    assert diagram.boxes[2].lines == ("10 × (1,568 + 1)", "= 15,690 bits")
    assert [(one.label, one.total) for one in diagram.choices] == [(EVERY, "15,690 bits")]


def test_layers_hand_on_a_bit_a_neuron():
    lines = [arrow.lines for arrow in stack_diagram([3, 1, 2, 1]).arrows]
    assert lines == [
        ("3 values",),
        ("hands on ≤ 1 bit",),
        ("hands on ≤ 2 bits",),
        ("1 output",),
    ]


@given(st.lists(st.integers(1, 500), min_size=3, max_size=3), st.integers(1, 10**7))
def test_compression_is_rounded_half_to_even(shape, leaving):
    entering = prod(shape)
    text = compression_text(entering, leaving)
    expected = "expands" if entering < leaving else "compresses"
    assert text.endswith("keeps the size" if entering == leaving else expected)
    if not text.startswith("G < "):
        said = float(text.split(" = ")[1].split(":")[0].replace(",", ""))
        assert said == pytest.approx(entering / leaving, abs=0.005001, rel=0.0051 * ("e" in text))


@given(st.integers(1, 10**40), st.integers(3, 12))
def test_long_numbers_keep_three_digits(value, most_digits):
    text = write_number(value, most_digits)
    if len(str(value)) <= most_digits:
        assert int(text.replace(",", "")) == value
    else:
        assert float(text) == pytest.approx(value, rel=0.00501)
        assert len(text.split("e")[0]) == 4


def test_the_description_and_the_rows_say_all_that_is_drawn():
    diagram = stack_diagram(VGG)
    said = describe_network(diagram)
    for number in ("25,088 values", "= 102,764,544 bits", "capped: 4,096 counted (width-capped)"):
        assert number in said
    assert said.endswith("MEC, all parameters: 123,642,856 bits.")
    frame = network_frame(diagram)
    assert list(frame["values_in"]) == VGG[:-1]
    assert frame["all_parameters_bits"].sum() == 123_642_856
    assert frame["decision_layer_bits"].tolist() == [0, 0, 4_097_000]


def test_the_same_network_is_drawn_the_same():
    assert lay_out(cnn()) == lay_out(cnn())
    assert stack_diagram(VGG) == stack_diagram(VGG)


@pytest.mark.parametrize(
    ("boxes", "arrows", "message"),
    [((), (Arrow(1, ()),), "0 boxes and 1 arrows"), ((Box("a", 1, ()),), (), "1 boxes and 0")],
)
def test_a_diagram_that_does_not_fit_together_is_refused(boxes, arrows, message):
    with pytest.raises(ValueError, match=message):
        Diagram(boxes, arrows)


def test_a_choice_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="'narrow', is none of"):
        Diagram((Box("a", 1, ()),), (Arrow(1, ()),) * 2, (Choice("wide", "1 bit"),), "narrow")
