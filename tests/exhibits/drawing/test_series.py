from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.drawing.series import KEY_PREFIX, SERIES_PREFIX, name_series
from engine.exhibits.drawing.style import (
    MUTED_COLOUR,
    line_look,
    mark,
    new_drawing,
    point_look,
    style,
)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=12, unique=True))
def test_each_mark_belongs_to_the_entry_that_looks_like_it(series):
    """With points of more series than there are colours, in any order."""
    with style():
        _, axes = new_drawing()
        points = {n: axes.plot(n, n, gid=mark(f"p{n}"), **point_look(n))[0] for n in series}
        for n in reversed(series):
            axes.plot([], [], label=f"s{n}", **point_look(n))
        axes.legend()
        name_series(axes.figure)
    texts = axes.get_legend().get_texts()
    numbers = {text.get_text(): text.get_gid().removeprefix(KEY_PREFIX) for text in texts}
    assert len(set(numbers.values())) == len(series)
    for n, point in points.items():
        number, _, said = point.get_gid().removeprefix(SERIES_PREFIX).partition(" ")
        assert number == numbers[f"s{n}"]
        assert said == mark(f"p{n}")


def test_a_line_and_its_interval_belong_to_the_entry_of_their_colour():
    with style():
        _, axes = new_drawing()
        line = axes.plot([1, 2], [1, 2], **line_look(1))[0]
        interval = axes.plot([1, 1], [1, 2], color=line_look(1)["color"], linestyle="-")[0]
        reference = axes.axhline(1, color=MUTED_COLOUR)
        for n in range(2):
            axes.plot([], [], label=f"s{n}", **{**point_look(n), **line_look(n)})
        axes.legend()
        name_series(axes.figure)
    assert line.get_gid() == f"{SERIES_PREFIX}2 "
    assert reference.get_gid() is None
    assert interval.get_gid() in (f"{SERIES_PREFIX}2 ", None)


def test_without_a_legend_nothing_is_named():
    with style():
        _, axes = new_drawing()
        line = axes.plot([1, 2], [1, 2], gid=mark("a"), **line_look(0))[0]
        name_series(axes.figure)
    assert line.get_gid() == mark("a")
