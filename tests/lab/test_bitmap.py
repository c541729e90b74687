"""Which examples are right, as text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lab.bitmap import decode_bitmap, encode_bitmap


@given(st.lists(st.booleans(), max_size=50))
def test_a_bitmap_gives_back_its_flags(flags):
    bitmap = encode_bitmap(np.array(flags, dtype=bool))
    assert decode_bitmap(bitmap, len(flags)).tolist() == flags


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=50))
def test_discordant_pairs_can_be_counted_on_the_bitmaps(pairs):
    first, second = (np.array(flags) for flags in zip(*pairs, strict=True))
    a, b = (int(encode_bitmap(flags), 16) for flags in (first, second))
    assert (a & ~b).bit_count() == (first & ~second).sum()
    assert (b & ~a).bit_count() == (second & ~first).sum()


@pytest.mark.parametrize(("bitmap", "count"), [("ff", 9), ("ffff", 8), ("", 1)])
def test_a_bitmap_of_another_length_is_refused(bitmap, count):
    with pytest.raises(ValueError, match=f"{count} values need"):
        decode_bitmap(bitmap, count)
