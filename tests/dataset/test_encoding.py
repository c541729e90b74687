import numpy as np
import pandas as pd
import pytest

from engine.dataset.encoding import (
    Kind,
    LeftOut,
    encode,
    learn_encoding,
    read_encoding,
    standardise,
)
from engine.dataset.errors import DatasetError
from engine.dataset.reading import read_table
from tests.dataset.tables import write_csv

CSV = (
    "number,missing,truth,colour,size,day,note,same,y\n"
    "1.5,1,True,red,s,2020-01-02,hello you,7,0\n"
    "2.5,,False,green,l,2020-01-03T12:00:00Z,=1+1,7,1\n"
    "3.5,5,True,,s,1970-01-01,a third,7,0\n"
    "5.5,2,False,red,l,2020-01-02,and more,7,1\n"
    "0.5,9,True,green,s,,and then,7,0\n"
    "1.5,1,True,blue,s,2020-01-02,some text,7,0\n"
    "1.5,1,True,blue,s,2020-01-02,at the end,7,1\n"
)


@pytest.fixture
def frame(tmp_path):
    return read_table(write_csv(tmp_path, CSV)).frame


def test_each_kind_of_column_becomes_inputs(frame):
    encoding, inputs = learn_encoding(frame, "y")
    found = {
        column.name: values.tolist()
        for column, values in zip(encoding.columns, inputs, strict=True)
    }
    assert found == {
        "number": [1.5, 2.5, 3.5, 5.5, 0.5, 1.5, 1.5],
        "missing": [1, 1.5, 5, 2, 9, 1, 1],
        "missing missing": [0, 1, 0, 0, 0, 0, 0],
        "truth": [1, 0, 1, 0, 1, 1, 1],
        "colour=blue": [0, 0, 0, 0, 0, 1, 1],
        "colour=green": [0, 1, 0, 0, 1, 0, 0],
        "colour=red": [1, 0, 0, 1, 0, 0, 0],
        "colour missing": [0, 0, 1, 0, 0, 0, 0],
        "size=s": [1, 0, 1, 0, 1, 1, 1],
        "day": [18263, 18264.5, 0, 18263, 18263, 18263, 18263],
        "day missing": [0, 0, 0, 0, 1, 0, 0],
    }
    assert encoding.left_out == (LeftOut("note", "text, 7 different"), LeftOut("same", "constant"))


def test_standardised_inputs_have_mean_0_and_variance_1(frame):
    encoding, inputs = learn_encoding(frame, "y")
    standard = standardise(inputs, encoding)
    assert standard.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert standard.std(axis=0) == pytest.approx(1)


def test_an_encoding_survives_being_written_and_makes_the_same_inputs(frame):
    encoding, inputs = learn_encoding(frame, "y")
    again = read_encoding(encoding.as_json())
    assert again == encoding
    made = encode(frame.drop(columns="y"), again)
    assert [one.tolist() for one in made] == [one.tolist() for one in inputs]


def test_other_rows_are_encoded_by_what_was_learnt(frame, tmp_path):
    """A category never seen is none; a missing value is filled with the median learnt."""
    encoding, _ = learn_encoding(frame, "y")
    other = CSV.splitlines()[0] + "\n,,True,violet,s,2020-01-02,x,7,0\n4,3,False,red,m,,y,8,1\n"
    rows = read_table(write_csv(tmp_path, other, "other.csv")).frame
    made = dict(zip((one.name for one in encoding.columns), encode(rows, encoding), strict=True))
    assert made["number"].tolist() == [1.5, 4]
    assert made["missing"].tolist() == [1.5, 3]
    assert made["missing missing"].tolist() == [1, 0]
    assert [made[f"colour={name}"].tolist() for name in ("blue", "red")] == [[0, 0], [0, 1]]
    assert made["size=s"].tolist() == [1, 0]
    assert made["day"].tolist() == [18263, 18263]


def test_rows_that_do_not_fit_are_refused(frame):
    encoding, _ = learn_encoding(frame, "y")
    with pytest.raises(DatasetError, match="no column 'number'"):
        encode(frame.drop(columns="number"), encoding)
    words = frame.assign(number=pd.Series(["u", "v"] * 3 + ["u"], dtype="category"))
    with pytest.raises(DatasetError, match="column 'number' holds what is no number"):
        encode(words, encoding)
    with pytest.raises(DatasetError, match="no encoding that mec data wrote"):
        read_encoding('{"columns": []}')


def test_a_table_without_a_column_to_learn_from_is_refused():
    rows = pd.DataFrame({"same": [1, 1, 1, 1], "empty": [np.nan] * 4, "y": [0, 1, 0, 1]})
    with pytest.raises(DatasetError, match=r"no column is left .*same \(constant\), empty \(empty"):
        learn_encoding(rows, "y")


def test_numbers_too_large_and_days_that_are_none_do_no_harm():
    days = pd.Series(["2020-02-30", "2020-01-01"] * 3, dtype="category")
    rows = pd.DataFrame({"a": [1e300, -1e300, 1] * 2, "day": days, "y": [0, 1] * 3})
    encoding, inputs = learn_encoding(rows, "y")
    assert encoding.left_out == (LeftOut("a", "numbers too large to be squared"),)
    assert [column.name for column in encoding.columns] == ["day=2020-02-30"]
    assert inputs[0].tolist() == [1, 0] * 3


def test_infinite_numbers_are_missing_ones():
    rows = pd.DataFrame({"a": [1.0, np.inf, 3.0, 2.0], "y": [0, 1, 0, 1]})
    encoding, inputs = learn_encoding(rows, "y")
    assert [column.kind for column in encoding.columns] == [Kind.NUMBER, Kind.MISSING]
    assert inputs[0].tolist() == [1, 2, 3, 2]
