"""Rows that a trained model is asked about."""

import numpy as np
import pytest

from engine.dataset.arrays import write_arrays
from engine.dataset.asked import as_numbers, read_asked, read_more
from engine.dataset.errors import DatasetError
from tests.dataset.tables import prepare_file, write_csv

TABLE = "n,kind,y\n1,a,yes\n2,b,no\n3,a,yes\n6,,no\n"
FURTHER = "kind,y,n\nb,yes,3\na,no,12\n"


@pytest.fixture
def table(tmp_path):
    return write_csv(tmp_path, TABLE)


@pytest.fixture
def arrays(table, tmp_path):
    path = tmp_path / "encoded.npz"
    with path.open("wb") as file:
        write_arrays(file, prepare_file(table))
    return path


def test_a_table_is_encoded_as_mec_data_encodes_it(table, arrays):
    coding, asked = read_asked(table, "y", None, None)
    with np.load(arrays) as written:
        np.testing.assert_array_equal(asked.inputs, written["x"])
    assert coding.classes == ("no", "yes")
    assert asked.labels.tolist() == [1, 0, 1, 0]
    assert asked.frame["kind"].tolist()[:3] == ["a", "b", "a"]
    assert "y" not in asked.frame.columns


def test_arrays_that_were_written_are_the_same_rows(table, arrays):
    coding, asked = read_asked(arrays, None, None, None)
    by_table, from_table = read_asked(table, "y", None, None)
    np.testing.assert_array_equal(asked.inputs, from_table.inputs)
    assert (coding.target, coding.classes) == ("y", by_table.classes)
    assert asked.labels.tolist() == from_table.labels.tolist()


@pytest.mark.parametrize("by_arrays", [True, False], ids=["arrays", "encoding"])
def test_further_rows_are_encoded_as_those_before(table, arrays, tmp_path, by_arrays):
    further = write_csv(tmp_path, FURTHER, "further.csv")
    if by_arrays:
        coding, _ = read_asked(arrays, None, None, None)
    else:
        coding, _ = read_asked(table, None, None, arrays)
    asked = read_more(further, coding)
    assert asked.labels.tolist() == [1, 0]
    # Of 1, 2, 3 and 6 the mean is 3 and the variance 3.5.
    np.testing.assert_allclose(asked.inputs[:, 0], [0, (12 - 3) / np.sqrt(3.5)])


def test_arrays_of_ones_own_enter_as_they_stand(tmp_path):
    path = tmp_path / "own.npz"
    inputs = np.array([[1.0, 5.0], [2.0, 7.0], [4.0, 9.0], [8.0, 2.0]])
    np.savez(path, x=inputs, y=[3, 3, 5, 5])
    coding, asked = read_asked(path, None, None, None)
    np.testing.assert_array_equal(asked.inputs, inputs)
    assert (coding.target, coding.classes, coding.encoding) == ("y", ("3", "5"), None)
    assert read_more(path, coding).labels.tolist() == [0, 0, 1, 1]


def test_arrays_that_were_encoded_apart_are_refused(table, arrays, tmp_path):
    other = tmp_path / "other.npz"
    with other.open("wb") as file:
        write_arrays(file, prepare_file(write_csv(tmp_path, TABLE.replace("6", "9"), "o.csv")))
    coding, _ = read_asked(arrays, None, None, None)
    with pytest.raises(DatasetError, match="was encoded apart from"):
        read_more(other, coding)


QUANTITY = "n,y\n" + "".join(f"{row},{row / 2}\n" for row in range(1, 41))


@pytest.mark.parametrize("by", ["table", "arrays", "encoding"])
def test_further_rows_are_cut_where_those_before_are(tmp_path, by):
    table = write_csv(tmp_path, QUANTITY)
    arrays = tmp_path / "cut.npz"
    with arrays.open("wb") as file:
        write_arrays(file, prepare_file(table, bins=4))
    given = {
        "table": (table, "y", 4, None),
        "arrays": (arrays, None, None, None),
        "encoding": (table, None, None, arrays),
    }
    coding, asked = read_asked(*given[by])
    assert np.bincount(asked.labels).tolist() == [10] * 4
    assert asked.outside_rows == 0
    further = write_csv(tmp_path, "y,n\n-3,1\n5,2\n5.1,3\n20,4\n21,5\n22,6\n", "further.csv")
    more = read_more(further, coding)
    assert more.labels.tolist() == [0, 0, 1, 3, 3, 3]
    assert more.outside_rows == 3


def test_further_rows_without_numbers_cannot_be_cut(tmp_path):
    coding, _ = read_asked(write_csv(tmp_path, QUANTITY), "y", 2, None)
    with pytest.raises(DatasetError, match=r"'y' of .* holds no numbers, and classes are ranges"):
        read_more(write_csv(tmp_path, "n,y\n1,high\n2,low\n", "f.csv"), coding)


def test_what_cannot_be_told_is_asked_for(table, arrays):
    with pytest.raises(DatasetError, match="with --target; there are n, kind, y"):
        read_asked(table, None, None, None)
    with pytest.raises(DatasetError, match="holds inputs already; leave --encoding out"):
        read_asked(arrays, None, None, arrays)
    with pytest.raises(DatasetError, match="was not written by mec data --arrays"):
        read_asked(table, None, None, table)


def test_text_and_missing_values_are_no_numbers(table):
    _, asked = read_asked(table, "y", None, None)
    with pytest.raises(DatasetError, match="column 'kind' of rows holds no numbers"):
        as_numbers(asked.frame, "rows")
    np.testing.assert_array_equal(as_numbers(asked.frame[["n"]], "rows")[:, 0], [1, 2, 3, 6])
