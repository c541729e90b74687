import numpy as np
import pandas as pd
import pytest

from engine.dataset.errors import DatasetError
from engine.dataset.target import read_target


def frame(values):
    column = pd.Series(values)
    return pd.DataFrame({"y": column if column.dtype.kind in "ifb" else column.astype("category")})


def test_classes_are_sorted_by_what_they_are():
    assert read_target(frame(["b", "a", "b", "a"]), "y").classes == ("a", "b")
    numbers = read_target(frame([10, 9, 10, 9]), "y")
    assert (numbers.classes, numbers.labels.tolist()) == (("9", "10"), [1, 0, 1, 0])
    assert read_target(frame([True, False] * 2), "y").classes == ("False", "True")
    assert read_target(frame([0.5, 1.5] * 2), "y").classes == ("0.5", "1.5")
    assert numbers.counts == [2, 2]


@pytest.mark.parametrize(
    ("values", "bins", "said"),
    [
        ([1.0, 2.0, np.nan, 1.0], None, "1 of 4 rows have no label"),
        (["a", None, "b", "a"], None, "1 of 4 rows have no label"),
        ([3, 3, 3], None, "all 3 rows are labelled '3'"),
        (["a", "b", "c", "c"], None, "3 classes in 4 rows"),
        (np.linspace(0, 1, 50), None, "a quantity: 50 different numbers; .*--bins 2"),
        (list(range(500)), None, "a quantity: 500 different numbers"),
        (["a", "b"] * 3, 2, "--bins cuts numbers"),
        ([1.0, 2.0] * 3, 1, "--bins must be 2 to 100, got 1"),
        ([1.0] * 6, 2, "all 6 rows are labelled"),
    ],
)
def test_what_is_no_target_is_refused(values, bins, said):
    with pytest.raises(DatasetError, match=said):
        read_target(frame(values), "y", bins)


def test_an_unknown_column_is_answered_by_the_known_ones():
    with pytest.raises(DatasetError, match="there is no column 'z'; there are y"):
        read_target(frame([1, 2]), "z")


def test_bins_hold_as_many_rows_each():
    target = read_target(frame(np.random.default_rng(0).normal(size=1000)), "y", bins=4)
    assert target.counts == [250] * 4
    assert target.bins == 4


def test_equal_numbers_never_fall_into_two_bins():
    target = read_target(frame([1.0] * 5 + [2.0, 3.0]), "y", bins=2)
    assert (target.classes, target.counts) == (("up to 1", "above 1"), [5, 2])
