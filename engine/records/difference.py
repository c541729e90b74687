"""One quantity in two builds: whether it differs, and whether that is more than noise."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np

from engine.records.noise import Noise, judge, noise_between_seeds, noise_of_intervals

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
        p: p-value of the difference, corrected for the number of quantities; None without a test.
        interval: The range in which the new value had to lie, by chance alone; likewise corrected.
        noise: Spread of the difference by chance; None where nothing tells it.
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
    interval: tuple[float, float] | None = None
    noise: Noise | None = None

    @property
    def relative(self) -> float | None:
        """Difference of two numbers over the larger of them; None where there are none."""
        if not (is_number(self.old) and is_number(self.new)):
            return None
        old, new = float(self.old or 0), float(self.new or 0)
        largest = max(abs(old), abs(new))
        return abs(new - old) / largest if largest else 0.0


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of two builds.

    Attributes:
        study: Name of the study.
        params: Parameters of the result, the seed apart.
        path: Where the value stands in the result: "crossings[0].points".
        old: Its value in the old build, by seed; under None where there is no seed.
        new: Likewise in the new build.
        old_interval: Ends of the 95 % interval that the old result states for it, `low` and
            `high`; empty if it states none.
        new_interval: Likewise of the new result.
    """

    study: str
    params: Params
    path: str
    old: Mapping[int | None, Leaf]
    new: Mapping[int | None, Leaf]
    old_interval: Mapping[str, Leaf] = field(default_factory=dict)
    new_interval: Mapping[str, Leaf] = field(default_factory=dict)

    def is_same(self, tolerance: float, *, on_shared: bool = False) -> bool:
        """Return whether both builds have the same values.

        Args:
            tolerance: Relative difference that counts as none.
            on_shared: Whether seeds do not count that one build alone has, if they share some.
        """
        shared = [seed for seed in self.old if seed in self.new]
        if not shared or not (on_shared or len(self.old) == len(self.new) == len(shared)):
            return False
        return all(is_close(self.old[seed], self.new[seed], tolerance) for seed in shared)

    def find_noise(self) -> Noise | None:
        """Return how far chance alone moves it; None where nothing tells."""
        before, after = _numbers(self.old.values()), _numbers(self.new.values())
        if before is None or after is None:
            return None
        between = None if None in self.old else noise_between_seeds(before, after)
        if between is None and len(before) == len(after) == 1:
            return noise_of_intervals(self.old_interval, self.new_interval)
        return between

    def differ(self, noise: Noise | None, *, is_exact: bool = False) -> "Difference":
        """Return the difference, not judged yet where there is noise.

        Args:
            noise: How far chance alone moves it.
            is_exact: Whether chance has no part in it, whatever seeds there are.
        """
        before, after = _numbers(self.old.values()), _numbers(self.new.values())
        if None in self.old or None in self.new:
            old, new = next(iter(self.old.values())), next(iter(self.new.values()))
            verdict = Verdict.CHANGED
        else:
            old = _count_distinct(self.old) if before is None else float(np.mean(before))
            new = _count_distinct(self.new) if after is None else float(np.mean(after))
            has_numbers = before is not None and after is not None
            verdict = Verdict.ONE_SEED if has_numbers and not is_exact else Verdict.CHANGED
        return Difference(
            self.study,
            self.params,
            self.path,
            old,
            new,
            verdict=Verdict.WITHIN_NOISE if noise else verdict,
            old_by_seed={seed: value for seed, value in self.old.items() if seed is not None},
            new_by_seed={seed: value for seed, value in self.new.items() if seed is not None},
            noise=noise,
        )


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


def correct(differences: Sequence[Difference], equal: int = 0) -> tuple[Difference, ...]:
    """Correct the p-values for their number, and give each tested difference its verdict.

    Args:
        differences: The differences.
        equal: How many more quantities could have differed by chance, and did not.
    """
    tested = [
        (float(one.old or 0), float(one.new or 0), one.noise)
        for one in differences
        if one.noise is not None
    ]
    judged = iter(judge(tested, equal, LEVEL))
    made = []
    for one in differences:
        if one.noise is None:
            made.append(one)
        else:
            p, interval = next(judged)
            verdict = Verdict.MORE_THAN_NOISE if p < LEVEL else Verdict.WITHIN_NOISE
            made.append(replace(one, p=p, interval=interval, verdict=verdict))
    return tuple(made)
