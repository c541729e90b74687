"""A section: all that the report makes of one study, for the pages to use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.report.figure import Figure
from engine.report.table import Table


@dataclass(frozen=True, slots=True)
class Section:
    """Tables, figures and facts made from the records of a study.

    Attributes:
        name: Name under which pages reach the facts: `{{ width.flat_until }}`.
        tables: The tables.
        figures: The figures.
        facts: Numbers and findings for the prose, by name.
    """

    name: str
    tables: Sequence[Table] = ()
    figures: Sequence[Figure] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
