"""Rule 2, tested: how many points one neuron memorises, against Cover's theorem."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.lab.separability import draw_inputs, draw_labels, is_separable
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.cover import memorisation_probability

_LEAST_EXPECTED_COUNT = 5
"""Cells with fewer expected successes or failures stay out of the chi-square sum."""

_KS: dict[Profile, Sequence[int]] = {
    Profile.QUICK: (2, 5, 10),
    Profile.STANDARD: (2, 3, 5, 8, 12, 20, 30),
    Profile.PAPER: (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 30),
}
_RATIOS: dict[Profile, Sequence[float]] = {
    Profile.QUICK: (0.5, 1, 1.5, 2, 2.5, 3),
    Profile.STANDARD: (0.5, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 4),
    Profile.PAPER: (0.5, 0.75, *(1 + step / 8 for step in range(17)), 3.25, 3.5, 3.75, 4),
}
_TRIALS = {Profile.QUICK: 40, Profile.STANDARD: 200, Profile.PAPER: 400}


def make_grid(profile: Profile) -> list[Params]:
    """Return one curve over n for each number of parameters k; on paper also through the origin."""
    return [
        {
            "parameters": k,
            "points": sorted({int(ratio * k + 0.5) for ratio in _RATIOS[profile]}),
            "trials": _TRIALS[profile],
            "threshold": threshold,
            "seed": 1965,
        }
        for threshold in ((True, False) if profile is Profile.PAPER else (True,))
        for k in _KS[profile]
    ]


def compute(params: Params) -> Result:
    """Count how often random labels of random points are separable, for each number of points.

    Args:
        params: `parameters` (k), `points` (the values of n), `trials` at each, `threshold`
            (whether one of the k parameters is a threshold), `seed`.

    Returns:
        `cells`, one for each n: `points`, `trials`, `separable`, `undecided`, the
        `expected_probability` of Cover's theorem and the exact two-sided binomial `p_value`,
        not corrected for the number of cells; then `chi_square` with its `degrees_of_freedom`
        and `p_value` over the cells that expect at least 5 successes and 5 failures.
    """
    from scipy.stats import chi2

    cells = [_measure(params, points) for points in params["points"]]
    terms = [term for cell in cells if (term := _chi_square_term(cell)) is not None]
    return {
        "cells": cells,
        "chi_square": sum(terms),
        "degrees_of_freedom": len(terms),
        "p_value": float(chi2.sf(sum(terms), len(terms))) if terms else None,
    }


def _measure(params: Params, points: int) -> dict[str, Any]:
    from scipy.stats import binomtest

    generator = np.random.default_rng([params["seed"], params["parameters"], points])
    verdicts = []
    for _ in range(params["trials"]):
        inputs = draw_inputs(generator, points, params["parameters"], threshold=params["threshold"])
        verdicts.append(is_separable(inputs, draw_labels(generator, points)))
    separable, undecided = verdicts.count(True), verdicts.count(None)
    expected = float(memorisation_probability(points, params["parameters"]))
    decided = len(verdicts) - undecided
    return {
        "points": points,
        "trials": len(verdicts),
        "separable": separable,
        "undecided": undecided,
        "expected_probability": expected,
        "p_value": float(binomtest(separable, decided, expected).pvalue) if decided else None,
    }


def _chi_square_term(cell: dict[str, Any]) -> float | None:
    decided = cell["trials"] - cell["undecided"]
    expected = decided * cell["expected_probability"]
    if min(expected, decided - expected) < _LEAST_EXPECTED_COUNT:
        return None
    variance = expected * (1 - cell["expected_probability"])
    return float((cell["separable"] - expected) ** 2 / variance)


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one curve: a linear programme takes 1 to 4 ms."""
    programmes = params["trials"] * len(params["points"])
    return float(programmes * (0.0014 + 0.00003 * params["parameters"]))


STUDY = Study(
    name="rule-2-memorisation",
    title="Deciding what one neuron memorises",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "scipy"),
    cost=estimate_seconds,
)
