"""The glossary: docs/glossary.yml, one entry a term, used by every page that defines it."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import yaml

from engine.records.foreign import html_text

PAGE: Final = PurePosixPath("method.md")
"""The page that defines all terms."""


class GlossaryError(Exception):
    """A term that the glossary does not have, or a malformed glossary."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One term.

    Attributes:
        key: Its anchor, and the name under which pages ask for it.
        term: The term as it is written.
        abbreviation: Its short form, explained on hover wherever a page writes it; None without.
        short: The definition in one sentence of plain text.
        text: The definition in full, Markdown.
    """

    key: str
    term: str
    abbreviation: str | None
    short: str
    text: str


class Glossary:
    """The terms of the report.

    Args:
        path: The file; a report without one has no terms.

    Raises:
        GlossaryError: If an entry lacks a field or has one too many.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        body = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
        try:
            self.entries = {key: Entry(key, **fields) for key, fields in body.items()}
        except TypeError as error:
            raise GlossaryError(f"{path} is malformed: {error}") from error

    def define(self, key: str) -> str:
        """Return the definition of a term in full.

        Raises:
            GlossaryError: If there is no such term.
        """
        if key not in self.entries:
            raise GlossaryError(f"{self._path} has no {key!r}; it has {', '.join(self.entries)}")
        return self.entries[key].text

    def explain(self, key: str, address: str, text: str = "") -> str:
        """Return a term as a link to its definition, which shows what it means on hover and focus.

        Args:
            key: The term.
            address: Way to the page that defines all terms.
            text: How the term is written here; as in the glossary if empty.

        Raises:
            GlossaryError: If there is no such term.
        """
        self.define(key)
        entry = self.entries[key]
        written = text or key.replace("-", " ")
        short = html_text(entry.short)
        return (
            f'<a class="mec-term" href="{address}#{key}" data-means="{short}" '
            f'aria-description="{short}">{html_text(written)}</a>'
        )

    def abbreviations(self) -> str:
        """Return the Markdown that explains every abbreviation where a page writes it."""
        lines = [
            f"*[{entry.abbreviation}]: {entry.short}"
            for entry in self.entries.values()
            if entry.abbreviation
        ]
        return "\n".join(["", "", *lines, ""]) if lines else ""
