"""The evidence on bottlenecks, depth and two points a parameter, from networks and their trials."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.exhibits.activation_names import say_activation
from engine.exhibits.claim import CannotTestError, Claim, Evidence
from engine.exhibits.prose import number
from engine.lab.small_samples import find_sides
from engine.lab.statistics import Interval
from engine.records.record import Record
from engine.studies.series.claims import (
    BEHIND_RELU,
    BEHIND_TANH,
    BOTTLENECK_RELU,
    BOTTLENECK_STEP,
    BOTTLENECK_TANH,
    DEPTH_RELU,
    DEPTH_TANH,
    TWO_POINTS,
)
from engine.studies.series.paired import LEVEL, fit_ends
from engine.studies.series.predictors import COVER_FACTOR
from engine.theory.capacity import Reading

Ends = Mapping[tuple[str, str], Sequence[Sequence[int]]]
"""Where each trial of a network ended, by network and activation."""

Find = Callable[[], Evidence]

MOST_BOTTLENECK = 2
"""Neurons of the narrowest hidden layer up to which it is called a bottleneck."""

LADDERS = (
    ("4-7-1", "4-4-4-1", "4-3-3-3-1"),
    ("4-14-1", "4-6-7-1", "4-5-5-5-1", "4-4-4-4-4-1"),
)
"""Networks of about as many parameters, from flat to deep."""

_NETWORKS = "networks; those of as many inputs meet the same trials"


def list_evidence(
    networks: pd.DataFrame, ends: Ends, records: Sequence[Record]
) -> Sequence[tuple[Claim, Find]]:
    """Return each claim on the networks with what finds its evidence.

    Args:
        networks: See `measured.measure_frame`.
        ends: Where the trials of each network ended.
        records: What they were computed from.
    """
    return [
        (claim, partial(find, networks, ends, name, tuple(records)))
        for name, pairs in {
            "tanh": [(BOTTLENECK_TANH, _cap), (BEHIND_TANH, _behind), (DEPTH_TANH, _depth)],
            "relu": [(BOTTLENECK_RELU, _cap), (BEHIND_RELU, _behind), (DEPTH_RELU, _depth)],
            "step": [(BOTTLENECK_STEP, _cap)],
        }.items()
        for claim, find in pairs
    ] + [(TWO_POINTS, partial(_two_points, networks, tuple(records)))]


def _cap(networks: pd.DataFrame, ends: Ends, name: str, records: tuple[Record, ...]) -> Evidence:
    """Count the bottlenecks above and below the cap, and name what each memorises over it."""
    chosen = choose_bottlenecks(networks, name)
    if not len(chosen):
        raise CannotTestError(f"this build has no network with {name} and a bottleneck")
    capped = _sides(chosen, COVER_FACTOR * chosen[Reading.WIDTH_CAPPED.value])
    minimum = _sides(chosen, COVER_FACTOR * chosen[Reading.RUNNING_MINIMUM.value])
    ratios = chosen["over_cap"]
    listed = [
        f"{number(ratio)} ({network})"
        for network, ratio in zip(chosen["network"], ratios, strict=True)
    ]
    return Evidence(
        {
            "count": len(chosen),
            "networks": listed,
            "above_minimum": minimum["above"],
            **capped,
        },
        records,
        n=len(chosen),
        unit=_NETWORKS,
        test=f"intervals over trials, widened to hold for all {len(chosen)} together",
        correction=f"Bonferroni over {len(chosen)} networks",
    )


def choose_bottlenecks(networks: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the networks of an activation with a bottleneck, by name.

    `over_cap` is n50 over that of neurons of the width-capped capacity, by Cover's theorem.

    Args:
        networks: See `measured.measure_frame`.
        name: The activation.
    """
    chosen = networks[
        (networks["activation"] == name)
        & (networks["hidden_layers"] > 1)
        & (networks["narrowest"] <= MOST_BOTTLENECK)
        & (networks["outputs"] == 1)
    ].sort_values("network")
    expected = COVER_FACTOR * chosen[Reading.WIDTH_CAPPED.value]
    return chosen.assign(over_cap=chosen["n50"] / expected)


def _sides(chosen: pd.DataFrame, expected: "pd.Series[float]") -> dict[str, int]:
    """Count the networks whose n50 lies above what is expected, below it, or neither."""
    ratios = [
        Interval(row["n50"] / points, row["n50_low"] / points, row["n50_high"] / points)
        for row, points in zip(chosen.to_dict(orient="records"), expected, strict=True)
    ]
    found = find_sides(ratios)
    return {side: found.count(side) for side in ("above", "below", "between")}


def _behind(networks: pd.DataFrame, ends: Ends, name: str, records: tuple[Record, ...]) -> Evidence:
    """Compare networks that differ in the layer behind a bottleneck alone, trial by trial."""
    pairs = _find_pairs(networks[networks["activation"] == name])
    if not pairs:
        raise CannotTestError(
            f"this build has no two networks with {name} that differ behind a bottleneck alone"
        )
    found = []
    for narrow, wide in pairs:
        low, high = _curves(ends, [(narrow["network"], name), (wide["network"], name)])
        added = (high - low) / (wide["parameters"] - narrow["parameters"])
        found.append(
            (f"{wide['network']} over {narrow['network']}", added / (low / narrow["parameters"]))
        )
    tail = 0.025 / len(found)
    spans = [(pair, worth[0], *np.quantile(worth[1:], [tail, 1 - tail])) for pair, worth in found]
    return Evidence(
        {
            "pairs": [
                f"{number(worth)} for {pair} ({number(low)} to {number(high)})"
                for pair, worth, low, high in spans
            ],
            "all_below": all(high < 1 for *_, high in spans),
            "all_above": all(low > 1 for _, _, low, _ in spans),
        },
        records,
        n=len(found),
        unit="pairs of networks, each on the same trials",
        test="trials drawn again, those of a pair together",
        correction=f"Bonferroni over {len(found)} pairs" if len(found) > 1 else "",
    )


def _find_pairs(networks: pd.DataFrame) -> list[tuple[dict[Any, Any], dict[Any, Any]]]:
    """Return networks with a bottleneck that differ in their last hidden layer alone."""
    rows = networks[(networks["hidden_layers"] > 2) & (networks["outputs"] == 1)].sort_values(
        "parameters"
    )
    pairs = []
    for narrow, wide in combinations(rows.to_dict(orient="records"), 2):
        one, other = (row["network"].split("-") for row in (narrow, wide))
        is_bottleneck = int(one[-3]) == narrow["narrowest"] <= MOST_BOTTLENECK < int(one[-2])
        if one[:-2] == other[:-2] and is_bottleneck:
            pairs.append((narrow, wide))
    return pairs


def _depth(networks: pd.DataFrame, ends: Ends, name: str, records: tuple[Record, ...]) -> Evidence:
    """Fit what each further hidden layer does to n50 a parameter, along each ladder."""
    own = networks[networks["activation"] == name].set_index("network")
    points, parameters = own["n50"].to_dict(), own["parameters"].to_dict()
    ladders = [[one for one in ladder if one in own.index] for ladder in LADDERS]
    ladders = [ladder for ladder in ladders if len(ladder) > 2]
    if not ladders:
        raise CannotTestError(
            f"this build has no three networks with {name} of as many parameters in more and more "
            "layers"
        )
    slopes, steps = [], []
    for ladder in ladders:
        curves = _curves(ends, [(one, name) for one in ladder])
        logs = np.log(curves / own.loc[ladder, "parameters"].to_numpy()[:, None])
        layers = own.loc[ladder, "hidden_layers"].to_numpy(dtype=float)
        steps += np.exp(np.diff(logs[:, 0]) / np.diff(layers)).tolist()
        layers -= layers.mean()
        slopes.append(layers @ logs / (layers @ layers))
    factors = np.exp(np.mean(slopes, axis=0))
    low, high = np.quantile(factors[1:], [0.025, 0.975])
    listed = [one for ladder in ladders for one in ladder]
    growth = own["growth"].to_dict()
    return Evidence(
        {
            "factor": float(factors[0]),
            "least_step": min(steps),
            "most_step": max(steps),
            "low": float(low),
            "high": float(high),
            "flat_percent": 100 * max(growth[ladder[0]] - 1 for ladder in ladders),
            "deep_percent": 100 * max(growth[ladder[-1]] - 1 for ladder in ladders),
            "networks": [
                f"{one} ({number(points[one], 0)} points, {parameters[one]} parameters)"
                for one in listed
            ],
        },
        records,
        n=len(listed),
        unit=_NETWORKS,
        estimate=float(factors[0]),
        low=float(low),
        high=float(high),
        test="least squares on logarithms, along each ladder; trials drawn again together",
        quantity="factor on points memorised a parameter for each further hidden layer",
    )


def _curves(ends: Ends, wanted: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    """Return n50 of networks over draws of the trials that all have met, (networks, draws)."""
    missing = [one for one in wanted if one not in ends]
    if missing:
        raise CannotTestError(f"the trials of {missing[0][0]} are of another study")
    trials = min(len(ends[one]) for one in wanted)
    return np.stack([fit_ends(ends[one][:trials]).find_all(LEVEL) for one in wanted])


def _two_points(networks: pd.DataFrame, records: tuple[Record, ...]) -> Evidence:
    chosen = networks[networks["inputs"] > 1]
    sides = _sides(chosen, COVER_FACTOR * chosen["parameters"] / chosen["outputs"])
    ordered = chosen.sort_values("points_per_parameter")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    return Evidence(
        {
            "count": len(chosen),
            **sides,
            "most": float(most["points_per_parameter"]),
            "most_network": f"{most['network']}, {say_activation(most['activation'])}",
            "least": float(least["points_per_parameter"]),
            "least_network": f"{least['network']}, {say_activation(least['activation'])}",
        },
        records,
        n=len(chosen),
        unit=_NETWORKS,
        test=f"intervals over trials, widened to hold for all {len(chosen)} together",
        correction=f"Bonferroni over {len(chosen)} networks",
    )
