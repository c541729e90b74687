"""Rules 1 and 3, tested: what neurons in parallel memorise, and what one neuron can tell."""

from collections.abc import Sequence
from itertools import pairwise
from math import log2
from statistics import NormalDist
from typing import Any

import numpy as np

from engine.lab.separability import draw_inputs, draw_labels, is_separable
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.cover import largest_memorised, memorisation_probability

SUCCESS_LEVELS = (0.95, 0.5)
"""Shares of trials at which the largest number of memorised points is read off."""

_KS: dict[Profile, Sequence[int]] = {
    Profile.QUICK: (3,),
    Profile.STANDARD: (3, 6, 10),
    Profile.PAPER: (2, 3, 6, 10, 16),
}
_NEURONS = {Profile.QUICK: 4, Profile.STANDARD: 8, Profile.PAPER: 12}
_TRIALS = {Profile.QUICK: 40, Profile.STANDARD: 100, Profile.PAPER: 400}
_SAMPLES = {Profile.QUICK: 10_000, Profile.STANDARD: 100_000, Profile.PAPER: 1_000_000}


def make_grid(profile: Profile) -> list[Params]:
    """Return one layer for each number of parameters a neuron, and one sweep of the threshold."""
    layers: list[Params] = [
        {
            "experiment": "parallel",
            "parameters": k,
            "neurons": _NEURONS[profile],
            "points": list(range(k, 2 * k + 1)),
            "trials": _TRIALS[profile],
            "seed": 2018,
        }
        for k in _KS[profile]
    ]
    entropy: Params = {
        "experiment": "output-entropy",
        "thresholds": [step / 4 for step in range(-12, 13)],
        "levels": [2, 4, 16, 256],
        "samples": _SAMPLES[profile],
        "seed": 2018,
    }
    return [*layers, entropy]


def compute(params: Params) -> Result:
    """Run one experiment of the study: `measure_layer` or `measure_output_entropy`."""
    experiments = {"parallel": measure_layer, "output-entropy": measure_output_entropy}
    return experiments[params["experiment"]](params)


def measure_layer(params: Params) -> Result:
    """Count how often neurons in parallel all memorise their own random labels.

    The neurons see the same points; a layer of m neurons is the first m of those drawn, so the
    counts of one n are nested.

    Args:
        params: `parameters` (k, with the threshold), `neurons` (the largest m), `points` (the
            values of n), `trials`, `seed`.

    Returns:
        `cells`, one for each n: `points`, `trials`, `memorised` (for m = 1, 2, ...: trials in
        which all m were), `undecided`, `expected_probability` (Cover's theorem to the power m)
        and `p_value`, exact binomial, two-sided, not corrected for the number of cells;
        `layers`, one for each m: `neurons`, `capacity_bits` by rule 3, and for each of
        `SUCCESS_LEVELS` the bits memorised, m times the largest such n, measured and expected.
    """
    cells = [_measure_cell(params, points) for points in params["points"]]
    layers = [_summarise(params, cells, m) for m in range(1, params["neurons"] + 1)]
    return {"cells": cells, "layers": layers}


def measure_output_entropy(params: Params) -> Result:
    """Measure the entropy of a neuron's output over its threshold.

    The neuron has weights of unit length on Gaussian inputs, so its activation is standard normal
    whatever the number of inputs. Its output is tanh, read in equal steps: 2 levels are the sign,
    the one-bit output of rule 1; more levels are what a reader with that precision would get.

    Args:
        params: `thresholds`, `levels`, `samples`, `seed`.

    Returns:
        `cells`, one for each threshold and number of levels: `threshold`, `levels`,
        `entropy_bits` of the samples and `expected_entropy_bits`, exact.
    """
    generator = np.random.default_rng(params["seed"])
    activations = generator.standard_normal(params["samples"])
    cells = []
    for threshold in params["thresholds"]:
        outputs = np.tanh(activations - threshold)
        for levels in params["levels"]:
            read = np.clip(((outputs + 1) / 2 * levels).astype(np.int64), 0, levels - 1)
            shares = np.bincount(read, minlength=levels) / params["samples"]
            cells.append(
                {
                    "threshold": threshold,
                    "levels": levels,
                    "entropy_bits": _entropy(shares.tolist()),
                    "expected_entropy_bits": _entropy(_level_probabilities(threshold, levels)),
                }
            )
    return {"cells": cells}


def _measure_cell(params: Params, points: int) -> dict[str, Any]:
    from scipy.stats import binomtest

    neurons = params["neurons"]
    generator = np.random.default_rng([params["seed"], params["parameters"], points])
    memorised = [0] * neurons
    undecided = 0
    for _ in range(params["trials"]):
        inputs = draw_inputs(generator, points, params["parameters"], threshold=True)
        labellings = [draw_labels(generator, points) for _ in range(neurons)]
        for index, labels in enumerate(labellings):
            verdict = is_separable(inputs, labels)
            if not verdict:
                undecided += verdict is None
                break
            memorised[index] += 1
    probability = memorisation_probability(points, params["parameters"])
    expected = [float(probability**m) for m in range(1, neurons + 1)]
    return {
        "points": points,
        "trials": params["trials"],
        "memorised": memorised,
        "undecided": undecided,
        "expected_probability": expected,
        "p_value": [
            float(binomtest(count, params["trials"], p).pvalue)
            for count, p in zip(memorised, expected, strict=True)
        ],
    }


def _summarise(params: Params, cells: Sequence[dict[str, Any]], neurons: int) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "neurons": neurons,
        "capacity_bits": neurons * params["parameters"],
    }
    for level in SUCCESS_LEVELS:
        reached = [
            cell["points"]
            for cell in cells
            if cell["memorised"][neurons - 1] >= level * cell["trials"]
        ]
        expected = largest_memorised(params["parameters"], level, neurons=neurons)
        percent = round(100 * level)
        summary[f"bits_at_{percent}_percent"] = neurons * max(reached, default=0)
        summary[f"expected_bits_at_{percent}_percent"] = neurons * expected
    return summary


def _level_probabilities(threshold: float, levels: int) -> list[float]:
    """Return the probability of each level: of the activations between two edges of tanh."""
    edges = (np.arctanh(2 * np.arange(1, levels) / levels - 1) + threshold).tolist()
    below = [0.0, *(NormalDist().cdf(edge) for edge in edges), 1.0]
    return [high - low for low, high in pairwise(below)]


def _entropy(probabilities: Sequence[float]) -> float:
    return sum(-p * log2(p) for p in probabilities if p > 0)


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one experiment: a linear programme takes 1 to 4 ms."""
    if params["experiment"] == "output-entropy":
        return float(params["samples"] * len(params["thresholds"]) * 1e-7)
    return float(params["trials"] * len(params["points"]) * params["neurons"] * 0.001)


STUDY = Study(
    name="rules-1-3-parallel",
    title="Deciding what neurons in parallel memorise",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "scipy"),
    cost=estimate_seconds,
)
