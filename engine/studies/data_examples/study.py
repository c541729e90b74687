"""What `mec data` says of a table that has a rule, and of one that has none."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from engine.dataset.candidates import Shape
from engine.dataset.description import Described, Prepared, describe, prepare_arrays
from engine.dataset.directions import PLAIN_SUM, Directions, find_best
from engine.dataset.drawing import draw_order
from engine.dataset.words import list_unchecked, say
from engine.studies.study import Params, Profile, Result, Sources, Study
from engine.theory.stack_expectation import describe_law

SHARES_PERCENT = (5, 10, 20, 40, 80, 100)
"""Shares of the rows at which Brainome prints its capacity progression."""

_LAW_STUDIES = ("series-law-fits", "series-readings-fits")
_SHARES_SEED = 2
_SHUFFLE_SEED = 1


def make_grid(profile: Profile) -> Sequence[Params]:
    """Return the two tables: rows with their labels, and the same rows with labels shuffled."""
    return [
        {"dataset": "breast-cancer", "shuffle_seed": None},
        {"dataset": "breast-cancer", "shuffle_seed": _SHUFFLE_SEED},
    ]


def compute(params: Params, sources: Sources) -> Result:
    """Return what the command says of a table, and its requirement at Brainome's shares.

    Args:
        params: `dataset`, and `shuffle_seed` of the order that labels are put into, None for
            labels as they are.
        sources: The fits of the law of what networks memorise.

    Returns:
        `rows`, `inputs`, `label_information_bits`, `label_entropy_bits`, `random_changes`,
        `most_right`, `headline`, `counts` beside shuffled labels with the `p` of all, `directions`,
        `best`, `curve`, `tree`, `sure`, `candidates` for the estimate with one hidden layer and
        what the law expects of each, `shares`, `words` and `not_checked`.
    """
    prepared = _load(params["shuffle_seed"])
    law, missing = _read_law(sources)
    described = describe(prepared, len(prepared.target.labels), law, missing)
    return {
        "rows": described.rows,
        "inputs": len(described.inputs),
        "label_information_bits": described.label_information_bits,
        "label_entropy_bits": described.label_entropy_bits,
        "random_changes": described.random_changes,
        "most_right": described.contradictions.most_right,
        "headline": asdict(described.headline),
        "counts": [asdict(one) for one in described.shuffled.counts],
        "p": described.shuffled.p,
        "directions": [asdict(one) for one in described.directions],
        "best": asdict(find_best(described.directions)),
        "curve": asdict(described.curve),
        "tree": asdict(described.tree),
        "sure": asdict(described.sure),
        "candidates": _list_candidates(described),
        "shares": _measure_shares(prepared),
        "words": list(say(described)),
        "not_checked": list(list_unchecked(described)),
    }


def _load(shuffle_seed: int | None) -> Prepared:
    from sklearn.datasets import load_breast_cancer  # type: ignore[import-untyped, unused-ignore]

    table = load_breast_cancer()
    labels = table.target
    if shuffle_seed is not None:
        labels = labels[draw_order(shuffle_seed, len(labels))]
    return prepare_arrays(table.data, labels)


def _read_law(sources: Sources) -> tuple[dict[str, Any] | None, str | None]:
    """Return the law, or None and why there is none."""
    fitted, fits = (sources[name][0].result for name in _LAW_STUDIES)
    law = describe_law(fitted, fits)
    return (law, None) if law else (None, fitted["reason"] or "the law has no known error")


def _list_candidates(described: Described) -> list[dict[str, Any]]:
    """Return the least networks of one hidden layer for the estimate, with the law's n50."""
    return [
        {
            "reading": one.reading.value,
            "sizes": list(one.sizes),
            "capacity_bits": one.capacity_bits,
            "parameters": one.parameters,
            "expected": [
                asdict(expected)
                for expected in described.expected.get("-".join(map(str, one.sizes)), [])
            ],
        }
        for one in described.candidates
        if one.asked == "estimated" and one.shape is Shape.ONE_HIDDEN_LAYER
    ]


def _measure_shares(prepared: Prepared) -> list[dict[str, Any]]:
    """Return label changes along the sum and the best direction, of growing shares of the rows."""
    labels, columns = prepared.target.labels, prepared.encoding.columns
    order = draw_order(_SHARES_SEED, len(labels))
    found = []
    for percent in SHARES_PERCENT:
        chosen = np.sort(order[: round(len(labels) * percent / 100)])
        taken = [values[chosen] for values in prepared.inputs]
        along = Directions(taken, columns, len(prepared.target.classes)).count(labels[chosen])
        (plain,) = (one for one in along if one.name == PLAIN_SUM)
        found.append(
            {
                "percent": percent,
                "rows": len(chosen),
                "sum_changes": plain.neurons,
                "best_changes": find_best(along).neurons,
            }
        )
    return found


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one table."""
    return 2.0


STUDY = Study(
    name="data-examples",
    title="Describing a table with a rule and one without",
    grid=make_grid,
    compute=compute,
    reads=_LAW_STUDIES,
    packages=("numpy", "pandas", "scikit-learn"),
    cost=estimate_seconds,
)
