"""What the choice of a convention does to generalization."""

from collections.abc import Mapping, Sequence

from engine.exhibits.claim import Claim, Evidence, Finding, Kind, Verdict, holds_if
from engine.networks.mnist_cnn import variant_title
from engine.records.record import Record

FLIPS = Claim(
    id="generalization-convention",
    question="Does the convention decide on which side of 1 generalization lies?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: bool(values["flips"])),
    says={
        Verdict.HOLDS: "The convention decides: for {{ flips | listing }} generalization is below "
        "1 under one and above 1 under another, for every seed.{% if bounded %} For "
        "{{ bounded | listing }} one of them is below 1 whatever is learnt: "
        "{{ test_digits | integer }} test digits, one bit each, are fewer than the "
        "{{ bounded_bits | integer }} bits of the decision layer.{% endif %} For "
        "{{ first_network }} it runs from {{ smallest | number(2) }} to {{ largest | number(2) }}.",
        Verdict.FAILS: "For no network does the convention decide for every seed; for "
        "{{ first_network }} generalization runs from {{ smallest | number(2) }} to "
        "{{ largest | number(2) }}.",
    },
    false_if="No network is below 1 under one convention and above 1 under another, for every "
    "seed.",
    counterexample={"flips": []},
)

Choices = Mapping[str, Sequence[float]]
"""Generalization of one network by the column of the convention, one value a seed."""


def judge(
    networks: Mapping[str, Choices],
    mec_bits: Mapping[str, int],
    test_digits: int,
    records: Sequence[Record],
) -> Finding:
    """Return what the records say of the conventions.

    Args:
        networks: Choices of each network, the first to be named with its numbers.
        mec_bits: Capacity of the decision layer of each.
        test_digits: Digits that all are tested on.
        records: What they were computed from.
    """
    flips = [name for name, choices in networks.items() if _is_decided_by_convention(choices)]
    first = next(iter(networks))
    means = [sum(values) / len(values) for values in networks[first].values()]
    bounded = [name for name in flips if test_digits < mec_bits[name]]
    values = {
        "flips": merge_variants(flips),
        "bounded": merge_variants(bounded),
        "bounded_bits": min((mec_bits[name] for name in bounded), default=0),
        "test_digits": test_digits,
        "first_network": first,
        "smallest": min(means),
        "largest": max(means),
    }
    seeds = max(len(values) for choices in networks.values() for values in choices.values())
    unit = f"networks, {seeds} seeds each; all are scored on the same digits"
    return FLIPS.judge(Evidence(values, tuple(records), n=len(networks), unit=unit))


def merge_variants(names: Sequence[str]) -> list[str]:
    """Return names in which both variants of one network stand as one.

    Examples:
        >>> merge_variants(["CNN1", "CNN1, no batch norm", "CNN2, no batch norm"])
        ['CNN1 (with and without batch norm)', 'CNN2 (no batch norm)']
    """
    merged = []
    for name in names:
        network, _, variant = name.partition(", ")
        both = variant_title(network, batch_norm=False) in names and network in names
        if both and variant:
            continue
        said = "with and without batch norm" if both else variant
        merged.append(f"{network} ({said})" if said else network)
    return merged


def _is_decided_by_convention(choices: Choices) -> bool:
    """Whether some convention lies below 1 and some above it, each for every seed."""
    some_below = any(max(values) < 1 for values in choices.values())
    return some_below and any(min(values) > 1 for values in choices.values())
