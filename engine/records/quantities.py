"""The values of a build by quantity: results that differ by their seed alone go together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.records.difference import Leaf, Params, Quantity
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


def shared_quantities(
    study: str, before: Group, after: Group, *, with_intervals: bool
) -> Iterator[Quantity]:
    """Yield what two builds both have of a result.

    Args:
        study: Name of the study.
        before: The result in the old build.
        after: That in the new one.
        with_intervals: Whether to look for the interval that a result states for a value.
    """
    for path in before.values:
        if path not in after.values:
            continue
        old, new = before.values[path], after.values[path]
        ends: tuple[dict[str, Leaf], ...] = ()
        if with_intervals:
            ends = _stated(before, path, next(iter(old))), _stated(after, path, next(iter(new)))
        yield Quantity(study, before.params, path, old, new, *ends)


def _stated(group: Group, path: str, seed: int | None) -> dict[str, Leaf]:
    """Return the ends of the interval that stand beside a value in its result."""
    beside = path.rpartition(".")[0]
    ends = {name: f"{beside}.{name}" if beside else name for name in ("low", "high")}
    if not all(seed in group.values.get(end, {}) for end in ends.values()):
        return {}
    return {name: group.values[end][seed] for name, end in ends.items()}
