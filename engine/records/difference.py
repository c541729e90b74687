"""One quantity in two builds: whether it differs, and whether that is more than noise."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

LEVEL = 0.05
"""Level at which a difference counts as more than noise, after Holm's correction."""

NEXT_TO_ZERO = 1e-3
"""Share of a relative tolerance that holds as an absolute one: 0 and 1e-17 differ by all."""

Params = dict[str, Any]
Leaf = int | float | bool | str | None


class Verdict(StrEnum):
    """What a difference amounts to."""

    CHANGED = "changed"
    MORE_THAN_NOISE = "more than noise"
    WITHIN_NOISE = "within noise"
    ONE_SEED = "one seed, cannot tell"
    OTHER_PATH = "rests on training"


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

    @property
    def relative(self) -> float | None:
        """Difference of two numbers over the larger of them; None where there are none."""
        if not (is_number(self.old) and is_number(self.new)):
            return None
        old, new = float(self.old or 0), float(self.new or 0)
        largest = max(abs(old), abs(new))
        return abs(new - old) / largest if largest else 0.0


def compare_values(
    study: str,
    params: Params,
    path: str,
    old: Mapping[int | None, Leaf],
    new: Mapping[int | None, Leaf],
    tolerance: float,
) -> Difference | None:
    """Return how one quantity differs, or None if it does not.

    Args:
        study: Name of the study.
        params: Parameters of the result, the seed apart.
        path: Where the value stands in the result.
        old: Its value in the old build, by seed; under None where there is no seed.
        new: Likewise in the new build.
        tolerance: Relative difference that counts as none.
    """
    same_seeds = old.keys() == new.keys()
    if same_seeds and all(is_close(old[seed], new[seed], tolerance) for seed in old):
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


def is_close(old: Leaf, new: Leaf, tolerance: float) -> bool:
    """Return whether two values count as the same.

    Args:
        old: One value.
        new: The other.
        tolerance: Relative difference of two numbers that counts as none.
    """
    if is_number(old) and is_number(new):
        close = {"rel_tol": tolerance, "abs_tol": NEXT_TO_ZERO * tolerance}
        return old == new or math.isclose(float(old), float(new), **close)  # type: ignore[arg-type]
    return type(old) is type(new) and old == new


def is_number(value: Leaf) -> bool:
    """Return whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers(values: Any) -> list[float] | None:  # noqa: ANN401 - values of a dict
    listed = list(values)
    return [float(value) for value in listed] if all(map(is_number, listed)) else None


def _count_distinct(values: Mapping[int | None, Leaf]) -> str:
    return f"{len(set(values.values()))} different in {len(values)} seeds"


def _welch_p(old: Sequence[float], new: Sequence[float]) -> float | None:
    """Return the p-value of Welch's t test; None with a single value on either side."""
    if min(len(old), len(new)) < 2:
        return None
    if np.ptp(old) == 0 and np.ptp(new) == 0:
        return 1.0 if old[0] == new[0] else 0.0
    return float(stats.ttest_ind(old, new, equal_var=False).pvalue)


def correct(differences: Sequence[Difference]) -> tuple[Difference, ...]:
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
