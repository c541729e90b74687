"""What the decision layers of CNN1 and CNN2 memorise, against their MEC."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from engine.exhibits.table import Column, Table
from engine.lab.statistics import Interval, t_interval
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.decision_layer.claims import judge
from engine.studies.decision_layer.scores import list_scores
from engine.studies.section import Section
from engine.theory.cover import largest_memorised

_NETWORKS = {"cnn1": "CNN1", "cnn2": "CNN2"}
_EMBEDDINGS = {
    "trained": "trained",
    "initial": "as initialised",
    "gaussian": "Gaussian noise instead",
}

EVEN_ODDS = Fraction(1, 2)
"""What a bisection over random draws finds: the number of digits memorised in half of them."""


def build_section(build: Build) -> Section:
    """Return the table of what was memorised and its findings."""
    records = build.study("decision-layer-memorisation")
    rows = [_row(part) for part in _by_embedding(records)]
    findings = judge(rows, records)
    return Section(
        name="decision_layer",
        tables=(_table(pd.DataFrame(rows), records),),
        facts=_facts(rows, records),
        findings=findings,
        scores=list_scores(findings, rows),
    )


def _by_embedding(records: Sequence[Record]) -> list[list[Record]]:
    """Records of one network and embedding, over seeds."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        groups.setdefault((record.params["network"], record.params["embedding"]), []).append(record)
    return list(groups.values())


def _row(records: list[Record]) -> dict[str, Any]:
    """Summarise one network and embedding; intervals are over trainings, not over draws."""
    first = records[0]
    trials = [trial for record in records for trial in record.result["trials"]]
    lower = _over_trainings(records, "memorised_points")
    upper = _over_trainings(records, "refused_points")
    mec_bits, label_bits = first.result["mec_bits"], first.result["label_bits"]
    bits = label_bits / mec_bits
    parameters = first.result["features"] + 1
    classes = mec_bits // parameters
    guaranteed = min(trial["rank"] for trial in trials) + 1
    expected = largest_memorised(parameters, EVEN_ODDS, neurons=classes)
    decisions = [decision["verdict"] for trial in trials for decision in trial["decisions"]]
    return {
        "network": _NETWORKS[first.params["network"]],
        "embedding": _EMBEDDINGS[first.params["embedding"]],
        "features": first.result["features"],
        "rank": float(np.mean([trial["rank"] for trial in trials])),
        "mec_bits": mec_bits,
        "trials": len(trials),
        "memorised_points": lower.estimate,
        "memorised_low": lower.low,
        "memorised_high": lower.high,
        "refused_points": upper.estimate,
        "memorised_bits": lower.estimate * label_bits,
        "bits_per_mec_bit": lower.estimate * bits,
        "points_per_rank": float(
            np.mean([trial["memorised_points"] / (trial["rank"] + 1) for trial in trials])
        ),
        "trainings": len(records),
        "decisions": len(decisions),
        "undecided": decisions.count("undecided"),
        "refused_bits_per_mec_bit": upper.estimate * bits,
        "bits_low": lower.low * bits,
        "bits_high": upper.high * bits,
        "expected_points": expected,
        "expected_bits_per_mec_bit": expected * classes / mec_bits,
        "parameters": parameters,
        "classes": classes,
        "label_bits": label_bits,
        "guaranteed_points": guaranteed,
        "guaranteed_bits_per_mec_bit": guaranteed * bits,
    }


def _over_trainings(records: Sequence[Record], name: str) -> Interval:
    """Mean over trainings of an end of the bisection; NaN where a draw has no such end."""
    means = [
        float(np.mean([np.nan if one[name] is None else one[name] for one in trials]))
        for record in records
        for trials in [record.result["trials"]]
    ]
    return t_interval(means)


def _table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="decision-layer-memorisation",
        title="Random classes for real digits",
        caption="The embedding is frozen, digits get random ones of 10 classes, and the decision "
        "layer alone must learn them. Shown is the largest number of digits proved to be "
        "memorised, mean over trainings with its 95 % interval, and the smallest number proved to "
        "be too many; between the two lies what is undecided. Draws on one trained network are not "
        "independent of its training, so one training has no interval. A digit's class holds "
        "log2(10) bits. A decision is a proof, by weights that are right on all digits or by a "
        "bound on the margin that rules them out, or it is undecided. The last columns are what "
        "as many independent neurons memorise at even odds by Cover's theorem.",
        columns=(
            Column("network", "Network"),
            Column("embedding", "Embedding"),
            Column("features", "Features", "integer"),
            Column("rank", "Rank", "number", digits=0, description="Dimensions that they span"),
            Column("mec_bits", "Decision-layer MEC", "integer", "bits"),
            Column("trials", "Trials", "integer"),
            Column("memorised_points", "Memorised", "number", "digits", 0),
            Column("memorised_low", "from", "number", "digits", 0, page_label="Memorised, from"),
            Column("memorised_high", "to", "number", "digits", 0),
            Column("refused_points", "Refused from", "number", "digits", 0),
            Column("memorised_bits", "Memorised", "number", "bits", 0),
            Column("bits_per_mec_bit", "Bits for each bit of MEC", "number", digits=2),
            Column("points_per_rank", "Digits for each dimension", "number", digits=2),
            Column("trainings", "Trainings", "integer"),
            Column("decisions", "Decisions", "integer", in_latex=False),
            Column(
                "undecided", "Undecided", "integer", description="Without a proof", in_latex=False
            ),
            Column(
                "refused_bits_per_mec_bit",
                "Bits for each bit of MEC, refused",
                "number",
                digits=2,
                in_latex=False,
            ),
            Column("expected_points", "Independent neurons", "integer", "digits", in_latex=False),
            Column(
                "expected_bits_per_mec_bit",
                "Bits for each bit of MEC, independent neurons",
                "number",
                digits=2,
                in_latex=False,
            ),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "network",
            "embedding",
            "mec_bits",
            "memorised_points",
            "memorised_bits",
            "bits_per_mec_bit",
        ),
        narrow=("network", "embedding", "mec_bits", "memorised_bits", "bits_per_mec_bit"),
    )


def _facts(rows: Sequence[dict[str, Any]], records: Sequence[Record]) -> dict[str, Any]:
    decisions = sum(row["decisions"] for row in rows)
    return {
        "trained": [row for row in rows if row["embedding"] == _EMBEDDINGS["trained"]],
        "decisions": decisions,
        "undecided": sum(row["undecided"] for row in rows),
        "epochs": max(record.params["epochs"] for record in records),
    }
