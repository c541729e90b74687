"""Everything that a build publishes beside its pages, under data/ and figures/."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import engine
from engine.exhibits.export.citation import Citation
from engine.exhibits.export.datapackage import package_files
from engine.exhibits.export.files import Exhibit, exhibit_files
from engine.exhibits.table import Table
from engine.records.document import document_text, made_text
from engine.records.store import Build
from engine.records.validate import SCHEMA_FILE
from engine.site.memory import Memory

if TYPE_CHECKING:
    from engine.records.compare import Comparison

MADE_PATH = "data/made.json"


def data_files(
    exhibits: Sequence[tuple[Exhibit, str]],
    build: Build,
    citation: Citation,
    changes: "Comparison | None",
    memory: Memory,
    claims: Mapping[str, str],
) -> dict[str, str | bytes]:
    """Return the files of exhibits and records, and the archive of all: path and content.

    Args:
        exhibits: Tables and figures, each with the address of its page: "backbones/".
        build: The records.
        citation: How the report is cited.
        changes: What differs from an earlier build, if it was compared with one.
        memory: Keeps what was made of the same before.
        claims: What the records say of each claim: a verdict by its id.
    """
    files: dict[str, str | bytes] = {}
    for exhibit, page in exhibits:
        files.update(
            memory.once(
                f"files of {exhibit.anchor}",
                (exhibit, citation, page),
                partial(_list_files, exhibit, citation, page),
            )
        )
    together = memory.once("all records", (build, str(claims)), lambda: _all_records(build, claims))
    files.update((f"data/{name}", content) for name, content in together.items())
    places = [
        (exhibit, f"{page}#{exhibit.anchor}")
        for exhibit, page in exhibits
        if not (isinstance(exhibit, Table) and exhibit.clocked)
    ]
    package = memory.once(
        "package",
        (build, citation, str(claims), *(part for place in places for part in place)),
        lambda: package_files(places, citation, build.profile, together),
    )
    files.update(package)
    files[MADE_PATH] = made_text(build, engine.__version__)
    files["data/mec-report.bib"] = citation.bibtex()
    if changes:
        from engine.records.compare_text import to_json

        files["data/changes.json"] = to_json(changes)
    return files


def _list_files(exhibit: Exhibit, citation: Citation, page: str) -> dict[str, str | bytes]:
    return dict(exhibit_files(exhibit, citation, page))


def _all_records(build: Build, claims: Mapping[str, str]) -> dict[str, str]:
    return {
        "records.json": document_text(build, engine.__version__, claims),
        "records.schema.json": SCHEMA_FILE.read_text(encoding="utf-8"),
    }
