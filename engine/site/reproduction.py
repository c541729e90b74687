"""How this build stands against the reference: a table, what lies outside, a line for each page."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Final

import pandas as pd

from engine.exhibits.export.files import Exhibit
from engine.exhibits.table import Column, Table
from engine.records.reference.costs import Costs
from engine.records.reference.entry import Entry
from engine.records.reference.standing import Standing
from engine.records.rounding import trained_studies
from engine.records.store import Build
from engine.site.addresses import page_address, root_from
from engine.site.reproduction_text import (
    all_costs,
    faults,
    how_it_was_made,
    lead,
    on_front_page,
    on_page,
    outside,
)
from engine.studies.catalogue import all_studies
from engine.studies.study import Profile, Study

PAGE: Final = PurePosixPath("reproduction.md")
TABLE_ID: Final = "reproduction"
COSTS_ID: Final = "costs"

_SAYS_IT_ITSELF: Final = (PAGE, PurePosixPath("index.md"), PurePosixPath("timings.md"))
"""Pages without the line on how trained results came to be."""

_TITLE: Final = re.compile(r"^# .+\n", re.MULTILINE)
_COUNTS: Final = (
    *("compared", "equal", "within_noise", "outside_noise", "not_judged", "taken_over", "other"),
)
_COLUMNS: Final = (
    Column("study", "Study"),
    Column("compared", "Compared", "integer", description="Values computed anew that both have"),
    Column("equal", "Equal", "integer", description="Of these, the same up to rounding"),
    Column("within_noise", "Within noise", "integer", description="No more than chance explains"),
    Column("outside_noise", "Outside", "integer", description="More than chance explains"),
    Column(
        "not_judged", "Not judged", "integer", description="Different, and rests on one training"
    ),
    Column(
        "taken_over", "Taken over", "integer", description="Not computed: taken from the reference"
    ),
    Column("other", "Only here", "integer", description="Values that the reference has not"),
)


@dataclass(frozen=True)
class Reproduction:
    """What pages say of the reference.

    Attributes:
        standing: How the build stands against it.
        costs: What studies cost, as far as builds have noted it.
        build: The build.
    """

    standing: Standing
    costs: Costs
    build: Build

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables that a page shows; a build without records has no rows in the first."""
        return _standing_table(self.standing, self.build), _costs_table(self.standing, self.costs)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Sentences for the pages."""
        return {
            "lead": lead(self.standing),
            "on_front_page": on_front_page(self.standing),
            "how_it_was_made": how_it_was_made(self.standing),
            "outside": outside(self.standing),
            "faults": faults(self.standing),
            "costs": all_costs(
                {str(one): self.tables[1].frame[_cost_column(one)].sum() for one in Profile}
            ),
        }

    @cached_property
    def trained(self) -> set[str]:
        """The studies whose results rest on training."""
        return trained_studies([self.build.records])

    def put_line(self, page: PurePosixPath, text: str, exhibits: Iterable[Exhibit]) -> str:
        """Say below the title of a page that shows trained results how they came to be.

        Args:
            page: The page.
            text: Its Markdown.
            exhibits: What it shows.
        """
        records = (record for one in exhibits for record in one.records)
        studies = sorted({record.study for record in records} & self.trained)
        title = _TITLE.search(text)
        if not studies or page in _SAYS_IT_ITSELF or not title:
            return text
        link = root_from(page) + page_address(PAGE)
        line = on_page(self.standing.of(studies), self.standing)
        line = f'<p class="mec-made">{line} <a href="{link}">Reproduction</a></p>'
        return f"{text[: title.end()]}\n{line}\n{text[title.end() :]}"


def _standing_table(standing: Standing, build: Build) -> Table:
    rows = [
        {"study": study, **{name: getattr(found, name) for name in _COUNTS}}
        for study, found in sorted(standing.studies.items())
    ]
    judged = any(row["compared"] for row in rows)
    return Table(
        id=TABLE_ID,
        title="This build against the reference",
        caption="Values that were computed in this build, each held against the one in the "
        "reference; results that differ by their seed alone count as one value. Equal is equal up "
        "to rounding. Values in which chance has a part are judged by intervals, corrected by "
        "Holm's method for how many there are; all others have to be equal.",
        columns=_COLUMNS,
        frame=pd.DataFrame(rows, columns=["study", *_COUNTS]),
        records=tuple(one for found in build.records.values() for one in found),
        first_on_page=("study", *(_COUNTS[:5] if judged else _COUNTS[5:])),
        narrow=("study", *_COUNTS[:4]),
    )


def _costs_table(standing: Standing, costs: Costs) -> Table:
    rows = [_cost_row(study, standing.entries, costs) for study in all_studies()]
    rows.sort(key=lambda row: float(row[_cost_column(Profile.PAPER)]), reverse=True)
    return Table(
        id=COSTS_ID,
        title="What each study costs",
        caption="Minutes that cores work on a study, on one machine, each process on one core; "
        "what the reference took is measured, and so are builds whose cost was noted. What is "
        "marked as estimated is what the study guesses. Two cores take half as long, and a little "
        "more.",
        columns=(
            Column("study", "Study"),
            *(
                Column(_cost_column(profile), profile.capitalize(), "number", "core min", 1)
                for profile in Profile
            ),
            Column("estimated", "Estimated", description="Profiles whose cost is not measured"),
        ),
        frame=pd.DataFrame(rows),
        records=(),
    )


def _cost_column(profile: Profile) -> str:
    return f"{profile}_core_minutes"


def _cost_row(study: Study, entries: Mapping[str, Entry], costs: Costs) -> dict[str, Any]:
    row: dict[str, Any] = {"study": study.name}
    estimated = []
    for profile in Profile:
        grid = study.grid(profile)
        measured = costs.measured(profile, study.name) if grid else 0.0
        if profile is Profile.PAPER and study.name in entries:
            measured = entries[study.name].core_seconds
        if measured is None:
            measured = sum(map(study.cost, grid))
            estimated.append(profile)
        row[_cost_column(profile)] = measured / 60
    return {**row, "estimated": ", ".join(estimated) or None}
