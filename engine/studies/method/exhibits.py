"""What the results are: studies, seeds, versions."""

from typing import Any

import pandas as pd

from engine.exhibits.exhibit import trace
from engine.exhibits.table import Column, Table
from engine.records.quantities import count_values
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.section import Section


def build_section(build: Build) -> Section:
    """Return the table of the studies and what they share."""
    everything = tuple(record for records in build.records.values() for record in records)
    provenance = trace(everything)
    return Section(
        name="method",
        tables=(_studies_table(build, everything),),
        facts={
            "record_count": len(everything),
            "value_count": count_values(build.records),
            "packages": provenance.packages,
            "data": provenance.data,
        },
    )


def _studies_table(build: Build, everything: tuple[Record, ...]) -> Table:
    rows = [_study_row(name, records) for name, records in build.records.items() if records]
    return Table(
        id="studies",
        title="The studies of this build",
        caption="Results with several seeds are one record a seed.",
        columns=(
            Column("study", "Study"),
            Column("records", "Records", "integer"),
            Column("seeds", "Seeds"),
            Column("packages", "Packages that can change its numbers"),
        ),
        frame=pd.DataFrame(rows),
        records=everything,
    )


def _study_row(name: str, records: tuple[Record, ...]) -> dict[str, Any]:
    provenance = trace(records)
    return {
        "study": name,
        "records": len(records),
        "seeds": ", ".join(str(seed) for seed in provenance.seeds) or None,
        "packages": ", ".join(f"{package} {version}" for package, version in provenance.packages)
        or None,
    }
