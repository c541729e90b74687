import tracemalloc

import numpy as np
import pytest

from engine.dataset.errors import DatasetError
from engine.dataset.reading import read_table
from engine.dataset.target import read_target
from tests.dataset.tables import prepare_file, write_csv

BAD = {
    "empty": (b"", "is empty"),
    "names alone": (b"a,y\n", "no rows"),
    "blank lines": (b"\n\n", "begins with an empty line"),
    "no text": (b"a,y\n1,\xff\xfe\n2,b\n", "no text in UTF-8"),
    "zero bytes": (b"PK\x00\x01,y\n", "no text"),
    "twice the same name": (b"a,a,y\n1,2,3\n", "names two columns 'a' (1 and 2)"),
    "a column without a name": (b"a,,y\n1,2,3\n", "column 2 of"),
    "ends midway": (b"a,b,y\n1,2,u\n1,3", "ends midway: its last line has 2 of 3 cells"),
    "an open quotation": (b'a,b,y\n1,2,u\n1,3,"u', "ends midway: a quotation has no end"),
    "a long line cut": (b"a,b,y\n" + b"1,2,u\n" * 3 + b"1," + b"3" * 70_000, "has 2 of 3 cells"),
    "ends within a number": (b"a,y\n" + b"1,2.5\n" * 10 + b"1,-", "its last cell '-' is no number"),
    "ends within a text": (
        b"a,y\n" + b"1,versicolor\n2,setosa\n" * 5 + b"1,versi",
        "its last cell 'versi' is the beginning of a text above it, and no line end follows",
    ),
    "a line too long": (b"a,y\n1,2\n1,2,3\n1,2\n", "no table"),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_what_is_no_table_is_refused_in_one_line(tmp_path, content, said):
    path = write_csv(tmp_path, content)
    with pytest.raises(DatasetError) as caught:
        read_table(path)
    assert said in str(caught.value)
    assert "table.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["absent.csv", "a.xlsx", "folder.csv"])
def test_a_file_of_no_known_kind_is_refused(tmp_path, name):
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DatasetError, match=r"name a \.csv, \.tsv, \.parquet or \.npz file"):
        read_table(tmp_path / name)


def test_numbers_are_the_floats_nearest_to_what_is_written(tmp_path):
    values = np.random.default_rng(0).normal(size=200).tolist()
    path = write_csv(tmp_path, "x\n" + "\n".join(map(repr, values)) + "\n")
    assert read_table(path).frame["x"].tolist() == values


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_seen(tmp_path, delimiter):
    path = write_csv(tmp_path, "a\ty\n1\tu,w\n2\tv\n".replace("\t", delimiter))
    assert read_table(path).frame["y"].tolist() == ["u,w", "v"]


def test_decimal_commas_are_seen_behind_semicolons(tmp_path):
    path = write_csv(tmp_path, "a;b;y\n1,5;2;u,v\n-2,25;3;w\n")
    assert read_table(path).frame.to_numpy().tolist() == [[1.5, 2, "u,v"], [-2.25, 3, "w"]]


def test_a_mark_of_the_byte_order_is_no_part_of_a_name(tmp_path):
    path = write_csv(tmp_path, b"\xef\xbb\xbfa,y\n1,2\n")
    assert list(read_table(path).frame.columns) == ["a", "y"]


def test_a_large_file_is_sampled_evenly_and_says_so(tmp_path):
    path = write_csv(tmp_path, "a,y\n" + "".join(f"{row},{row % 2}\n" for row in range(20_000)))
    table = read_table(path, most_cells=4_000)
    assert table.is_sampled
    assert table.rows_in_file == 20_000
    assert 1_800 < len(table.frame) < 2_200
    assert table.frame["a"].mean() == pytest.approx(10_000, rel=0.05)
    assert read_table(path).frame["a"].tolist() == list(range(20_000))


def test_a_column_that_turns_to_text_is_text_from_the_start(tmp_path, monkeypatch):
    """Chunks are read on their own: the first holds numbers only."""
    monkeypatch.setattr("engine.dataset.read_csv._CHUNK_CELLS", 4)
    path = write_csv(tmp_path, "a,y\n1,0\n2,1\n1,0\n,1\nu,1\nu,0\n2,1\n")
    column = read_table(path).frame["a"]
    assert column.tolist()[:3] == ["1", "2", "1"]
    assert column.isna().tolist() == [False] * 3 + [True] + [False] * 3
    assert column.tolist()[4:] == ["u", "u", "2"]


def test_arrays_are_read_by_either_layout(tmp_path):
    inputs = np.arange(12.0).reshape(6, 2)
    np.savez(tmp_path / "xy.npz", x=inputs, y=np.array(list("uvuvuv")))
    np.savez(tmp_path / "columns.npz", a=inputs[:, 0], b=inputs[:, 1], y=np.array(list("uvuvuv")))
    both = [prepare_file(tmp_path / name) for name in ("xy.npz", "columns.npz")]
    assert [[list(one) for one in found.inputs] for found in both] == [inputs.T.tolist()] * 2
    assert [found.encoding.columns[0].name for found in both] == ["x0", "a"]


SAVERS = {"stored": np.savez, "compressed": np.savez_compressed}


@pytest.mark.parametrize("save", SAVERS.values(), ids=SAVERS)
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_large_npz_is_sampled_as_the_same_csv_is(tmp_path, monkeypatch, save, order):
    monkeypatch.setattr("engine.dataset.npz_rows._CHUNK_BYTES", 1000)
    monkeypatch.setattr("engine.dataset.read_arrays._CHUNK_ROWS", 700)
    inputs = np.arange(9_000).reshape(3_000, 3)
    labels = np.array(["even", "odd"])[inputs[:, 0] % 2]
    save(tmp_path / "xy.npz", x=np.asarray(inputs, order=order), y=labels, columns=list("abc"))
    save(tmp_path / "columns.npz", **dict(zip("abc", inputs.T, strict=True)), y=labels)
    lines = (f"{a},{b},{c},{y}" for (a, b, c), y in zip(inputs, labels, strict=True))
    path = write_csv(tmp_path, "\n".join(["a,b,c,y", *lines]))
    expected = read_table(path, most_cells=2_000)
    assert expected.is_sampled
    for name in ("xy.npz", "columns.npz"):
        table = read_table(tmp_path / name, most_cells=2_000)
        assert table.rows_in_file == 3_000
        assert table.frame.to_csv() == expected.frame.to_csv()


@pytest.mark.parametrize("save", SAVERS.values(), ids=SAVERS)
def test_of_a_large_npz_no_more_than_a_sample_is_held(tmp_path, save):
    save(tmp_path / "a.npz", x=np.zeros((400_000, 20)), y=np.zeros(400_000, int))
    tracemalloc.start()
    try:
        table = read_table(tmp_path / "a.npz", most_cells=42_000)
        most_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 1_800 < len(table.frame) < 2_200
    assert most_bytes < 64_000_000 / 1.2


def test_wide_text_in_an_npz_is_counted_by_what_it_takes(tmp_path):
    np.savez(tmp_path / "a.npz", t=np.array(["a" * 1000, "b"] * 2_000), y=np.arange(4_000) % 2)
    table = read_table(tmp_path / "a.npz", most_cells=16_000)
    assert table.is_sampled


def test_a_damaged_npz_is_refused(tmp_path):
    random = np.random.default_rng(0)
    np.savez_compressed(tmp_path / "a.npz", x=random.random((4_000, 2)), y=np.zeros(4_000))
    content = bytearray((tmp_path / "a.npz").read_bytes())
    content[5_000:5_100] = bytes(100)
    (tmp_path / "a.npz").write_bytes(content)
    for most_cells in (100_000, 1_000):
        with pytest.raises(DatasetError, match=r"no whole \.npz file of plain arrays"):
            read_table(tmp_path / "a.npz", most_cells=most_cells)


def test_other_arrays_are_named_with_what_was_expected(tmp_path):
    np.savez(tmp_path / "bad.npz", x=np.zeros((4, 2)), y=np.zeros(3))
    with pytest.raises(DatasetError, match=r"needed are x of .* are x \(4, 2\), y \(3,\)"):
        read_table(tmp_path / "bad.npz")


def test_a_cut_off_or_pickled_npz_is_refused_and_runs_nothing(tmp_path):
    np.savez(tmp_path / "whole.npz", x=np.zeros((400, 2)), y=np.zeros(400))
    whole = (tmp_path / "whole.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[: len(whole) // 2])
    np.savez(tmp_path / "pickled.npz", x=np.zeros((4, 2)), y=np.array([print] * 4, dtype=object))
    for name in ("cut.npz", "pickled.npz"):
        with pytest.raises(DatasetError, match=r"no whole \.npz file of plain arrays"):
            read_table(tmp_path / name)


def test_formulas_stay_text(tmp_path):
    text = "a,y\n=1+1,u\n=1+1,v\n=cmd|' /C calc'!A0,u\n=cmd|' /C calc'!A0,u\n"
    table = read_table(write_csv(tmp_path, text))
    assert table.frame["a"].tolist()[:1] == ["=1+1"]
    assert read_target(table.frame, "y").classes == ("u", "v")
