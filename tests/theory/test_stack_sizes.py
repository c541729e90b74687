"""Descriptions of stacks, read and written, and what is said of those that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.theory.stack_sizes import (
    LARGEST_WIDTH,
    MOST_LAYERS,
    check_sizes,
    format_sizes,
    parse_sizes,
)

STACKS = st.lists(st.integers(1, LARGEST_WIDTH), min_size=2, max_size=MOST_LAYERS + 1).map(tuple)


@given(STACKS)
def test_what_is_written_is_read_again(sizes):
    assert parse_sizes("-".join(map(str, sizes))) == sizes
    assert parse_sizes(format_sizes(sizes)) == check_sizes(sizes) == sizes


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("8--1", "'' is not a whole number"),
        ("-8-1", "'' is not a whole number"),
        ("0-4", "'0' is not a whole number"),
        ("08-4", "'08' is not a whole number"),
        ("8-x-1", "'x' is not a whole number"),
        ("8 - 1", "'8 ' is not a whole number"),
        ("8-1\n", r"'1\\n' is not a whole number"),
        ("8-²", "'²' is not a whole number"),
        ("8-٣", "'٣' is not a whole number"),
        ("8-1.5", r"'1\.5' is not a whole number"),
        ("", "'' is not a whole number"),
        ("8", "it has 0 layers"),
        ("8-1000000000", "'1000000000' is not a whole number from 1 to 1024"),
        (f"8-{LARGEST_WIDTH + 1}-1", "1025 is not a whole number from 1 to 1024"),
        ("-".join(["2"] * 10_001), "it has 10000 layers of neurons, 1 to 12"),
        ("9" * 100_000, "is not a whole number"),
        (8, "it is no text"),
    ],
)
def test_what_is_no_network_is_named_with_the_way_out(text, reason):
    with pytest.raises(ValueError, match=reason) as caught:
        parse_sizes(text)
    message = str(caught.value)
    assert message.startswith(repr(text)[:40])
    assert "such as 8-8-2-32-1" in message
    assert len(message) < 400


@pytest.mark.parametrize(
    "sizes", [(), (3,), (3, 0), (3, -1), (3, True), (3, 2.0), (3, "2"), (1,) * 14, (1, 10**9)]
)
def test_sizes_that_are_none_are_refused_everywhere(sizes):
    for use in (check_sizes, format_sizes):
        with pytest.raises(ValueError, match="describes no network"):
            use(sizes)
