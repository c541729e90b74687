"""CNN1 against CNN2, seed by seed and digit by digit."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.exhibits.table import Column, Table
from engine.lab.bitmap import decode_bitmap
from engine.lab.statistics import holm, mcnemar_p
from engine.records.record import Record
from engine.studies.mnist.networks import COMPARED
from engine.studies.mnist.results import tested_percent


def comparison_frame(runs: Sequence[Record]) -> pd.DataFrame:
    """Return one row a seed: both accuracies, the discordant digits, McNemar's exact p-value."""
    pairs = pairs_by_seed(runs)
    frame = pd.DataFrame([_compare(seed, *pair) for seed, pair in pairs.items()])
    return frame.assign(mcnemar_p_holm=holm(frame["mcnemar_p"].tolist()))


def comparison_table(frame: pd.DataFrame, runs: Sequence[Record]) -> Table:
    """Return the comparison seed by seed."""
    return Table(
        id="mnist-comparison",
        title="CNN1 against CNN2, seed by seed",
        caption="Both with batch norm, trained from the same seed and tested on the same digits. "
        "p is that of McNemar's exact test on the digits which one network alone gets right, as "
        "it is and corrected by Holm's method for the number of seeds. Each test speaks of one "
        "pair of trained networks; they share their digits and are no replications of each other.",
        columns=(
            Column("seed", "Seed", "integer"),
            Column("cnn1_percent", "CNN1", "number", "%", 2),
            Column("cnn2_percent", "CNN2", "number", "%", 2),
            Column("difference_points", "CNN2 − CNN1", "number", "points", 2),
            Column("only_cnn1_correct", "Right in CNN1 alone", "integer", "digits"),
            Column("only_cnn2_correct", "Right in CNN2 alone", "integer", "digits"),
            Column("mcnemar_p", "McNemar p", "number", digits=4),
            Column("mcnemar_p_holm", "corrected", "number", digits=4),
        ),
        frame=frame,
        records=compared_runs(runs),
    )


def compared_runs(runs: Sequence[Record]) -> tuple[Record, ...]:
    """Return the runs of the two networks that are compared."""
    return tuple(
        run for run in runs if run.params["network"] in COMPARED and run.params["batch_norm"]
    )


def pairs_by_seed(runs: Sequence[Record]) -> dict[int, tuple[dict[str, Any], dict[str, Any]]]:
    """Return the results of CNN1 and CNN2 for each seed, in the order of the seeds."""
    first, second = (
        {
            run.params["seed"]: run.result
            for run in compared_runs(runs)
            if run.params["network"] == name
        }
        for name in COMPARED
    )
    return {seed: (first[seed], second[seed]) for seed in sorted(first)}


def difference_points(runs: Sequence[Record]) -> NDArray[np.float64]:
    """Return by how many points each digit tells for CNN2, shape (seeds, digits).

    100 where CNN2 alone is right, -100 where CNN1 alone is, 0 elsewhere: the mean is the
    difference of the accuracies in percentage points.
    """
    return np.array(
        [100.0 * (_flags(second) - _flags(first)) for first, second in pairs_by_seed(runs).values()]
    )


def training_difference_points(runs: Sequence[Record]) -> NDArray[np.float64]:
    """Return by how many points CNN2 is ahead on the training digits, shape (seeds,)."""
    return np.array(
        [
            100.0 * (second["train_accuracy"] - first["train_accuracy"])
            for first, second in pairs_by_seed(runs).values()
        ]
    )


def _flags(result: dict[str, Any]) -> NDArray[np.float64]:
    return decode_bitmap(result["test_correct_bitmap"], result["test_examples"]).astype(float)


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
