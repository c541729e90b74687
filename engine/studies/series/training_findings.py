"""The evidence on effort and on what training leaves out."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd

from engine.exhibits.activation_names import say_activation
from engine.exhibits.claim import CannotTestError, Claim, Evidence
from engine.exhibits.prose import number
from engine.lab.small_samples import geometric_mean_interval, widen
from engine.lab.statistics import Interval
from engine.records.record import Record
from engine.studies.series.measured import MOST_GROWTH
from engine.studies.series.published import published_capacity
from engine.studies.series.training_claims import (
    CONVERGED,
    EXACT,
    FRIEDLAND,
    GIVEN_UP,
    TEACHERS,
    TREES,
)
from engine.studies.series.trees import THEORY, extrapolate

Find = Callable[[], Evidence]

_TRIALS = "trials with points and labels of their own"


def list_evidence(
    networks: pd.DataFrame,
    given_up: pd.DataFrame,
    shortfalls: pd.DataFrame,
    teachers: pd.DataFrame,
    trees: pd.DataFrame,
    ours: Mapping[str, float],
    records: Mapping[str, Sequence[Record]],
) -> Sequence[tuple[Claim, Find]]:
    """Return each claim on training with what finds its evidence.

    Args:
        networks: See `measured.measure_frame`.
        given_up: See `effort.given_up_frame`.
        shortfalls: See `controls.shortfall_frame`.
        teachers: See `controls.teachers_frame`.
        trees: See `trees.tree_frame`.
        ours: Our numbers beside published ones, see `published_table.find_ours`.
        records: Of the networks, the efforts, the controls and the trees.
    """
    return [
        (CONVERGED, partial(_converged, networks, tuple(records["networks"]))),
        (GIVEN_UP, partial(_given_up, given_up, tuple(records["effort"]))),
        (EXACT, partial(_exact, shortfalls, tuple(records["controls"]))),
        (TEACHERS, partial(_teachers, teachers, tuple(records["controls"]))),
        (FRIEDLAND, partial(_friedland, ours, tuple(records["networks"]))),
        (TREES, partial(_trees, trees, tuple(records["trees"]))),
    ]


def _converged(networks: pd.DataFrame, records: tuple[Record, ...]) -> Evidence:
    largest = networks.sort_values("growth").iloc[-1]
    medians = {
        layers: networks.loc[networks["hidden_layers"] == layers, "growth"].median()
        for layers in sorted(set(networks["hidden_layers"]) - {0})
    }
    return Evidence(
        {
            "count": len(networks),
            "growing": int((~networks["converged"]).sum()),
            "most_percent": 100 * (MOST_GROWTH - 1),
            "largest_percent": 100 * (largest["growth"] - 1),
            "largest_network": f"{largest['network']}, {say_activation(largest['activation'])}",
            "by_depth": [
                f"{number(100 * (growth - 1), 1)} % with {layers} hidden "
                f"layer{'s' if layers > 1 else ''}"
                for layers, growth in medians.items()
            ],
        },
        records,
        n=len(networks),
        unit="networks",
        test="n at 50 % with all restarts over that with half of them, on the same trials",
    )


def _given_up(frame: pd.DataFrame, records: tuple[Record, ...]) -> Evidence:
    if not len(frame):
        raise CannotTestError("no network was trained on")
    stopped = int((frame["networks"] - frame["right"]).sum())
    lost = int(frame["lost"].sum())
    return Evidence(
        {
            "stopped": stopped,
            "lost": lost,
            "lost_percent": 100 * lost / stopped if stopped else 0.0,
            "trials": int(frame["trials"].sum()),
            "trials_right": int(frame["trials_right"].sum()),
            "trials_right_without": int(frame["trials_right_without"].sum()),
        },
        records,
        n=int(frame["networks"].sum()),
        unit="networks in training",
        estimate=100 * lost / stopped if stopped else None,
        test="the same networks trained to the end",
        quantity="networks given up on that would have been right, percent",
    )


def _exact(frame: pd.DataFrame, records: tuple[Record, ...]) -> Evidence:
    known = frame[frame["is_exact"]] if len(frame) else frame
    if not len(known):
        raise CannotTestError("this build has no network whose exact answer is known")
    short, lacking = [], []
    for row in known.to_dict(orient="records"):
        wide = widen(Interval(row["ratio"], row["ratio_low"], row["ratio_high"]), len(known))
        name = f"{row['network']}, {say_activation(row['activation'])}"
        lacking.append((100 * (1 - row["ratio"]), name))
        if wide.high < 1:
            short.append(f"{name} lacks {number(100 * (1 - row['ratio']), 1)} %")
    largest = max(lacking)
    return Evidence(
        {
            "count": len(known),
            "short": short,
            "others": len(known) - len(short),
            "largest_percent": largest[0],
            "largest_network": largest[1],
        },
        records,
        n=len(known),
        unit="networks, each on the same trials as its exact answer",
        estimate=largest[0],
        test="trials drawn again, trained and exact together",
        correction=f"Bonferroni over {len(known)} networks",
        quantity="largest shortfall of n at 50 %, percent",
    )


def _teachers(frame: pd.DataFrame, records: tuple[Record, ...]) -> Evidence:
    known = (
        frame[(frame["points_ratio"] <= 1.01) & (frame["teachers"] > 0)] if len(frame) else frame
    )
    if not len(known):
        raise CannotTestError("no teacher memorised its own points in this build")
    most = float(frame["points_ratio"].max())
    more = frame[(frame["points_ratio"] > 1.01) & (frame["points_ratio"] == most)]
    return Evidence(
        {
            "shares": _list_shares(known),
            "more": _list_shares(more[more["teachers"] > 0]),
            "more_ratio": most,
            "lowest_share": float(known["share"].min()),
            "lowest_high": float(known["share_high"].min()),
        },
        records,
        n=int(known["teachers"].sum()),
        unit="teachers, each with fresh points",
        estimate=100 * float(known["share"].min()),
        test="Wilson's interval of the share",
        quantity="smallest share of teachers fitted, percent",
    )


def _list_shares(teachers: pd.DataFrame) -> list[str]:
    return [
        f"{row['fitted']} of {row['teachers']} ({row['network']}, "
        f"{say_activation(row['activation'])})"
        for row in teachers.to_dict(orient="records")
    ]


def _friedland(ours: Mapping[str, float], records: tuple[Record, ...]) -> Evidence:
    names = sorted(name for name in ours if name.startswith("friedland-mk-"))
    if len(names) < 3:
        raise CannotTestError("fewer than three of their networks are measured in this build")
    theirs = {name: published_capacity(name) for name in names}
    ratios = [ours[name] / float(theirs[name].value or np.nan) for name in names]
    mean = geometric_mean_interval(ratios)
    return Evidence(
        {
            "count": len(names),
            "ratio": mean.estimate,
            "low": mean.low,
            "high": mean.high,
            "listed": [
                f"{theirs[name].network} {number(ours[name], 1)} against {theirs[name].value:g}"
                for name in names
            ],
        },
        records,
        n=len(names),
        unit="networks",
        estimate=mean.estimate,
        low=mean.low,
        high=mean.high,
        test="t interval of the geometric mean",
        quantity="n at 50 % here over that of Friedland and Krell, geometric mean",
    )


def _trees(frame: pd.DataFrame, records: tuple[Record, ...]) -> Evidence:
    found = extrapolate(frame)
    if found is None:
        raise CannotTestError("an extrapolation needs three sizes, and this build has fewer")
    theory = float(published_capacity(THEORY).value or np.nan)
    return Evidence(
        {
            **found,
            "theory": theory,
            "above_low": found["low"] - theory,
            "above_high": found["high"] - theory,
            "listed": [
                f"{number(row['points_a_weight'])} at {row['inputs_a_neuron']} inputs a neuron"
                for row in frame.to_dict(orient="records")
            ],
        },
        records,
        n=len(frame),
        unit="committees",
        estimate=found["estimate"],
        low=found["low"],
        high=found["high"],
        test=f"weighted line in one over the inputs a neuron; {_TRIALS}",
        quantity="points a weight of many inputs, extrapolated",
    )
