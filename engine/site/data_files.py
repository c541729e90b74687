"""Everything that a build publishes beside its pages, under data/ and figures/."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import engine
from engine.exhibits.exhibit import record_file
from engine.exhibits.export.citation import Citation
from engine.exhibits.export.datapackage import package_files
from engine.exhibits.export.files import Exhibit, exhibit_files
from engine.records.document import document_text
from engine.records.record import record_text
from engine.records.store import Build
from engine.records.validate import SCHEMA_FILE

if TYPE_CHECKING:
    from engine.records.compare import Comparison


def data_files(
    exhibits: Sequence[tuple[Exhibit, str]],
    build: Build,
    citation: Citation,
    changes: "Comparison | None",
) -> dict[str, str | bytes]:
    """Return the files of exhibits and records, and the archive of all: path and content.

    Args:
        exhibits: Tables and figures, each with the address of its page: "backbones/".
        build: The records.
        citation: How the report is cited.
        changes: What differs from an earlier build, if it was compared with one.
    """
    files: dict[str, str | bytes] = {}
    for exhibit, page in exhibits:
        files.update(exhibit_files(exhibit, citation, page))
    for study in sorted(build.records):
        files.update((record_file(record), record_text(record)) for record in build.records[study])
    records = {
        "records.json": document_text(build, engine.__version__),
        "records.schema.json": SCHEMA_FILE.read_text(encoding="utf-8"),
    }
    files.update((f"data/{name}", content) for name, content in records.items())
    places = [(exhibit, f"{page}#{exhibit.anchor}") for exhibit, page in exhibits]
    files.update(package_files(places, citation, build.profile, records))
    files["data/mec-report.bib"] = citation.bibtex()
    if changes:
        from engine.records.compare_text import to_json

        files["data/changes.json"] = to_json(changes)
    return files
