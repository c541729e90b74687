"""What is not the same when the site is built twice: what was read off a clock, and no more."""

from fnmatch import fnmatch
from pathlib import Path

CLOCKED_FILES = (
    "data/made.json",
    "data/timings.*",
    "data/timings-narrow.tex",
    "data/timings-slide.tex",
    "from-disk/data/timings.js",
    "timings/index.html",
)
"""Files of a built site that may differ, relative to it; a star stands for any ending."""


def is_clocked(name: str) -> bool:
    """Return whether a file may differ between two builds.

    Args:
        name: Path relative to the site's root: "data/made.json".
    """
    return any(fnmatch(name, pattern) for pattern in CLOCKED_FILES)


def differing_files(one: Path, other: Path) -> list[str]:
    """Return the files that two built sites do not have alike, what was clocked apart.

    Args:
        one: Folder of a site.
        other: Folder of another.
    """
    names = sorted(_names(one) | _names(other))
    return [name for name in names if not is_clocked(name) and not _are_alike(one, other, name)]


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _are_alike(one: Path, other: Path, name: str) -> bool:
    first, second = one / name, other / name
    return first.is_file() and second.is_file() and first.read_bytes() == second.read_bytes()
