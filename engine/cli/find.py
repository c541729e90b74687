"""Architectures found by name, as a terminal shows them, and as JSON, CSV or Markdown."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from io import StringIO

from engine.exhibits.formats import Format
from engine.networks.catalogue.names import (
    LIBRARIES,
    Named,
    UnknownBackboneError,
    find_named,
    installed_libraries,
)
from engine.networks.extras import MissingPackageError, require
from engine.records.foreign import csv_row, json_text


def render_names(found: Sequence[Named], form: Format) -> str:
    """Return architectures as text: library, name and family, one a line.

    Args:
        found: The architectures, in the order wanted.
        form: The form wanted; `Format.TABLE` begins each line with what `mec measure` takes.
    """
    rows = [asdict(one) for one in found]
    if form is Format.JSON:
        return json_text(json.dumps(rows, indent=1, ensure_ascii=False)) + "\n"
    if form is Format.CSV:
        text = StringIO()
        writer = csv.DictWriter(text, ("library", "name", "family"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(csv_row, rows))
        return text.getvalue()
    if form is Format.MARKDOWN:
        lines = ["| Library | Name | Family |", "|---|---|---|"]
        lines += [f"| {one.library} | `{one.name}` | `{one.family}` |" for one in found]
        return "\n".join(lines) + "\n"
    width = max(len(one.target) for one in found)
    return "".join(f"{one.target:<{width}}  {one.family}\n" for one in found)


def find_installed(text: str) -> tuple[Named, ...]:
    """Return the architectures with a text in their name, of all installed libraries.

    Raises:
        UnknownBackboneError: If there is none, or no library to look into.
    """
    if not installed_libraries():
        raise UnknownBackboneError(
            "there is no library to look into; each of these brings one: "
            + ", ".join(
                f"pip install 'mec-report[{extra}]'" for extra in ("torch", "timm", "keras")
            )
        )
    return find_named(text)


def name_missing_libraries() -> Iterator[str]:
    """Yield a line for each library that is not installed, with what installs it."""
    for library in LIBRARIES:
        if library not in installed_libraries():
            try:
                require(library)
            except MissingPackageError as error:
                yield f"without those of {library}: {error}"
