"""The end of a CSV file: what was cut off is seen where it shows, and nothing else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dataset.csv_end import find_fault
from engine.dataset.reading import read_table
from tests.dataset.tables import write_csv

WHOLE = {
    "numbers": ["1.5", "2.25", "-3e-7"] * 9,
    "numbers, some missing": ["1", "", "NA", "2.5"] * 6,
    "dates": [f"2020-01-{day:02}" for day in range(1, 31)],
    "times": [f"2020-01-02 03:04:{second:02}" for second in range(20)],
    "labels": ["setosa", "versicolor", "virginica"] * 9,
    "labels that begin others": ["a", "ab", "abc"] * 9,
    "texts": [f"note {place}" for place in range(30)],
    "line separators of other texts": ["a\u2028b", "c\x85d\x0be"] * 10,
    "quoted": ['"x, y"', '"z"'] * 10,
}


@pytest.mark.parametrize("cells", WHOLE.values(), ids=WHOLE)
def test_a_whole_file_needs_no_line_end(tmp_path, cells):
    text = "a,y\n" + "\n".join(f"{row},{cell}" for row, cell in enumerate(cells))
    for place in range(len(cells) - 12):
        lines = text.split("\n")[: len(cells) + 1 - place]
        assert len(read_table(write_csv(tmp_path, "\n".join(lines))).frame) == len(cells) - place


@pytest.mark.parametrize(
    ("last", "above", "said"),
    [
        ("2020-01-1", WHOLE["dates"], "no date"),
        ("2020-01-02 03:0", WHOLE["times"], "no date"),
        ("1.", WHOLE["numbers"], "no number"),
        ("-3e", WHOLE["numbers, some missing"], "no number"),
        ("", WHOLE["labels"], "is empty"),
        ("seto", WHOLE["labels"], "beginning of a text"),
    ],
)
def test_a_cell_that_was_cut_off_is_seen(last, above, said):
    assert said in find_fault(last, above)
    assert find_fault(last, above[:3]) is None


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False).map(repr), min_size=1))
def test_a_number_beside_numbers_is_whole(cells):
    *above, last = cells
    assert find_fault(last, above) is None


@given(st.lists(st.sampled_from("abcd"), min_size=12, max_size=30))
def test_a_label_that_is_there_before_is_whole(cells):
    assert find_fault(cells[-1], cells) is None
