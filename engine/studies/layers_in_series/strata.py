"""Which reading of rule 4 predicts, for one output and for several, small networks and large."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from engine.exhibits.readings import READINGS
from engine.exhibits.table import Column, Table
from engine.lab.small_samples import (
    bootstrap_interval,
    doubling_factor,
    geometric_mean_interval,
    sign_flip_p,
)
from engine.lab.statistics import Interval, holm
from engine.records.record import Record

Floats = NDArray[np.float64]

OUTPUTS = {"one output": 1, "several outputs": 2}
"""Names of the strata by outputs, and the fewest outputs of each."""

COMPARED = ("all_parameters", "width_capped")
"""The readings that are tested against each other: no cap, and the cap of the course."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How the ratio of measured to predicted points goes with the parameters of the networks.

    Attributes:
        outputs: Name of the stratum, see `OUTPUTS`.
        success: Level of success.
        networks: Its networks, from the smallest, one row each: see `measured.ratio_frame`.
        growth: What the ratio is multiplied by for each doubling of the parameters.
        p: Two-sided p-value of no trend.
    """

    outputs: str
    success: float
    networks: pd.DataFrame
    growth: Interval
    p: float


def off_by_factor(logs: Floats) -> Floats:
    """Return the typical factor of ratios, the exponential of the root mean square logarithm."""
    factor: Floats = np.exp(np.sqrt((logs**2).mean(axis=-1)))
    return factor


def split_strata(ratios: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield the outputs, the sizes and the rows of each stratum: all, then either half by size."""
    for name, part in _by_outputs(ratios):
        yield name, "all", part
        middle = part.drop_duplicates("network")["parameters"].median()
        for sizes, half in (
            ("smaller half", part[part["parameters"] < middle]),
            ("larger half", part[part["parameters"] >= middle]),
        ):
            if len(half) < len(part) and len(half):
                yield name, sizes, half


def _by_outputs(ratios: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    single = ratios["outputs"] == 1
    for name, part in zip(OUTPUTS, (ratios[single], ratios[~single]), strict=True):
        if len(part):
            yield name, part


def strata_frame(ratios: pd.DataFrame) -> pd.DataFrame:
    """Return how far each reading is off in each stratum, at each level of success.

    Args:
        ratios: Networks to compare the readings on, see `measured.ratio_frame`.
    """
    rows = []
    for outputs, sizes, part in split_strata(ratios):
        for success in sorted(part["success"].unique()):
            for reading, label in READINGS.items():
                chosen = part[(part["success"] == success) & (part["reading"] == reading)]
                rows.append(
                    {
                        "outputs": outputs,
                        "sizes": sizes,
                        "smallest_parameters": int(chosen["parameters"].min()),
                        "largest_parameters": int(chosen["parameters"].max()),
                        "success_percent": 100 * success,
                        "reading": label,
                        "networks": len(chosen),
                        **_summarise(chosen),
                    }
                )
    return pd.DataFrame(rows)


def _summarise(chosen: pd.DataFrame) -> dict[str, float]:
    ratios = chosen["ratio"].tolist()
    factor = bootstrap_interval(np.log(np.asarray(ratios, dtype=float)), off_by_factor)
    mean = geometric_mean_interval(ratios)
    growth = doubling_factor(chosen["parameters"].tolist(), ratios)
    return {
        "ratio_mean": mean.estimate,
        "ratio_mean_low": mean.low,
        "ratio_mean_high": mean.high,
        "off_by_factor": factor.estimate,
        "off_by_factor_low": factor.low,
        "off_by_factor_high": factor.high,
        "growth_per_doubling": growth.estimate,
        "growth_per_doubling_low": growth.low,
        "growth_per_doubling_high": growth.high,
    }


def compare_readings(ratios: pd.DataFrame) -> list[dict[str, Any]]:
    """Test the two readings of `COMPARED` against each other: outputs by level of success.

    The difference of a network is that of the distances of both predictions, as logarithms;
    p is by sign flips and corrected by Holm's method over all tests returned.

    Returns:
        For each stratum and level: `outputs`, `success`, `networks`, `distance` (the distance of
        the first reading over that of the second, geometric mean, 1 where they are equally far)
        with its 95 % interval `low` to `high`, and `p`.
    """
    found = []
    for outputs, part in _by_outputs(ratios):
        for success in sorted(part["success"].unique()):
            first, second = (_distances(part, success, reading) for reading in COMPARED)
            gain = geometric_mean_interval(np.exp(first - second).tolist())
            found.append(
                {
                    "outputs": outputs,
                    "success": success,
                    "networks": len(first),
                    "distance": gain.estimate,
                    "low": gain.low,
                    "high": gain.high,
                    "p": sign_flip_p((first - second).tolist()),
                }
            )
    for one, p in zip(found, holm([one["p"] for one in found]), strict=True):
        one["p"] = p
    return found


def find_trends(ratios: pd.DataFrame) -> list[Trend]:
    """Return how measured over predicted points by all parameters go with the parameters.

    One trend for each stratum by outputs and each level of success; those with fewer than four
    networks, or with one size only, have none. p is corrected by Holm's method over all returned.
    """
    found = []
    for outputs, part in _by_outputs(ratios):
        for success in sorted(part["success"].unique()):
            chosen = part[
                (part["success"] == success) & (part["reading"] == COMPARED[0])
            ].sort_values(["parameters", "network"])
            sizes, measured = chosen["parameters"].tolist(), chosen["ratio"].tolist()
            growth = doubling_factor(sizes, measured)
            if not np.isnan(growth.estimate):
                p = float(stats.linregress(np.log2(sizes), np.log2(measured)).pvalue)
                found.append(Trend(outputs, float(success), chosen, growth, p))
    corrected = holm([one.p for one in found])
    return [replace(one, p=p) for one, p in zip(found, corrected, strict=True)]


def _distances(part: pd.DataFrame, success: float, reading: str) -> Floats:
    chosen = part[(part["success"] == success) & (part["reading"] == reading)]
    distances: Floats = np.abs(np.log(chosen.sort_values("network")["ratio"].to_numpy(dtype=float)))
    return distances


def strata_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of the strata."""
    return Table(
        id="rule-4-strata",
        title="Which reading predicts, by outputs and size",
        caption="The networks with tanh of the table above, by their outputs and in halves by "
        "their parameters. Intervals are of 95 %: of the mean by t on logarithms, of the factor "
        "by bootstrap over networks, none for fewer than three. Growth is what measured over "
        "predicted is multiplied by for each doubling of the parameters; at 1 there is no trend.",
        columns=(
            Column("outputs", "Networks of", facet=True),
            Column("sizes", "Sizes", facet=True),
            Column("smallest_parameters", "Parameters from", "integer"),
            Column("largest_parameters", "to", "integer"),
            Column("success_percent", "At success", "number", "%", 0),
            Column("reading", "Reading of rule 4"),
            Column("networks", "Networks", "integer"),
            *_with_interval("ratio_mean", "Measured over predicted, mean"),
            *_with_interval("off_by_factor", "Off by a factor of"),
            *_with_interval("growth_per_doubling", "Growth"),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "outputs",
            "sizes",
            "reading",
            "success_percent",
            "off_by_factor",
            "off_by_factor_low",
            "off_by_factor_high",
        ),
        filterable=True,
        narrow=("outputs", "sizes", "reading", "success_percent", "off_by_factor"),
    )


def _with_interval(name: str, label: str) -> tuple[Column, Column, Column]:
    return (
        Column(name, label, "number", digits=2),
        Column(f"{name}_low", "from", "number", digits=2, in_latex=False),
        Column(f"{name}_high", "to", "number", digits=2, in_latex=False),
    )
