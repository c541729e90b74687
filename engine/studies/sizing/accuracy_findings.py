"""Whether accuracy is best at the requirement, and whether it dips where memorising begins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.lab.statistics import Interval, holm, paired_p, t_interval
from engine.records.record import Record

SIGNIFICANT: Final = 0.05

ENDINGS: Final = {"test_percent": "to the end", "stopped_percent": "stopped early"}
"""How long networks are trained, by the name of their accuracies in a record."""

SHOWN, REFUTED, OPEN = "shown", "refuted", "not settled"

_ALL_RIGHT = 100.0


@dataclass(frozen=True, slots=True)
class AtRequirement:
    """Accuracy at the width of the requirement, against all other widths.

    Attributes:
        family: Of tables.
        ending: How long networks were trained.
        required_hidden: Width of the requirement.
        required: Its accuracy in percent, mean over draws.
        best_hidden: Width of the highest mean accuracy.
        best: That accuracy.
        gain: Accuracy at the best width less that at the requirement, points, paired by draw.
        p: Of the best width's difference, corrected by Holm over all widths, families and endings.
        memorised_from: Narrowest width with which every network got all training rows right; None
            if none did.
        verdict: `SHOWN` where no width is better and the narrowest and the widest are worse,
            `REFUTED` where one is better, else `OPEN`.
    """

    family: str
    ending: str
    required_hidden: int
    required: Interval
    best_hidden: int
    best: Interval
    gain: Interval
    p: float
    memorised_from: int | None
    verdict: str


@dataclass(frozen=True, slots=True)
class _Difference:
    """Accuracies at a width less those at the requirement, with the corrected p-value."""

    width: Mapping[str, Any]
    points: Sequence[float]
    p: float

    @property
    def mean(self) -> float:
        return float(np.mean(self.points))


def judge_requirement(records: Sequence[Record]) -> list[AtRequirement]:
    """Return what each family of tables says of "accuracy is best at the requirement".

    Args:
        records: Of the study `sizing-accuracy`.
    """
    pairs = [(record, ending) for record in records for ending in ENDINGS]
    differences = _correct([_subtract(record, ending) for record, ending in pairs])
    return [
        _judge(record, ending, found)
        for (record, ending), found in zip(pairs, differences, strict=True)
    ]


def count_dips(records: Sequence[Record]) -> list[str]:
    """Return the families in which accuracy dips where memorising begins, trained to the end.

    There it is below that of a narrower and of a wider layer, p corrected by Holm over all widths
    and families.

    Args:
        records: Of the study `sizing-accuracy`.
    """
    places = [_find_memorised(record) for record in records]
    known = [
        (record, place) for record, place in zip(records, places, strict=True) if place is not None
    ]
    differences = _correct([_subtract(record, "test_percent", place) for record, place in known])
    return [
        record.params["family"]
        for (record, place), found in zip(known, differences, strict=True)
        if all(
            any(one.mean > 0 and one.p < SIGNIFICANT for one in side)
            for side in _split(found, record.result["widths"][place]["hidden"])
        )
    ]


def find_memorised(record: Record) -> int | None:
    """Return the narrowest width with which every network got all training rows right, if any."""
    place = _find_memorised(record)
    return None if place is None else int(record.result["widths"][place]["hidden"])


def _find_memorised(record: Record) -> int | None:
    rights = [min(width["training_percent"]) >= _ALL_RIGHT for width in record.result["widths"]]
    return rights.index(True) if True in rights else None


def _find_required(record: Record) -> int:
    hidden = [width["hidden"] for width in record.result["widths"]]
    return hidden.index(record.result["required_hidden"])


def _subtract(
    record: Record, ending: str, place: int | None = None
) -> list[tuple[Mapping[str, Any], list[float]]]:
    """Return, for each other width, its accuracies less those at a width: the requirement's."""
    widths = record.result["widths"]
    base = widths[_find_required(record) if place is None else place]
    return [
        (one, [own - other for own, other in zip(one[ending], base[ending], strict=True)])
        for one in widths
        if one is not base
    ]


def _correct(
    groups: Sequence[Sequence[tuple[Mapping[str, Any], list[float]]]],
) -> list[list[_Difference]]:
    p = iter(holm([paired_p(points) for group in groups for _, points in group]))
    return [[_Difference(width, points, next(p)) for width, points in group] for group in groups]


def _split(found: Sequence[_Difference], hidden: int) -> Iterator[list[_Difference]]:
    """Yield the differences of narrower layers, then of wider ones."""
    yield [one for one in found if one.width["hidden"] < hidden]
    yield [one for one in found if one.width["hidden"] > hidden]


def _judge(record: Record, ending: str, found: Sequence[_Difference]) -> AtRequirement:
    widths = record.result["widths"]
    required = widths[_find_required(record)]
    best = max(widths, key=lambda width: float(np.mean(width[ending])))
    of_best = next((one for one in found if one.width is best), None)
    return AtRequirement(
        family=record.params["family"],
        ending=ENDINGS[ending],
        required_hidden=required["hidden"],
        required=t_interval(required[ending]),
        best_hidden=best["hidden"],
        best=t_interval(best[ending]),
        gain=t_interval(of_best.points) if of_best else Interval(0.0, 0.0, 0.0),
        p=of_best.p if of_best else 1.0,
        memorised_from=find_memorised(record),
        verdict=_decide(required["hidden"], found),
    )


def _decide(hidden: int, found: Sequence[_Difference]) -> str:
    if any(one.mean > 0 and one.p < SIGNIFICANT for one in found):
        return REFUTED
    ends = [found[0], found[-1]]
    is_between = found[0].width["hidden"] < hidden < found[-1].width["hidden"]
    worse = all(one.mean < 0 and one.p < SIGNIFICANT for one in ends)
    return SHOWN if is_between and worse and all(one.mean <= 0 for one in found) else OPEN
