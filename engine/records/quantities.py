"""The values of a build by quantity: results that differ by their seed alone go together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.records.difference import Leaf, Params
from engine.records.key import canonical_json
from engine.records.record import Record

SEED = "seed"


def count_values(records: Mapping[str, Sequence[Record]]) -> int:
    """Return how many values `compare` has to compare; results that differ by seed are one.

    Args:
        records: The records of a build, by study.
    """
    return sum(len(group.values) for group in group_results(records).values())


def flatten(value: Any, path: str = "") -> Iterator[tuple[str, Leaf]]:  # noqa: ANN401 - JSON
    """Yield every value of a result with its place: "epochs[0].loss"."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from flatten(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from flatten(part, f"{path}[{index}]")
    else:
        yield path, value


@dataclass(frozen=True, slots=True)
class Group:
    """Results that differ by their seed alone.

    Attributes:
        params: Their parameters, the seed apart.
        values: For each quantity, "losses[0]", its value by seed; under None without a seed.
    """

    params: Params
    values: dict[str, dict[int | None, Leaf]]


Groups = dict[tuple[str, str], Group]
"""By study, and params as canonical JSON."""


def group_results(records: Mapping[str, Sequence[Record]]) -> Groups:
    """Return the results of a build, those that differ by their seed alone together.

    Args:
        records: The records, by study.
    """
    groups: Groups = {}
    for study, found in records.items():
        for record in found:
            params = {name: value for name, value in record.params.items() if name != SEED}
            group = groups.setdefault((study, canonical_json(params)), Group(params, {}))
            for path, value in flatten(record.result):
                group.values.setdefault(path, {})[record.params.get(SEED)] = value
    return groups
