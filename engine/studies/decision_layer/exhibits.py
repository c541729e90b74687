"""What the decision layers of CNN1 and CNN2 memorise, against their MEC."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from engine.exhibits.table import Column, Table
from engine.lab.statistics import t_interval
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.section import Section

_NETWORKS = {"cnn1": "CNN1", "cnn2": "CNN2"}
_EMBEDDINGS = {
    "trained": "trained",
    "initial": "as initialised",
    "gaussian": "Gaussian noise instead",
}


def build_section(build: Build) -> Section:
    """Return the table of what was memorised and its findings."""
    records = build.study("decision-layer-memorisation")
    frame = pd.DataFrame([_row(part) for part in _by_embedding(records)])
    return Section(
        name="decision_layer",
        tables=(_table(frame, records),),
        facts=_facts(frame, records),
    )


def _by_embedding(records: Sequence[Record]) -> list[list[Record]]:
    """Records of one network and embedding, over seeds."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        groups.setdefault((record.params["network"], record.params["embedding"]), []).append(record)
    return list(groups.values())


def _row(records: list[Record]) -> dict[str, Any]:
    first = records[0]
    trials = [trial for record in records for trial in record.result["trials"]]
    points = t_interval([trial["memorised_points"] for trial in trials])
    mec_bits, label_bits = first.result["mec_bits"], first.result["label_bits"]
    refused = [trial["refused_points"] for trial in trials if trial["refused_points"] is not None]
    return {
        "network": _NETWORKS[first.params["network"]],
        "embedding": _EMBEDDINGS[first.params["embedding"]],
        "features": first.result["features"],
        "rank": float(np.mean([trial["rank"] for trial in trials])),
        "mec_bits": mec_bits,
        "trials": len(trials),
        "memorised_points": points.estimate,
        "memorised_low": points.low,
        "memorised_high": points.high,
        "refused_points": float(np.mean(refused)) if refused else None,
        "memorised_bits": points.estimate * label_bits,
        "bits_per_mec_bit": points.estimate * label_bits / mec_bits,
        "points_per_rank": float(
            np.mean([trial["memorised_points"] / (trial["rank"] + 1) for trial in trials])
        ),
    }


def _table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="decision-layer-memorisation",
        title="Random classes for real digits",
        caption="The embedding is frozen, digits get random ones of 10 classes, and the decision "
        "layer alone must learn them. Shown is the largest number of digits memorised, mean over "
        "trials with its 95 % interval, and the smallest number proved to be too many. A digit's "
        "class holds log2(10) bits. A decision is a proof, by weights that are right on all "
        "digits or by a bound on the margin that rules them out; undecided counts as too many.",
        columns=(
            Column("network", "Network"),
            Column("embedding", "Embedding"),
            Column("features", "Features", "integer"),
            Column("rank", "Rank", "number", digits=0, description="Dimensions that they span"),
            Column("mec_bits", "MEC", "integer", "bits"),
            Column("trials", "Trials", "integer"),
            Column("memorised_points", "Memorised", "number", "digits", 0),
            Column("memorised_low", "from", "number", "digits", 0),
            Column("memorised_high", "to", "number", "digits", 0),
            Column("refused_points", "Refused from", "number", "digits", 0),
            Column("memorised_bits", "Memorised", "number", "bits", 0),
            Column("bits_per_mec_bit", "Bits for each bit of MEC", "number", digits=2),
            Column("points_per_rank", "Digits for each dimension", "number", digits=2),
        ),
        frame=frame,
        records=tuple(records),
    )


def _facts(frame: pd.DataFrame, records: Sequence[Record]) -> dict[str, Any]:
    rows = frame.to_dict(orient="records")
    trained = [row for row in rows if row["embedding"] == _EMBEDDINGS["trained"]]
    decisions = [
        decision["verdict"]
        for record in records
        for trial in record.result["trials"]
        for decision in trial["decisions"]
    ]
    return {
        "rows": rows,
        "trained": trained,
        "reaches_mec": all(row["bits_per_mec_bit"] >= 1 for row in trained),
        "below_mec": all(row["bits_per_mec_bit"] < 1 for row in trained),
        "decisions": len(decisions),
        "undecided": decisions.count("undecided"),
        "epochs": max(record.params["epochs"] for record in records),
    }
