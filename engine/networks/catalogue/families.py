"""The family that a backbone belongs to, and the paper that introduced it."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PAPERS = Path(__file__).with_name("papers.csv")


@dataclass(frozen=True, slots=True)
class Family:
    """A family of backbones and its paper.

    Attributes:
        name: For example "ResNetV2".
        key: Key of the paper in a bibliography.
        title: Title of the paper.
        authors: Their names in order, separated by commas.
        year: Year in which the paper first appeared on arXiv.
        arxiv: Its arXiv identifier.
        pattern: Regular expression for the names of the family's backbones, in lower case and
            without punctuation.
    """

    name: str
    key: str
    title: str
    authors: str
    year: int
    arxiv: str
    pattern: str


@cache
def families() -> tuple[Family, ...]:
    """Return all families, sorted by name, from papers.csv."""
    with _PAPERS.open(encoding="utf-8", newline="") as file:
        rows = [
            Family(
                name=row["family"],
                key=row["key"],
                title=row["title"],
                authors=row["authors"],
                year=int(row["year"]),
                arxiv=row["arxiv"],
                pattern=row["pattern"],
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda family: family.name.lower()))


def plain_name(backbone: str) -> str:
    """Return a name in lower case and without punctuation."""
    return re.sub(r"[^a-z0-9]", "", backbone.lower())


@cache
def family_of(backbone: str) -> Family:
    """Return the family of a backbone, by its name in either library.

    Raises:
        LookupError: If no family's pattern, or more than one, matches the name.

    Examples:
        >>> family_of("ResNet50V2").arxiv
        '1603.05027'
    """
    plain = plain_name(backbone)
    found = [family for family in families() if re.fullmatch(family.pattern, plain)]
    if len(found) != 1:
        names = ", ".join(family.name for family in found) or "none"
        raise LookupError(
            f"backbone {backbone!r} should match the pattern of one family, it matches {names}; "
            f"add or correct a row in {_PAPERS.name}"
        )
    return found[0]
