"""Folders of files that are made: replaced as a whole, or brought up to date in place."""

import shutil
from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, str | bytes]
"""Content of each file, by its path relative to the folder."""


def replace_folder(target: Path, files: Files) -> None:
    """Write a folder beside the old one, then put it in its place.

    If anything fails, the old one stays as it was.
    """
    fresh = target.with_name(f"{target.name}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, content in files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_encode(content))
    shutil.rmtree(target, ignore_errors=True)
    fresh.replace(target)


def write_changed(target: Path, files: Files) -> list[str]:
    """Write the files whose content is not there yet, and return their names."""
    changed = []
    for name, content in files.items():
        path = target / name
        data = _encode(content)
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            changed.append(name)
    return changed


def _encode(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
