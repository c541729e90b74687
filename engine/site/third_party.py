"""What a built site holds of others: scripts, styles, icons, fonts; each with its licence.

A file of the site is ours where it was made of docs/ and of the filled pages, or by the engine. All
others must be claimed here, or the build warns, and a warning stops it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from engine.site.example_data import IRIS_FILE, IRIS_LICENCE_FILE
from engine.site.fonts import FONT_FILE
from engine.site.fonts import LICENCE_FILE as FONT_LICENCE_FILE

FOLDER: Final = "licences"
"""Folder of the site for the licences."""

MADE: Final = (
    "*.html",
    "search/*",
    "sitemap.xml*",
    "objects.inv",
    "from-disk/data/*",
    "from-disk/examples/*",
    f"{FOLDER}/*",
)
"""Files that are made of pages and data."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a site holds of others.

    Attributes:
        name: What it is.
        files: Where it is in the site: patterns of paths relative to its root.
        package: The package that brings it.
        licence: Its licence, an SPDX identifier.
        text: File of the package that holds the licence, the end of its path; empty where another
            part of the build writes it.
        beside: Where it then stands in the site.
    """

    name: str
    files: tuple[str, ...]
    package: str
    licence: str
    text: str = ""
    beside: str = ""

    @property
    def file(self) -> str:
        """Where its licence stands in the site."""
        return self.beside or f"{FOLDER}/{self.name.lower().replace(' ', '-')}.txt"


WORKS: Final = (
    Work(
        "Material for MkDocs",
        (
            "assets/javascripts/bundle.*.min.js",
            "assets/javascripts/workers/search.*.min.js",
            "from-disk/assets/javascripts/workers/search.js",
            "assets/stylesheets/main.*.min.css",
            "assets/stylesheets/palette.*.min.css",
            "assets/images/favicon.png",
        ),
        "mkdocs-material",
        "MIT",
        "licenses/LICENSE",
    ),
    Work("Material Design Icons", (), "mkdocs-material", "Apache-2.0", ".icons/material/LICENSE"),
    Work("Octicons", (), "mkdocs-material", "MIT", ".icons/octicons/LICENSE"),
    Work(
        "Font Awesome Free",
        (),
        "mkdocs-material",
        "CC-BY-4.0",
        ".icons/fontawesome/LICENSE.txt",
    ),
    Work(
        "mkdocstrings",
        ("assets/_mkdocstrings.css",),
        "mkdocstrings-python",
        "ISC",
        "licenses/LICENSE",
    ),
    Work(
        "STIX Two Math",
        (FONT_FILE,),
        "ziamath",
        "OFL-1.1",
        beside=FONT_LICENCE_FILE,
    ),
    Work("DejaVu", ("figures/*.pdf",), "matplotlib", "Bitstream-Vera", "ttf/LICENSE_DEJAVU"),
    Work(
        "Iris",
        (IRIS_FILE,),
        "scikit-learn",
        "BSD-3-Clause",
        beside=IRIS_LICENCE_FILE,
    ),
)
"""Of the icons, drawings stand within pages and styles; of DejaVu, letters within PDF files. STIX
Two Math and Iris have their licence beside them."""


class LicenceError(ValueError):
    """A licence that its package no longer brings where it was."""


def licence_files() -> dict[str, str]:
    """Return the licence of each work that has none beside it, by path from the site's root.

    Raises:
        LicenceError: If a package does not hold it.
    """
    return {work.file: licence_text(work) for work in WORKS if work.text}


@cache
def licence_text(work: Work) -> str:
    """Return the licence of a work, as the package that brings it has it.

    Asking a package for its files takes longer than filling a page; what it holds does not change.

    Raises:
        LicenceError: If the package does not hold it.
    """
    package = distribution(work.package)
    found = [file for file in package.files or () if file.as_posix().endswith(work.text)]
    if not found:
        raise LicenceError(
            f"{work.package} {package.version} holds no file …{work.text}, which had the licence "
            f"of {work.name}; name it anew in engine/site/third_party.py"
        )
    said = Path(str(found[0].locate())).read_text(encoding="utf-8")
    return f"{work.name}, from {work.package} {package.version}: {work.licence}\n\n{said}"


def find_unclaimed(files: Collection[str], ours: Collection[str]) -> Iterator[str]:
    """Yield the files of a site that are neither ours nor claimed as a work of others.

    Args:
        files: Paths of all files of the site, relative to its root.
        ours: Those that were taken from docs/ and from the filled pages.
    """
    claimed = {pattern for work in WORKS for pattern in (*work.files, work.file)}
    for name in sorted(files):
        if name not in ours and not any(fnmatchcase(name, one) for one in (*MADE, *claimed)):
            yield name
