import numpy as np
import pytest

from engine.dataset.arrays import read_written_encoding, write_arrays
from engine.dataset.description import prepare_arrays
from engine.dataset.encoding import encode, standardise
from engine.dataset.errors import DatasetError
from engine.dataset.reading import read_table
from tests.dataset.tables import draw_rows, prepare_file, write_csv

CSV = "size,colour,y\n" + "1,red,u\n2,green,v\n3,blue,u\n,red,v\n" * 3


def write(folder, prepared, name="arrays.npz"):
    with (folder / name).open("wb") as file:
        write_arrays(file, prepared)
    return folder / name


def test_arrays_hold_what_a_network_is_trained_on_and_how_it_was_made(tmp_path):
    source = write_csv(tmp_path, CSV)
    written = write(tmp_path, prepare_file(source))
    with np.load(written) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    assert found["columns"].tolist() == [
        *("size", "size missing"),
        *("colour=blue", "colour=green", "colour=red"),
    ]
    assert found["classes"][found["y"]].tolist() == read_table(source).frame["y"].tolist()
    assert found["x"].shape == (12, 5)
    assert found["x"].std(axis=0) == pytest.approx(1)
    made = read_written_encoding(written)
    assert (made.classes, made.target, made.cuts) == (("u", "v"), "y", None)
    again = standardise(encode(read_table(source).frame, made.encoding), made.encoding)
    assert again.tolist() == found["x"].tolist()


def test_written_arrays_are_a_table_that_reads_the_same(tmp_path):
    first = prepare_file(write_csv(tmp_path, draw_rows(lambda row: int(row[0] > 0))))
    second = prepare_file(write(tmp_path, first))
    assert second.target.labels.tolist() == first.target.labels.tolist()
    assert [one.name for one in second.encoding.columns] == ["c0", "c1", "c2", "c3"]


def test_arrays_in_memory_are_prepared_as_those_of_a_file(tmp_path):
    first = prepare_file(write_csv(tmp_path, draw_rows(lambda row: int(row[0] > 0))))
    second = prepare_arrays(np.column_stack(first.inputs), first.target.labels)
    assert [list(one) for one in second.inputs] == [list(one) for one in first.inputs]
    assert second.target.counts == first.target.counts


def test_other_files_have_no_encoding(tmp_path):
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    with pytest.raises(DatasetError, match="was not written by mec data --arrays"):
        read_written_encoding(tmp_path / "other.npz")
