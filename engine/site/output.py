"""Folders of files that are made: replaced as a whole, or brought up to date in place."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from engine.records.files import writing

Files = Mapping[str, str | bytes]
"""Content of each file, by its path relative to the folder."""


def replace_folder(target: Path, files: Files) -> None:
    """Write a folder beside the old one, then put it in its place.

    If anything fails, the old one stays as it was.
    """
    with made_beside(target) as fresh:
        _write_all(fresh, files)


@contextmanager
def made_beside(target: Path) -> Iterator[Path]:
    """Give an empty folder beside another, and put it in the other's place when all is made.

    If anything fails, the old one stays as it was, and so it does where this process is killed:
    but for the moment between two renamings, in which it lies beside, under the name ending in
    ".old".

    Args:
        target: The folder to be replaced; it need not be there.
    """
    fresh, old = (target.with_name(f"{target.name}.{end}") for end in ("part", "old"))
    shutil.rmtree(fresh, ignore_errors=True)
    with writing(fresh):
        fresh.mkdir(parents=True)
    try:
        yield fresh
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)
    with writing(target):
        if target.exists():
            target.replace(old)
        fresh.replace(target)
    shutil.rmtree(old, ignore_errors=True)


def _write_all(fresh: Path, files: Files) -> None:
    for name, content in files.items():
        path = fresh / name
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_encode(content))


def write_changed(target: Path, files: Files) -> list[str]:
    """Write the files whose content is not there yet, and return their names."""
    changed = []
    for name, content in files.items():
        path = target / name
        data = _encode(content)
        if not path.is_file() or path.read_bytes() != data:
            with writing(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            changed.append(name)
    return changed


def _encode(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
