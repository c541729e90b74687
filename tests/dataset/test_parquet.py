"""Parquet files; what needs pyarrow is skipped where the extra `parquet` is not installed."""

import sys

import pandas as pd
import pytest

from engine.dataset.errors import DatasetError
from engine.dataset.reading import read_table
from tests.dataset.tables import prepare_file

ROWS = pd.DataFrame(
    {
        "number": [1.5, None, 2.5, 4.0] * 3,
        "colour": ["red", "green", None, "red"] * 3,
        "day": pd.to_datetime(["2020-01-01", "2020-01-02"] * 6),
        "y": [0, 1, 1, 0] * 3,
    }
)


def test_without_pyarrow_the_extra_is_named(tmp_path, monkeypatch):
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(DatasetError, match=r"needs pyarrow: pip install 'mec-report\[parquet\]'"):
        read_table(tmp_path / "a.parquet")


def test_parquet_reads_as_the_same_csv_does(tmp_path):
    pytest.importorskip("pyarrow")  # it is in the tests group
    ROWS.to_parquet(tmp_path / "a.parquet")
    ROWS.to_csv(tmp_path / "a.csv", index=False)
    one, other = (prepare_file(tmp_path / f"a.{form}") for form in ("parquet", "csv"))
    assert one.encoding == other.encoding
    assert [list(a) for a in one.inputs] == [list(b) for b in other.inputs]


def test_a_cut_off_file_is_refused(tmp_path):
    pytest.importorskip("pyarrow")  # it is in the tests group
    ROWS.to_parquet(tmp_path / "whole.parquet")
    whole = (tmp_path / "whole.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DatasetError, match="no whole Parquet file"):
        read_table(tmp_path / "cut.parquet")
