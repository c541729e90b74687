"""MNIST on disk: reading and verification."""

import gzip
import hashlib

import numpy as np
import pytest

from engine.lab import mnist_checks as checks
from engine.lab.mnist_checks import (
    FOLDER_VARIABLE,
    MNIST_SHA256,
    DataError,
    data_folder,
    mnist_file,
)
from engine.lab.mnist_download import fetch_mnist
from engine.lab.mnist_files import ensure_mnist, load_mnist, parse_idx
from tests.lab.mnist_samples import idx


def test_the_published_names_and_hashes():
    assert sorted(MNIST_SHA256) == [
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
    ]
    assert all(len(bytes.fromhex(value)) == 32 for value in MNIST_SHA256.values())


def test_the_folder_is_what_the_variable_names(monkeypatch, tmp_path):
    monkeypatch.setenv("MEC_DATA_DIR", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.delenv("MEC_DATA_DIR")
    assert data_folder().as_posix().endswith("/build/data")
    assert data_folder().is_absolute()


@pytest.mark.parametrize("shape", [(0,), (3,), (2, 3), (2, 28, 28)])
def test_an_idx_file_gives_back_its_array(shape):
    array = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    np.testing.assert_array_equal(parse_idx(idx(array)), array)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "begins with 00 00 08"),
        (gzip.compress(b"digits", mtime=0), "got 1f 8b 08"),
        (b"\0\0\x0d\x01\0\0\0\0", "got 00 00 0d"),
        (idx(np.zeros((2, 3), np.uint8))[:-1], r"shape \(2, 3\) and holds 5 values"),
    ],
)
def test_what_is_no_idx_file_is_refused(content, message):
    with pytest.raises(DataError, match=message):
        parse_idx(content)


def test_a_missing_folder_is_filled_once(tmp_path, monkeypatch, source, contents):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    monkeypatch.setattr(checks, "DEFAULT_FOLDER", tmp_path / "new" / "data")
    folder = ensure_mnist()
    images, labels = load_mnist(folder, "train")
    assert images.shape == (6, 28, 28)
    assert labels.shape == (6,)
    assert images.tobytes() == contents["train-images-idx3-ubyte"][16:]
    assert load_mnist(folder, "test")[0].shape == (4, 28, 28)
    ensure_mnist()
    assert len(source) == 1
    assert [path.name for path in folder.iterdir()] == ["MNIST"], "nothing temporary is left"


def test_reading_a_damaged_file_names_file_hashes_and_remedy(tmp_path, source, contents):
    fetch_mnist(tmp_path)
    path = mnist_file(tmp_path, "train-images-idx3-ubyte")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DataError) as caught:
        load_mnist(tmp_path, "train")
    message = str(caught.value)
    assert str(path) in message
    assert hashlib.sha256(contents[path.name]).hexdigest() in message
    assert hashlib.sha256(path.read_bytes()).hexdigest() in message
    assert "nox -s build" in message


def test_reading_a_missing_file_says_so(tmp_path):
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte is missing; .nox -s build"):
        load_mnist(tmp_path, "train")


def test_an_unknown_split_is_refused(tmp_path):
    with pytest.raises(ValueError, match="train, test, got 'validation'"):
        load_mnist(tmp_path, "validation")
