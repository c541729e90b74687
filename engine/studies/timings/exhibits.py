"""What was clocked: how long the results took, where and when; different in every build."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from engine.exhibits.table import Column, Table
from engine.networks.mnist_cnn import get_spec, variant_title
from engine.records.clocked import CLOCKED
from engine.records.made import distinct_made
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.section import Section

BY_NETWORK = "mnist"
"""The study of which each network has a row of its own, with the time of an epoch."""


def build_section(build: Build) -> Section:
    """Return the table of times, and what computed."""
    everything = tuple(record for records in build.records.values() for record in records)
    return Section(
        name="timings",
        tables=(_times_table(build, everything),),
        facts={
            "seconds": sum(record.made["seconds"] for record in everything),
            "record_count": len(everything),
            "cpus": distinct_made(everything, "cpu"),
            "platforms": distinct_made(everything, "platform"),
            "pythons": distinct_made(everything, "python"),
            "commits": distinct_made(everything, "commit"),
            "first": min(record.made["time"] for record in everything),
            "last": max(record.made["time"] for record in everything),
        },
    )


def _times_table(build: Build, everything: tuple[Record, ...]) -> Table:
    return Table(
        id="timings",
        title="How long the results took",
        caption="Computing time is that of one core by the clock, other work of the machine "
        "included. The time of an epoch of training is that of the processor, on one thread. "
        "These times are not the same twice; the archive of the report leaves them out.",
        columns=(
            Column("study", "Study"),
            Column("network", "Network"),
            Column("records", "Records", "integer"),
            Column("seconds", "Computing time", "number", "s", 1),
            Column("longest_seconds", "Longest", "number", "s", 1),
            Column("epoch_seconds", "Time an epoch", "number", "s", 1),
        ),
        frame=pd.DataFrame([_row(*group) for group in _groups(build)]),
        records=everything,
        clocked=True,
    )


def _groups(build: Build) -> Iterable[tuple[str, str | None, Sequence[Record]]]:
    """Yield study, network and records of each row."""
    for study, records in build.records.items():
        if not records:
            continue
        if study != BY_NETWORK:
            yield study, None, records
            continue
        by_network: dict[str, list[Record]] = {}
        for record in records:
            title = get_spec(record.params["network"]).title
            name = variant_title(title, batch_norm=record.params["batch_norm"])
            by_network.setdefault(name, []).append(record)
        for network, runs in by_network.items():
            yield study, network, runs


def _row(study: str, network: str | None, records: Sequence[Record]) -> dict[str, Any]:
    seconds = [record.made["seconds"] for record in records]
    epochs = [
        epoch
        for record in records
        for epoch in record.made.get(CLOCKED, {}).get("epoch_cpu_seconds", ())
    ]
    return {
        "study": study,
        "network": network,
        "records": len(records),
        "seconds": sum(seconds),
        "longest_seconds": max(seconds),
        "epoch_seconds": float(np.mean(epochs)) if network and epochs else None,
    }
