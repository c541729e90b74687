"""How the results came to be: studies, versions, hardware, time."""

from typing import Any

import pandas as pd

from engine.exhibits.exhibit import trace
from engine.exhibits.table import Column, Table
from engine.records.compare import count_values
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
            "cpus": provenance.cpus,
            "pythons": provenance.pythons,
            "packages": provenance.packages,
            "seconds": provenance.seconds,
            "data": provenance.data,
        },
    )


def _studies_table(build: Build, everything: tuple[Record, ...]) -> Table:
    rows = [_study_row(name, records) for name, records in build.records.items() if records]
    return Table(
        id="studies",
        title="The studies of this build",
        caption="Computing time is that of one core, summed over the records of a study.",
        columns=(
            Column("study", "Study"),
            Column("records", "Records", "integer"),
            Column("seeds", "Seeds"),
            Column("packages", "Packages that can change its numbers"),
            Column("seconds", "Computing time", "number", "s", 1),
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
        "seconds": provenance.seconds,
    }
