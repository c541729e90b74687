"""Folders of files that are made: replaced as a whole, or brought up to date in place."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from engine.records.files import writing

Files = Mapping[str, str | bytes]
"""Content of each file, by its path relative to the folder."""

_PART: Final = re.compile(r"[^\x00-\x1f\x7f\\:<>\"|?*]*[^\x00-\x1f\x7f\\:<>\"|?*. ]")
"""A name of a file or folder that every system can have."""

_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""What Windows takes for a device, whatever follows the dot."""


class OutputError(ValueError):
    """A file that would not lie in the folder that is written; the message names it."""


def replace_folder(target: Path, files: Files) -> None:
    """Write a folder beside the old one, then put it in its place.

    If anything fails, the old one stays as it was.

    Raises:
        OutputError: If the path of a file leads out of the folder, or no system can have it.
    """
    places = {path_within(name): content for name, content in files.items()}
    with made_beside(target) as fresh:
        _write_all(fresh, places)


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


def _write_all(fresh: Path, files: Mapping[PurePosixPath, str | bytes]) -> None:
    for place, content in files.items():
        path = fresh / place
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_encode(content))


def write_changed(target: Path, files: Files) -> list[str]:
    """Write the files whose content is not there yet, and return their names.

    Raises:
        OutputError: As `replace_folder`; nothing is written then.
    """
    places = {name: path_within(name) for name in files}
    changed = []
    for name, content in files.items():
        path = target / places[name]
        data = _encode(content)
        if not path.is_file() or path.read_bytes() != data:
            with writing(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            changed.append(name)
    return changed


def path_within(name: str) -> PurePosixPath:
    """Return the path of a file relative to the folder that is written.

    Args:
        name: Parts joined by slashes: "atlas/vgg.md".

    Raises:
        OutputError: If it leads out of the folder, or no system can have it.
    """
    parts = name.split("/")
    if not all(_PART.fullmatch(part) and not _DEVICE.fullmatch(part) for part in parts):
        raise OutputError(
            f"{name!r} is no path of a file within the folder that is written; give the page, "
            "table or figure a name of letters, digits and hyphens"
        )
    return PurePosixPath(name)


def _encode(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
