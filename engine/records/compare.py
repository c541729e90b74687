"""What changed between two builds: every number that differs, and whether it is more than noise."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

from engine.records.document import Document
from engine.records.key import canonical_json
from engine.records.record import Record

LEVEL = 0.05
"""Level at which a difference counts as more than noise, after Holm's correction."""

SEED = "seed"
TIMING = "timing"
_INDEX = re.compile(r"\[\d+\]")

Params = dict[str, Any]
Leaf = int | float | bool | str | None


class Verdict(StrEnum):
    """What a difference amounts to."""

    CHANGED = "changed"
    MORE_THAN_NOISE = "more than noise"
    WITHIN_NOISE = "within noise"
    ONE_SEED = "one seed, cannot tell"


@dataclass(frozen=True, slots=True)
class Difference:
    """One quantity that is not the same in both builds.

    Attributes:
        study: Name of the study.
        params: Parameters of the result, the seed apart.
        quantity: Where the value stands in the result: "stages[1].g_elements".
        old: Value in the old build; the mean over seeds where there are seeds.
        new: Value in the new build, likewise.
        old_by_seed: Values of the old build by seed; empty where there is no seed.
        new_by_seed: Values of the new build by seed.
        verdict: Whether it is more than noise.
        p: p-value of Welch's t test, corrected for the number of tests; None without a test.
    """

    study: str
    params: Params
    quantity: str
    old: Leaf
    new: Leaf
    verdict: Verdict
    old_by_seed: Mapping[int, Leaf] = field(default_factory=dict)
    new_by_seed: Mapping[int, Leaf] = field(default_factory=dict)
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is not the same in two builds.

    Attributes:
        old: The old build.
        new: The new build.
        compared: Quantities that both have.
        differences: Those that differ, by study.
        only_old: Study and params of results that the old build alone has, or a quantity alone.
        only_new: Likewise for the new build.
        packages: Packages whose version changed: name, old version, new version.
        recoded: Studies whose code changed.
    """

    old: Document
    new: Document
    compared: int
    differences: tuple[Difference, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    packages: tuple[tuple[str, str, str], ...]
    recoded: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether both builds hold the same results with the same values."""
        return not (self.differences or self.only_old or self.only_new)

    def count(self, verdict: Verdict) -> int:
        """Return how many differences have a verdict."""
        return sum(one.verdict is verdict for one in self.differences)


def compare(old: Document, new: Document, tolerance: float = 0.0) -> Comparison:
    """Compare the results of two builds, number by number.

    Results are matched by study and params. Where they have seeds, the runs of one build are
    tested against those of the other by Welch's t test, and the p-values corrected by Holm's
    method. Runs from the same seed are not taken as pairs: another version of a package or
    another processor draws and rounds differently. Times are not compared.

    Args:
        old: The old build.
        new: The new build.
        tolerance: Relative difference up to which two numbers count as equal.
    """
    old_groups, new_groups = _group(old), _group(new)
    found: list[Difference] = []
    only_old = [_label(*group) for group in old_groups if group not in new_groups]
    only_new = [_label(*group) for group in new_groups if group not in old_groups]
    compared = 0
    for group in old_groups:
        if group not in new_groups:
            continue
        before, after = old_groups[group], new_groups[group]
        only_old += _unmatched(group, before.values.keys() - after.values.keys())
        only_new += _unmatched(group, after.values.keys() - before.values.keys())
        shared = [path for path in before.values if path in after.values]
        compared += len(shared)
        for path in shared:
            difference = _compare_values(
                group[0], before.params, path, before.values[path], after.values[path], tolerance
            )
            if difference:
                found.append(difference)
    return Comparison(
        old=old,
        new=new,
        compared=compared,
        differences=_correct(found),
        only_old=tuple(only_old),
        only_new=tuple(only_new),
        packages=_changed_packages(old, new),
        recoded=_recoded(old, new),
    )


def flatten(value: Any, path: str = "") -> Iterator[tuple[str, Leaf]]:  # noqa: ANN401 - JSON
    """Yield every value of a result with its place: "epochs[0].loss"; times are left out."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name != TIMING:
                yield from flatten(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from flatten(part, f"{path}[{index}]")
    else:
        yield path, value


@dataclass(frozen=True, slots=True)
class _Group:
    """Results that differ by their seed alone: for each quantity, its value by seed."""

    params: Params
    values: dict[str, dict[int | None, Leaf]]


def _group(document: Document) -> dict[tuple[str, str], _Group]:
    groups: dict[tuple[str, str], _Group] = {}
    for study, records in document.records.items():
        for record in records:
            params = {name: value for name, value in record.params.items() if name != SEED}
            group = groups.setdefault((study, canonical_json(params)), _Group(params, {}))
            for path, value in flatten(record.result):
                group.values.setdefault(path, {})[record.params.get(SEED)] = value
    return groups


def _label(study: str, params: str) -> str:
    return f"{study} {params}"


def _unmatched(group: tuple[str, str], paths: Iterable[str]) -> list[str]:
    """Name quantities that one build lacks; the places in a list are counted, not listed."""
    counts = Counter(_INDEX.sub("[]", path) for path in paths)
    return [
        f"{_label(*group)}: {path}" + (f" ({count} values)" if count > 1 else "")
        for path, count in sorted(counts.items())
    ]


def _compare_values(
    study: str,
    params: Params,
    path: str,
    old: Mapping[int | None, Leaf],
    new: Mapping[int | None, Leaf],
    tolerance: float,
) -> Difference | None:
    same_seeds = old.keys() == new.keys()
    if same_seeds and all(_is_close(old[seed], new[seed], tolerance) for seed in old):
        return None
    if None in old or None in new:
        before, after = next(iter(old.values())), next(iter(new.values()))
        return Difference(study, params, path, before, after, Verdict.CHANGED)
    before_all, after_all = _numbers(old.values()), _numbers(new.values())
    difference = Difference(
        study,
        params,
        path,
        old=_count_distinct(old) if before_all is None else float(np.mean(before_all)),
        new=_count_distinct(new) if after_all is None else float(np.mean(after_all)),
        verdict=Verdict.CHANGED,
        old_by_seed={seed: value for seed, value in old.items() if seed is not None},
        new_by_seed={seed: value for seed, value in new.items() if seed is not None},
    )
    if before_all is None or after_all is None:
        return difference
    p = _welch_p(before_all, after_all)
    verdict = Verdict.ONE_SEED if p is None else Verdict.WITHIN_NOISE
    return replace(difference, p=p, verdict=verdict)


def _is_close(old: Leaf, new: Leaf, tolerance: float) -> bool:
    if _is_number(old) and _is_number(new):
        return old == new or math.isclose(float(old), float(new), rel_tol=tolerance)  # type: ignore[arg-type]
    return type(old) is type(new) and old == new


def _is_number(value: Leaf) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers(values: Any) -> list[float] | None:  # noqa: ANN401 - values of a dict
    listed = list(values)
    return [float(value) for value in listed] if all(map(_is_number, listed)) else None


def _count_distinct(values: Mapping[int | None, Leaf]) -> str:
    return f"{len(set(values.values()))} different in {len(values)} seeds"


def _welch_p(old: Sequence[float], new: Sequence[float]) -> float | None:
    """Return the p-value of Welch's t test; None with a single value on either side."""
    if min(len(old), len(new)) < 2:
        return None
    if np.ptp(old) == 0 and np.ptp(new) == 0:
        return 1.0 if old[0] == new[0] else 0.0
    return float(stats.ttest_ind(old, new, equal_var=False).pvalue)


def _correct(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Correct the p-values for their number, and give each tested difference its verdict."""
    tested = [one.p for one in differences if one.p is not None]
    if not tested:
        return tuple(differences)
    corrected = iter(multipletests(tested, alpha=LEVEL, method="holm")[1])
    made = []
    for one in differences:
        if one.p is None:
            made.append(one)
        else:
            p = float(next(corrected))
            verdict = Verdict.MORE_THAN_NOISE if p < LEVEL else Verdict.WITHIN_NOISE
            made.append(replace(one, p=p, verdict=verdict))
    return tuple(made)


def _changed_packages(old: Document, new: Document) -> tuple[tuple[str, str, str], ...]:
    before, after = _versions(old), _versions(new)
    return tuple(
        (name, before[name], after[name])
        for name in sorted(before.keys() & after.keys())
        if before[name] != after[name]
    )


def _versions(document: Document) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for record in _records(document):
        for name, version in record.inputs.packages.items():
            found.setdefault(name, set()).add(version)
    return {name: ", ".join(sorted(versions)) for name, versions in found.items()}


def _recoded(old: Document, new: Document) -> tuple[str, ...]:
    before, after = _code(old), _code(new)
    return tuple(
        sorted(name for name in before.keys() & after.keys() if before[name] != after[name])
    )


def _code(document: Document) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record in _records(document):
        found.setdefault(record.study, set()).add(record.inputs.code)
    return found


def _records(document: Document) -> Iterator[Record]:
    for records in document.records.values():
        yield from records
