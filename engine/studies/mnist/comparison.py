"""CNN1 against CNN2: paired tests seed by seed, equivalence over seeds, and what they say."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.lab.statistics import equivalence_p, mcnemar_p, paired_p, t_interval
from engine.records.record import Record
from engine.studies.mnist.networks import COMPARED
from engine.studies.mnist.results import tested_percent

MARGIN_POINTS = 0.5
"""Difference in accuracy, in percentage points, below which two networks count as equivalent."""

SIGNIFICANCE = 0.05


def comparison_frame(runs: Sequence[Record]) -> pd.DataFrame:
    """Return one row a seed: both accuracies, the discordant digits, McNemar's exact p-value."""
    first, second = (_by_seed(runs, name) for name in COMPARED)
    return pd.DataFrame([_compare(seed, first[seed], second[seed]) for seed in sorted(first)])


def comparison_table(frame: pd.DataFrame, runs: Sequence[Record]) -> Table:
    """Return the comparison seed by seed."""
    return Table(
        id="mnist-comparison",
        title="CNN1 against CNN2, seed by seed",
        caption="Both with batch norm, trained from the same seed and tested on the same digits. "
        "p is that of McNemar's exact test on the digits which one network alone gets right; it "
        "is not corrected for the number of seeds.",
        columns=(
            Column("seed", "Seed", "integer"),
            Column("cnn1_percent", "CNN1", "number", "%", 2),
            Column("cnn2_percent", "CNN2", "number", "%", 2),
            Column("difference_points", "CNN2 − CNN1", "number", "points", 2),
            Column("only_cnn1_correct", "Right in CNN1 alone", "integer", "digits"),
            Column("only_cnn2_correct", "Right in CNN2 alone", "integer", "digits"),
            Column("mcnemar_p", "McNemar p", "number", digits=4),
        ),
        frame=frame,
        records=tuple(
            run for run in runs if run.params["network"] in COMPARED and run.params["batch_norm"]
        ),
    )


def comparison_facts(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the tests over seeds and the verdict that they select.

    The verdict is "cnn1", "cnn2" (that network is better), "equivalent", or "open" (the seeds are
    too few to tell); "one seed" where there is nothing to test.
    """
    differences = frame["difference_points"].tolist()
    mean = t_interval(differences)
    facts = {
        "seeds": len(frame),
        "margin_points": MARGIN_POINTS,
        "difference": mean,
        "mcnemar_significant": int((frame["mcnemar_p"] < SIGNIFICANCE).sum()),
    }
    if len(frame) < 2:
        return {**facts, "paired_p": None, "tost_p": None, "verdict": "one seed"}
    paired, tost = paired_p(differences), equivalence_p(differences, MARGIN_POINTS)
    return {
        **facts,
        "paired_p": paired,
        "tost_p": tost,
        "is_equivalent": tost < SIGNIFICANCE,
        "verdict": _verdict(mean.estimate, paired, tost),
    }


def _verdict(mean_points: float, paired: float, tost: float) -> str:
    if paired < SIGNIFICANCE and tost >= SIGNIFICANCE:
        return "cnn2" if mean_points > 0 else "cnn1"
    return "equivalent" if tost < SIGNIFICANCE else "open"


def _by_seed(runs: Sequence[Record], network: str) -> dict[int, dict[str, Any]]:
    return {
        run.params["seed"]: run.result
        for run in runs
        if run.params["network"] == network and run.params["batch_norm"]
    }


def _compare(seed: int, first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    bits_first = int(first["test_correct_bitmap"], 16)
    bits_second = int(second["test_correct_bitmap"], 16)
    only_first = (bits_first & ~bits_second).bit_count()
    only_second = (bits_second & ~bits_first).bit_count()
    return {
        "seed": seed,
        "cnn1_percent": tested_percent(first),
        "cnn2_percent": tested_percent(second),
        "difference_points": 100
        * (second["test_correct"] - first["test_correct"])
        / second["test_examples"],
        "only_cnn1_correct": only_first,
        "only_cnn2_correct": only_second,
        "mcnemar_p": mcnemar_p(only_first, only_second),
    }
