"""What the seeds of the grid say: how trainings of one network spread, and which collapsed."""

from collections.abc import Mapping, Sequence
from typing import Final

from engine.exhibits.prose import listing
from engine.records.record import Record
from engine.studies.tuning.networks import title_of

COLLAPSED_PERCENT: Final = 20
"""Below this accuracy a training has collapsed: one class of ten is told about as well."""

Seeds = Mapping[str, Sequence[float]]
"""Accuracy of each training on MNIST in percent, by the network's name in records."""


def list_seeds(trained: Sequence[Record]) -> Seeds:
    """Return the accuracy of each training.

    Args:
        trained: Of `tuning` and `tuning-front`, whose trainings may be none.
    """
    seeds: dict[str, list[float]] = {}
    for one in trained:
        if "test_correct" in one.result:
            percent = 100 * one.result["test_correct"] / one.result["test_examples"]
            seeds.setdefault(one.params["network"], []).append(percent)
    return seeds


def say_collapsed(seeds: Seeds) -> str:
    """Say which trainings ended near chance; empty where none did."""
    collapsed = {
        title_of(name): sum(one < COLLAPSED_PERCENT for one in percents)
        for name, percents in seeds.items()
    }
    count, networks = sum(collapsed.values()), [name for name, many in collapsed.items() if many]
    if not count:
        return ""
    return (
        f"**Trainings that collapsed.** {count} of {sum(map(len, seeds.values()))} trainings ended "
        f"below {COLLAPSED_PERCENT} %, near chance: of {listing(networks)}. The mean over seeds of "
        "such a network is an accuracy that none of its trainings may have had, its interval over "
        "digits says nothing of that, and over seeds nothing is shown of it. It counts all the "
        "same, as it was trained."
    )


def say_repeated(repeated: int, networks: int) -> str:
    """Say which networks were trained from several seeds."""
    if repeated == networks:
        return "Every network was trained from several seeds."
    return (
        f"Of {networks} networks {repeated} have several seeds. These are CNN1, CNN2 and what the "
        "first seed put on a front, of whatever cost."
    )


def say_limit(repeated: int, networks: int) -> str:
    """Say what seeds leave open of fronts, to go before how errors scatter over them."""
    if repeated == networks:
        return ""
    return (
        "Networks not on a front have one seed; those on it were chosen by one of their own, "
        "which flatters them a little. "
    )
