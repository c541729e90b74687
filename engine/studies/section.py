"""A section: all that the report makes of one study, for the pages to use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.exhibits.claim import Finding
from engine.exhibits.figure import Figure
from engine.exhibits.score import Score
from engine.exhibits.table import Table


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page that no file under docs/ stands for, one of many of its kind.

    Attributes:
        path: Its Markdown file, relative to the site's root: "atlas/keras-vgg16.md".
        template: Name of its template among the report's templates.
        context: What the template needs beside the facts of all sections.
    """

    path: str
    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MovedPage:
    """An address whose page has moved, and where it leads to.

    Attributes:
        old: The address, relative to the site's root: "atlas/keras-vgg16/".
        new: Likewise, with an anchor: "atlas/vgg/#keras-vgg16".
    """

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Section:
    """Tables, figures and facts made from the records of a study.

    Attributes:
        name: Name under which pages reach the facts: `{{ width.flat_until }}`.
        tables: The tables.
        figures: The figures.
        facts: Numbers and findings for the prose, by name.
        pages: Pages generated from the records.
        findings: What the records say of the study's claims.
        moved: Addresses of pages that were, each leading to what is there now.
        scores: How the rules that the study tests stand, for the scoreboard.
        files: What pages of the section show and is part of none: by path relative to the site's
            root, the text of each file.
    """

    name: str
    tables: Sequence[Table] = ()
    figures: Sequence[Figure] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    pages: Sequence[GeneratedPage] = ()
    findings: Sequence[Finding] = ()
    moved: Sequence[MovedPage] = ()
    scores: Sequence[Score] = ()
    files: Mapping[str, str] = field(default_factory=dict)
