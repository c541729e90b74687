"""How the report and its parts are cited, from CITATION.cff."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from engine.exhibits.export.latex import escape_latex


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
    """

    title: str
    authors: tuple[str, ...]
    version: str
    released: str
    address: str

    def link(self, place: str = "") -> str:
        """Return the address of a part of this version: "backbones/#table-backbones"."""
        return self.address + place

    def bibtex(self, place: str = "", part: str = "", title: str = "") -> str:
        """Return the BibTeX entry of the report, or of one table or figure of it.

        Args:
            place: Address of the part, relative to the site's root: "backbones/#table-backbones".
            part: Id of the part.
            title: Title of the part.
        """
        fields = {
            "author": " and ".join(f"{{{escape_latex(name)}}}" for name in self.authors),
            "title": f"{{{escape_latex(f'{title}, in: {self.title}' if part else self.title)}}}",
            "year": self.released[:4],
            "date": self.released,
            "version": self.version,
            "url": self.link(place),
            "note": f"Version {self.version}",
        }
        key = f"mec-report-{self.version}" + (f"-{part}" if part else "")
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
        )
    except (KeyError, TypeError) as error:
        raise CitationError(f"{path} lacks the field {error}; see citation-file-format") from error


def _author_name(author: dict[str, str]) -> str:
    return author.get("name") or f"{author['given-names']} {author['family-names']}"
