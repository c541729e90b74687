from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.prose import FILTERS, duration, integer, listing, number, p_value, percent

SPACE = "\N{NO-BREAK SPACE}"


@given(st.integers())
def test_an_integer_keeps_every_digit(value):
    assert integer(value).replace(",", "") == str(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (999, "999"), (-1000, "-1,000"), (np.int64(1_281_000), "1,281,000"), (3.0, "3")],
)
def test_integers(value, text):
    assert integer(value) == text


@pytest.mark.parametrize("bad", [0.5, Fraction(1, 3), np.float64(2.25)])
def test_what_is_no_integer_is_refused(bad):
    with pytest.raises(TypeError, match=r"is not an integer; use the filter number\(digits\)"):
        integer(bad)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(147, 2), 1, "73.5"),
        (1_281_000 / 8192, 3, "156.372"),
        (12_345.678, 2, "12,345.68"),
        (2, 0, "2"),
        (-0.001, 2, "0.00"),
        (-0.26, 1, "\N{MINUS SIGN}0.3"),
    ],
)
def test_numbers(value, digits, text):
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [(0.986, 1, "98.6"), (1, 0, "100"), (Fraction(1, 3), 2, "33.33"), (-0.0001, 1, "0.0")],
)
def test_percentages(share, digits, text):
    assert percent(share, digits) == f"{text}{SPACE}%"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59.6, "60 s"),
        (119.4, "119 s"),
        (120, "2 min"),
        (600, "10 min"),
        (7199, "120 min"),
        (7200, "2.0 h"),
        (86_400, "24.0 h"),
    ],
)
def test_durations(seconds, text):
    assert duration(seconds) == text.replace(" ", SPACE)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "p < 0.001"), (0.0009999, "p < 0.001"), (0.001, "p = 0.001"), (0.21, "p = 0.210")],
)
def test_p_values(value, text):
    assert p_value(value) == text


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_listings(items, text):
    assert listing(items) == text


def test_templates_reach_every_filter_by_its_name():
    assert {name: function.__name__ for name, function in FILTERS.items()} == {
        name: name for name in FILTERS
    }
