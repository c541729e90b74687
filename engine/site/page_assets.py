"""Which scripts and styles a page loads: those that something on it needs, scripts after the page.

What a script enhances carries a class or a data attribute. `NEEDED_BY` says which files that takes;
a script that is not there stops the build, and a style that is not there is loaded everywhere.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Final

EVERYWHERE: Final = (
    "from-disk.js",
    "search-on-use.js",
    "scheme-once.js",
    "bundle.*.js",
    "page.js",
)
"""Scripts that every page loads, by name; a name may hold wildcards."""

_TABLES: Final = ("tables.js", "rows.js", "large-tables.js")

NEEDED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "mec-published": ("errata.js",),
    "mec-copy": ("copy.js",),
    "data-sortable": ("tables*.js", "tables*.css"),
    "data-rows": (*_TABLES, "tables*.js", "tables*.css", "atlas.css"),
    "mec-lookup": (*_TABLES, "lookup*.js", "copy.js", "atlas.css", "strips.css", "tables*.css"),
    "mec-closed": ("atlas.css",),
    "mec-plain": ("atlas.css",),
    "mec-jumps": ("atlas.css",),
    "mec-plot": ("atlas.css",),
    "mec-calc": (
        "capacity.js",
        "calculator*.js",
        "networks-*.js",
        "calculator.css",
        "networks.css",
    ),
    "mec-size": (
        "capacity.js",
        "calculator-results.js",
        "calculator-expected.js",
        "data-*.js",
        "size.css",
        "rules.css",
    ),
    "mec-neuron": ("neuron*.js", "neuron*.css"),
    "mec-networks": ("networks*.js", "networks*.css"),
    "mec-figure": ("figures*.js",),
    "mec-strips": ("strips.css",),
    "mec-scores": ("scoreboard.css",),
    "mec-stack": ("rules.css",),
    "mec-more": ("rules.css",),
    "doc": ("_mkdocstrings.css",),
}
"""Files by what takes them: a class ("mec-calc") or an attribute ("data-rows") of an element."""

ON_PAPER: Final = "print.css"
"""The style that no screen waits for."""

_ASSET = re.compile(
    r'<(?:script|link)\b[^>]*?\s(?:src|href)="([^"]+\.(?:js|css))"[^>]*>(?:</script>)?\n?'
)
_TAG = r'<[a-z](?:[^<>"]|"[^"]*")*?\s'
_CLASS = re.compile(_TAG + r'class="([^"]+)"')


def find_unnamed(scripts: Iterable[str]) -> list[str]:
    """Return what is wrong with the list of scripts, a line each: those that no rule names."""
    named = {*EVERYWHERE, *(file for files in NEEDED_BY.values() for file in files)}
    return [
        f"{script}: no rule says which pages need it. Add it to NEEDED_BY in "
        "engine/site/page_assets.py, beside the class that a page carries for it"
        for script in scripts
        if not _is_among(script, named)
    ]


def pick_assets(page: str) -> str:
    """Return a page that loads only what it needs, and runs scripts when it is there.

    Args:
        page: HTML of a whole page that loads everything.
    """
    marks = find_marks(page)
    needed = {*EVERYWHERE, *(file for mark in marks for file in NEEDED_BY.get(mark, ()))}
    known = {file for files in NEEDED_BY.values() for file in files}

    def take(match: re.Match[str]) -> str:
        tag, address = match[0], match[1]
        if _is_among(address, known) and not _is_among(address, needed):
            return ""
        if PurePosixPath(address).name == ON_PAPER:
            return tag.replace("<link ", '<link media="print" ', 1)
        if tag.startswith("<script") and not re.search(r"\sdefer\b", tag):
            return tag.replace("<script ", "<script defer ", 1)
        return tag

    return _ASSET.sub(take, page)


def find_marks(page: str) -> set[str]:
    """Return the classes of a page's elements, and the attributes that `NEEDED_BY` names."""
    classes = {name for value in _CLASS.findall(page) for name in value.split()}
    attributes = {mark for mark in NEEDED_BY if mark.startswith("data-")}
    return classes | {mark for mark in attributes if re.search(rf"{_TAG}{mark}[=\s>]", page)}


def _is_among(address: str, names: Collection[str]) -> bool:
    name = PurePosixPath(address).name
    return any(fnmatchcase(name, pattern) for pattern in names)
