"""A site that is read where it lies: opened by double click, without a server.

From disk a browser opens no folder as a page, starts no worker from a file, and reads no file into
a script. So links name files, and what scripts read lies there as scripts too.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

from engine.exhibits.export.forms import Form
from engine.site.links import name_file, name_files

SCRIPT: Final = "assets/javascripts/from-disk.js"
"""What a page loads before any other script, to find the texts written here."""

FOLDER: Final = "from-disk"
"""Folder of the site for the texts."""

_READ_BY_SCRIPTS: Final = (
    "assets/javascripts/workers/search.*.js",
    "data/*.bib",
    "data/atlas-models.csv",
    "data/*.tex",
    "examples/*.csv",
)

_ROWS: Final = re.compile(r' data-rows="[^"]*?(data/[^"]+)"')
"""What a table names as the file of its rows, relative to the site's root."""

_DOWNLOADED: Final = tuple(form for form in Form if form)
"""How what is downloaded alone ends, although another form of it is copied by a button."""


def is_for_this_machine(address: str | None) -> bool:
    """Whether a site is built to be read here: its address is that of this machine, or none."""
    return urlsplit(address or "").hostname in (None, "localhost", "127.0.0.1", "::1")


def make_readable_from_disk(site: Path, pages: Mapping[str, str]) -> None:
    """Name files in the links of a site, and write as scripts what its scripts read.

    Args:
        site: Folder of the built site.
        pages: HTML of its pages, by path relative to the folder; they are written anew.
    """
    for name, page in pages.items():
        (site / name).write_text(name_files(page), encoding="utf-8", newline="")
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    (site / "search" / "search_index.js").write_text(index_script(index), encoding="utf-8")
    files = {
        path
        for pattern in _READ_BY_SCRIPTS
        for path in site.glob(pattern)
        if not path.stem.endswith(_DOWNLOADED)
    }
    files |= {site / name for page in pages.values() for name in _ROWS.findall(page)}
    texts = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(files)
    }
    for name, script in text_scripts(texts).items():
        path = site / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script, encoding="utf-8")


def index_script(index: Mapping[str, Any]) -> str:
    """Return the search index as the script that Material reads from disk, its hits as files."""
    entries = [{**entry, "location": name_file(entry["location"])} for entry in index["docs"]]
    return f"var __index = {_to_json({**index, 'docs': entries})}\n"


def text_scripts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return scripts that hand over texts, one for all whose paths differ by suffix alone.

    Args:
        texts: Texts by path: "data/backbones.tex", "data/backbones.bib".

    Returns:
        Scripts by path: "data/backbones.js".
    """
    return {
        f"{stem}.js": f"Object.assign(mecFromDisk.texts, {_to_json(together)});\n"
        for stem, together in _group_by_stem(texts.items()).items()
    }


def _group_by_stem(texts: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for name, text in texts:
        path = PurePosixPath(name)
        stem = str(path.with_name(path.name.partition(".")[0]))
        groups.setdefault(stem, {})[name] = text
    return groups


def _to_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
