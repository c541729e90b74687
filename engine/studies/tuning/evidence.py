"""What the claims on tuning by G are judged by, from the record of its findings.

Each function takes the result of `tuning-findings` and the records that it came from.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from engine.exhibits.claim import CannotTestError, Evidence
from engine.records.record import Record
from engine.studies.tuning.fronts import COSTS
from engine.studies.tuning.networks import title_of
from engine.studies.tuning.tables import SETS

_CLASSES = 10
_UNIT = "networks of the grid"
_TWO_SEEDS = 1.96 * sqrt(2)
"""Times the deviation over seeds: 95 % of the differences between two runs lie within."""

FEWEST_NETWORKS = 8
"""Fewer networks are not resampled: their bootstrap has too few different samples."""

_BOOTSTRAP = "percentile bootstrap over networks"


def check_same(result: Mapping[str, Any], records: tuple[Record, ...]) -> Evidence:
    """Return whether the MEC of every network follows from its G."""
    follows = all(
        one["mec_bits"] == round(_CLASSES * (one["size"] ** 2 / one["g_elements"] + 1))
        for one in result["networks"]
    )
    return Evidence({"follows": follows}, records, n=len(result["networks"]), unit=_UNIT)


def find_pairs(result: Mapping[str, Any], records: tuple[Record, ...]) -> Evidence:
    """Return how often a higher G gave a smaller network of the same accuracy.

    Raises:
        CannotTestError: If there are too few networks, or they do not differ.
    """
    networks = len(result["networks"])
    pairs = {name: _require(interval, networks) for name, interval in result["pairs"].items()}
    return Evidence(
        pairs,
        records,
        n=networks,
        unit=_UNIT,
        estimate=pairs["mnist"]["estimate"],
        low=pairs["mnist"]["low"],
        high=pairs["mnist"]["high"],
        test=_BOOTSTRAP,
        quantity="pairs in which the network of higher G is smaller and as accurate, %",
    )


def find_smaller(result: Mapping[str, Any], records: tuple[Record, ...]) -> Evidence:
    """Return which smaller networks of higher G are shown to be as accurate as CNN1.

    Raises:
        CannotTestError: If none of them has a second seed.
    """
    candidates = [one for one in result["networks"] if one["smaller_with_higher_g"]]
    if not any(one["against"] for one in candidates):
        raise CannotTestError("no network was trained from more than one seed")
    shown = {
        key: [title_of(one["network"]) for one in candidates if _has(one, name, "equivalent")]
        for key, name in (("mnist", "against"), ("digits", "digits_against"))
    }
    return Evidence(
        {
            **shown,
            "both": [name for name in shown["mnist"] if name in shown["digits"]],
            "all_worse": all(
                _has(one, "against", "worse") or _has(one, "digits_against", "worse")
                for one in candidates
            ),
            "candidates": len(candidates),
        },
        records,
        n=sum(one["against"] is not None for one in candidates),
        unit="networks with several seeds, each held against CNN1",
        test="two one-sided tests over seeds and digits",
        correction="all networks of one set of digits, Holm",
    )


def find_equivalent(result: Mapping[str, Any], records: tuple[Record, ...]) -> Evidence:
    """Return the network equivalent to CNN1 on MNIST that costs least, by each cost.

    Raises:
        CannotTestError: If no network but CNN1 has a second seed.
    """
    tested = [one for one in result["networks"] if one["against"]]
    if not tested:
        raise CannotTestError("no network was trained from more than one seed")
    undecided = [
        title_of(one["network"])
        for one in tested
        if not one["against"]["equivalent"] and not one["against"]["worse"]
    ]
    return Evidence(
        {
            "smallest": _list_smallest(result["networks"]),
            "undecided": undecided,
            "all_worse": all(one["against"]["worse"] for one in tested),
            "tested": len(tested),
        },
        records,
        n=len(tested),
        unit="networks with several seeds, each held against CNN1",
        test="two one-sided tests over seeds and digits",
        correction="all networks with several seeds, Holm",
    )


def find_partial(result: Mapping[str, Any], records: tuple[Record, ...]) -> Evidence:
    """Return the correlation of G with accuracy at a given number of parameters.

    Raises:
        CannotTestError: If there are too few networks, or they do not differ.
    """
    networks = len(result["networks"])
    found = _require(result["foretold"]["mnist"]["g_elements"]["partial"], networks)
    return Evidence(
        found,
        records,
        n=networks,
        unit=_UNIT,
        estimate=found["estimate"],
        low=found["low"],
        high=found["high"],
        test=_BOOTSTRAP,
        quantity="partial rank correlation",
    )


def find_break(result: Mapping[str, Any], records: tuple[Record, ...]) -> Evidence:
    """Return the MEC at which accuracy breaks down, and the label information.

    Raises:
        CannotTestError: If there are too few networks, or they do not differ.
    """
    networks = len(result["networks"])
    sets = [
        {
            "name": name,
            **_require(result["foretold"][key]["mec_bits"]["breaks_at"], networks),
            "labels_bits": result["labels_bits"][key],
            "misplaced": _count_misplaced(
                result["networks"],
                result["foretold"][key]["mec_bits"]["breaks_at"]["estimate"],
                key,
            ),
            "networks": networks,
        }
        for key, name in SETS.items()
    ]
    return Evidence({"sets": sets}, records, n=networks, unit=_UNIT, test=_BOOTSTRAP)


def _count_misplaced(networks: Sequence[Mapping[str, Any]], bits: float, key: str) -> int:
    """Return how many networks have broken down above so many bits, or have not below."""
    broken = "broken" if key == "mnist" else f"{key}_broken"
    return sum(bool(one[broken]) != (one["mec_bits"] < bits) for one in networks)


def find_rates(result: Mapping[str, Any], records: tuple[Record, ...]) -> Evidence:
    """Return what swept networks lose at the rate of their size, and how seeds scatter.

    Raises:
        CannotTestError: If no network was trained from two seeds.
    """
    deviation = result["seed_deviation_percent"] / 100
    if not deviation:
        raise CannotTestError("no network was trained from more than one seed")
    lost = [
        {
            "network": title_of(one["network"]),
            "points": one["best_percent"] - one["rule_percent"],
            "scatter_points": _TWO_SEEDS * deviation * (100 - one["best_percent"]),
        }
        for one in result["rates"]["networks"]
    ]
    most = max(lost, key=lambda one: one["points"])
    beyond = [one["network"] for one in lost if one["points"] > one["scatter_points"]]
    return Evidence(
        {"most": most, "beyond": beyond, "networks": len(lost)},
        records,
        n=len(lost),
        unit="networks that were swept, one seed each",
        estimate=most["points"],
        test="95 % of the differences between two seeds of one network",
        quantity="most that is lost, points",
    )


def _list_smallest(networks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    shown = [one for one in networks if _has(one, "against", "equivalent")]
    found = []
    for cost in COSTS if shown else ():
        least = min(shown, key=lambda one: cost.sign * float(one[cost.key]))
        found.append(
            {"cost": cost.title, "network": title_of(least["network"]), "value": least[cost.key]}
        )
    return found


def _require(interval: Mapping[str, float | None], networks: int) -> dict[str, float]:
    """Return an interval over networks, all of whose ends are known.

    Raises:
        CannotTestError: If one is not, or there are fewer than `FEWEST_NETWORKS`.
    """
    if networks < FEWEST_NETWORKS:
        raise CannotTestError(
            f"{networks} networks are too few to resample, at least {FEWEST_NETWORKS} are needed"
        )
    known = {name: value for name, value in interval.items() if value is not None}
    if len(known) < len(interval):
        raise CannotTestError("too few networks differ in what it compares")
    return known


def _has(network: Mapping[str, Any], name: str, what: str) -> bool:
    return bool(network[name] and network[name][what])
