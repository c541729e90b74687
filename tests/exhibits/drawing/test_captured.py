"""What a drawing function was made with, told apart."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import pytest

from engine.exhibits.drawing.captured import UnknownValueError, captured_values


@dataclass
class Look:
    colour: str


def helper(value):
    def draw():
        return value

    return draw


def draw_with(value, *, size=1):
    return value, size


PAIRS = [
    (1, 2),
    ("a", "b"),
    (1, 1.0),
    ([1, 2], [[1], 2]),
    ({"a": 1}, {"a": 2}),
    (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})),
    (np.array([1.0]), np.array([1.0, 2.0])),
    (Look("red"), Look("blue")),
    (helper(1), helper(2)),
    (None, 0),
]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("bind", [helper, partial(partial, draw_with)])
def test_other_values_are_told_apart_and_the_same_are_the_same(bind, one, other):
    assert captured_values(bind(one)) == captured_values(bind(one))
    assert captured_values(bind(one)) != captured_values(bind(other))


def test_keywords_and_defaults_count():
    plain = partial(draw_with, 1)
    assert captured_values(plain) != captured_values(partial(draw_with, 1, size=2))
    first, second = (lambda size=size: size for size in (1, 2))
    assert captured_values(first) != captured_values(second)


def test_what_cannot_be_told_is_refused():
    with pytest.raises(UnknownValueError, match="object"):
        captured_values(helper(object()))


def test_a_function_that_closes_over_itself():
    def draw():
        return draw

    assert captured_values(draw)
