"""How the report and its parts are cited, from CITATION.cff."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import yaml

from engine.exhibits.export.latex import escape_bibtex
from engine.records.foreign import show

_IN_ADDRESSES: Final = "%/?#[]@!$&'()*+,;=:~"
"""What stands in an address as it is, beside letters and digits; all else as its bytes."""

_NOT_IN_KEYS: Final = re.compile(r"[^A-Za-z0-9._:/+@-]+")


class CitationError(ValueError):
    """A CITATION.cff that lacks something; the message names the file and the field."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation of this report needs.

    Attributes:
        title: Title of the report.
        authors: Names, as they are printed.
        version: Version of the report.
        released: Date of the release of that version, ISO 8601.
        address: Address of this version of the site, with a slash at the end.
        repository: Address of the repository where faults are reported; empty without one.
        licence: SPDX identifier of the licence; empty if none is named.
    """

    title: str
    authors: tuple[str, ...]
    version: str
    released: str
    address: str
    repository: str = ""
    licence: str = ""

    @property
    def short_title(self) -> str:
        """The title up to its colon."""
        return self.title.partition(":")[0]

    def link(self, place: str = "") -> str:
        """Return the address of a part of this version: "backbones/#table-backbones"."""
        return quote(self.address + place, safe=_IN_ADDRESSES, errors="surrogatepass")

    def report_link(self, place: str, part: str) -> str:
        """Return the address that opens a new issue on a part of this version, id filled in.

        It has the form that GitHub, Forgejo and Gitea understand; empty without a repository.

        Args:
            place: Address of the part, relative to the site's root: "backbones/#table-backbones".
            part: Anchor of the part: "table-backbones".
        """
        if not self.repository:
            return ""
        issue = {
            "title": f"{part}, version {self.version}: ",
            "body": f"{self.link(place)}\n\nWhat is wrong, and what should stand there:\n",
        }
        repository = quote(self.repository, safe=_IN_ADDRESSES, errors="surrogatepass")
        return (
            f"{repository}/issues/new?{urlencode(issue, quote_via=quote, errors='surrogatepass')}"
        )

    def plain(self, place: str = "", title: str = "") -> str:
        """Return the citation of the report, or of one table or figure of it, as plain text.

        Args:
            place: Address of the part, relative to the site's root: "backbones/#table-backbones".
            title: Title of the part.
        """
        part = f"{title}. In: " if title else ""
        return show(
            f"{', '.join(self.authors)} ({self.released[:4]}). {part}{self.title}, "
            f"version {self.version}. {self.link(place)}"
        )

    def bibtex(self, place: str = "", part: str = "", title: str = "") -> str:
        """Return the BibTeX entry of the report, or of one table or figure of it.

        Args:
            place: Address of the part, relative to the site's root: "backbones/#table-backbones".
            part: Id of the part.
            title: Title of the part.
        """
        fields = {
            "author": " and ".join(f"{{{escape_bibtex(name)}}}" for name in self.authors),
            "title": f"{{{escape_bibtex(f'{title}, in: {self.title}' if part else self.title)}}}",
            "year": escape_bibtex(self.released[:4]),
            "date": escape_bibtex(self.released),
            "version": escape_bibtex(self.version),
            "url": self.link(place),
            "note": f"Version {escape_bibtex(self.version)}",
        }
        key = _NOT_IN_KEYS.sub("-", f"mec-report-{self.version}" + (f"-{part}" if part else ""))
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{{key},\n{lines}}}\n"


def read_citation(path: Path, address: str) -> Citation:
    """Return the citation that a CITATION.cff describes.

    Args:
        path: The CITATION.cff.
        address: Address of this version of the site.

    Raises:
        CitationError: If the file lacks a field.
    """
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Citation(
            title=body["title"],
            authors=tuple(_author_name(author) for author in body["authors"]),
            version=str(body["version"]),
            released=str(body["date-released"]),
            address=address.rstrip("/") + "/",
            repository=str(body.get("repository-code", "")).rstrip("/"),
            licence=str(body.get("license", "")),
        )
    except (KeyError, TypeError) as error:
        raise CitationError(f"{path} lacks the field {error}; see citation-file-format") from error


def _author_name(author: dict[str, str]) -> str:
    return author.get("name") or f"{author['given-names']} {author['family-names']}"
