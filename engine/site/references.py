"""The bibliography: docs/references.bib, cited by key."""

from pathlib import Path, PurePosixPath
from typing import Any

from pybtex.database import BibliographyData, BibliographyDataError, Entry, parse_file
from pybtex.plugin import find_plugin
from pybtex.scanner import PybtexSyntaxError

PAGE = PurePosixPath("references.md")


class BibliographyError(Exception):
    """A citation of a key that the bibliography does not have, or a malformed bibliography."""


class Bibliography:
    """The references of the report, and which of them its pages cite."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cited: set[str] = set()
        try:
            self._data: BibliographyData = parse_file(str(path), bib_format="bibtex")
        except (PybtexSyntaxError, BibliographyDataError) as error:
            raise BibliographyError(f"{path} is malformed: {error}") from error

    def cite(self, key: str) -> str:
        """Return "authors year" of an entry and count it as cited.

        Raises:
            BibliographyError: If there is no such entry, or it has neither authors nor a year.
        """
        if key not in self._data.entries:
            known = ", ".join(sorted(self._data.entries))
            raise BibliographyError(f"{self._path} has no entry {key!r}; it has {known}")
        self._cited.add(key)
        return self.cite_text(key)

    def uncited(self) -> list[str]:
        """Return the keys that no page cites, sorted."""
        return sorted(set(self._data.entries) - self._cited)

    def to_markdown(self) -> str:
        """Return all entries as a Markdown list, each with its key as anchor."""
        style = find_plugin("pybtex.style.formatting", "plain")()
        backend = find_plugin("pybtex.backends", "markdown")()
        formatted = style.format_bibliography(self._data)
        entries = sorted(formatted, key=lambda entry: self.cite_text(entry.key))
        return "\n".join(
            f'- <a id="{entry.key}"></a>{entry.text.render(backend)}' for entry in entries
        )

    def cite_text(self, key: str) -> str:
        """Return "authors year" of an entry without counting it as cited."""
        entry = self._data.entries[key]
        if "year" not in entry.fields:
            raise BibliographyError(f"the entry {key!r} of {self._path} has no year")
        return f"{_short_authors(entry)} {entry.fields['year']}"


def _short_authors(entry: Entry) -> str:
    names = [" ".join(person.prelast_names + person.last_names) for person in _people(entry)]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)


def _people(entry: Entry) -> list[Any]:
    people = entry.persons.get("author") or entry.persons.get("editor")
    if not people:
        raise BibliographyError(f"the entry {entry.key!r} has neither author nor editor")
    return list(people)
