"""What the claims about the MNIST networks are judged by, computed from the runs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from engine.exhibits.claim import Evidence
from engine.lab.crossed import crossed_mean
from engine.lab.small_samples import sign_flip_p
from engine.lab.statistics import holm, prediction_interval, prediction_p
from engine.records.record import Record
from engine.studies.mnist.comparison import difference_points, training_difference_points
from engine.studies.mnist.margins import shown_from
from engine.studies.over_seeds import (
    MARGIN_POINTS,
    SEEDS,
    SIGNIFICANCE,
    of_crossed_mean,
    of_interval,
)


def of_shapes(networks: Mapping[str, Any], records: Sequence[Record]) -> Evidence:
    """Return the shapes of the two networks and their ratios."""
    return Evidence({**networks, **networks["networks"]}, tuple(records), n=2, unit="networks")


def of_margin(variants: pd.DataFrame, pairs: tuple[Record, ...]) -> Evidence:
    """Return the margin, and what it is of the errors of CNN1."""
    error = 100 - _variant(variants, "cnn1")["accuracy_percent"]
    values = {"margin": MARGIN_POINTS, "error": error, "share": MARGIN_POINTS / error}
    return Evidence(values, pairs, n=len(pairs) // 2, unit=SEEDS)


def of_pairs(frame: pd.DataFrame, pairs: tuple[Record, ...]) -> Evidence:
    """Return in how many seeds McNemar's test finds a difference, corrected for their number.

    That each pair differs rests on the largest p, that some pair does on the smallest.
    """
    corrected = frame["mcnemar_p_holm"]
    n, found = len(frame), int((corrected < SIGNIFICANCE).sum())
    which, p = ("largest", corrected.max()) if found == n else ("smallest", corrected.min())
    return Evidence(
        {"n": n, "found": found},
        pairs,
        n=n,
        unit="pairs of trained networks, on the same test digits",
        p=float(p),
        test=f"McNemar's exact test, the {which} p",
        correction=f"{n} seeds by Holm" if n > 1 else "",
    )


def of_accuracy(pairs: tuple[Record, ...]) -> Evidence:
    """Return the difference of the accuracies, tested over seeds and digits."""
    points = difference_points(pairs)
    mean = crossed_mean(points)
    more = {
        "tost_p": mean.equivalence_p(MARGIN_POINTS),
        "margin": MARGIN_POINTS,
        "shown_from": shown_from(mean),
        "flip_p": sign_flip_p(points.mean(axis=1).tolist()),
        "least_flip_p": 2.0 ** (1 - len(points)),
        "digits": points.shape[1],
    }
    quantity = "accuracy of CNN2 minus that of CNN1, points"
    return of_crossed_mean(mean, more, pairs, n=len(points), quantity=quantity)


def of_gap(pairs: tuple[Record, ...]) -> Evidence:
    """Return how much more accuracy CNN1 loses from training to test digits than CNN2 does."""
    points = difference_points(pairs) - training_difference_points(pairs)[:, None]
    quantity = "accuracy lost from training to test digits, CNN1 minus CNN2, points"
    return of_crossed_mean(crossed_mean(points), {}, pairs, n=len(points), quantity=quantity)


def of_notebook_pair(pairs: tuple[Record, ...], variants: pd.DataFrame) -> Evidence:
    """Return where the difference of the notebook's runs lies among differences over seeds."""
    printed = (
        _variant(variants, "cnn2")["notebook_percent"]
        - _variant(variants, "cnn1")["notebook_percent"]
    )
    of_seeds = difference_points(pairs).mean(axis=1).tolist()
    new_pair, p = prediction_interval(of_seeds), prediction_p(of_seeds, printed)
    return of_interval(
        new_pair,
        {"printed": printed, "deviation": float(np.std(of_seeds, ddof=1))},
        pairs,
        n=len(of_seeds),
        quantity="accuracy of CNN2 minus that of CNN1, mean over seeds, points",
        test="prediction interval for one new pair of runs",
        p=p,
    )


def of_notebook_runs(variants: pd.DataFrame, records: Sequence[Record]) -> Evidence:
    """Return which accuracies that the notebook prints lie where no new run would."""
    printed = variants.dropna(subset="notebook_percent")
    outside = printed[printed["notebook_run"] == "outside"].to_dict(orient="records")
    p = min(holm(printed["notebook_p"].tolist()))
    return Evidence(
        {"count": len(printed), "outside": outside, "p": p},
        tuple(records),
        n=int(variants["seeds"].min()),
        unit=SEEDS,
        p=p,
        test="prediction intervals for one new run, the smallest p",
        correction=f"{len(printed)} networks by Holm",
    )


def _variant(variants: pd.DataFrame, network: str) -> dict[Any, Any]:
    rows = variants.to_dict(orient="records")
    return next(row for row in rows if row["variant"] == (network, True))
