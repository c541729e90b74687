"""The data of the whole report as one archive: CSV files, a Frictionless descriptor, a README."""

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from engine.exhibits.columns import describe_column, figure_table
from engine.exhibits.export.citation import Citation
from engine.exhibits.export.files import Exhibit, plain_text
from engine.exhibits.table import Column, Table
from engine.records.foreign import json_text, show

NAME = "mec-report"
_TYPES = {"text": "string", "integer": "integer", "number": "number", "year": "year"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_README = """\
# {title}

Version {version}, {released}, profile {profile}. {address}

Every table and figure of the report is a CSV file (UTF-8, comma-separated, empty where a value is
missing). `datapackage.json` describes them by the Frictionless Data Package standard: for each
column its type, its unit and what it means. `records.json` holds the results that all of it was
computed from, with their provenance; `records.schema.json` is its JSON Schema.

## Open it

Python:

    import pandas
    table = pandas.read_csv("backbones.csv")

Python, with types from the descriptor: `frictionless.Package("datapackage.json")`.

R:

    library(frictionless)
    package <- read_package("datapackage.json")
    table <- read_resource(package, "backbones")

A spreadsheet opens the CSV files as they are: a text that begins as a formula has an apostrophe
before it.

## Cite it

{bibtex}
## Files

{files}
"""


def package_files(
    exhibits: Sequence[tuple[Exhibit, str]],
    citation: Citation,
    profile: str,
    records: Mapping[str, str],
) -> dict[str, str | bytes]:
    """Return the descriptor and the archive: path from the site's root, and content.

    The same data give the same bytes.

    Args:
        exhibits: Tables and figures, each with its place: "backbones/#table-backbones".
        citation: How the report is cited.
        profile: Profile of the build.
        records: `records.json` and `records.schema.json`: file name and content.

    Returns:
        `data/datapackage.json`, whose paths are relative to it, and the archive that holds it with
        all that it names, `data/mec-report-<version>.zip`.
    """
    tables = [(_as_table(exhibit), place) for exhibit, place in exhibits]
    resources = [_table_resource(table, citation.link(place)) for table, place in tables]
    resources.append(_json_resource("records.json", records["records.json"]))
    descriptor = json.dumps(
        _descriptor(citation, profile, resources), separators=(",", ":"), ensure_ascii=False
    )
    files = {
        "README.md": _readme(citation, profile, [table for table, _ in tables]),
        "datapackage.json": f"{json_text(descriptor)}\n",
        **{f"{table.id}.csv": table.to_csv() for table, _ in tables},
        **records,
    }
    return {
        "data/datapackage.json": files["datapackage.json"],
        archive_path(citation.version): _archive(files),
    }


def archive_path(version: str) -> str:
    """Return where the archive of a version is published, relative to the site's root."""
    return f"data/{NAME}-{version}.zip"


def _as_table(exhibit: Exhibit) -> Table:
    return exhibit if isinstance(exhibit, Table) else figure_table(exhibit)


def _descriptor(
    citation: Citation, profile: str, resources: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": NAME,
        "id": citation.link(),
        "title": citation.title,
        "description": f"Tables, figures and records of the report, profile {profile}.",
        "version": citation.version,
        "homepage": citation.link(),
        "licenses": [{"name": "MIT", "path": "https://opensource.org/license/mit"}],
        "contributors": [{"title": author, "role": "author"} for author in citation.authors],
        "resources": list(resources),
    }


def _table_resource(table: Table, address: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.id,
        "path": f"{table.id}.csv",
        "title": table.title,
        "description": plain_text(table.caption),
        "homepage": address,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_fingerprint(table.to_csv()),
        "schema": {"fields": list(map(_field, table.columns)), "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, str]:
    field = {
        "name": column.name,
        "type": _TYPES[column.type],
        "title": column.header,
        "description": describe_column(column),
    }
    return {**field, "unit": column.unit} if column.unit else field


def _json_resource(name: str, content: str) -> dict[str, Any]:
    return {
        "name": name.removesuffix(".json"),
        "path": name,
        "description": "All results with their provenance; its JSON Schema is records.schema.json.",
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
        **_fingerprint(content),
    }


def _fingerprint(content: str) -> dict[str, Any]:
    data = content.encode()
    return {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}


def _readme(citation: Citation, profile: str, tables: Sequence[Table]) -> str:
    return _README.format(
        title=show(citation.title),
        version=show(citation.version),
        released=show(citation.released),
        profile=profile,
        address=citation.link(),
        bibtex="".join(f"    {line}\n" for line in citation.bibtex().splitlines()),
        files="\n".join(f"- `{table.id}.csv`: {show(table.title)}" for table in tables),
    )


def _archive(files: Mapping[str, str]) -> bytes:
    """Return a zip archive that depends on names and contents alone."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name].encode())
    return target.getvalue()
