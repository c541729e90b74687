"""The evidence on readings and law, from the records of their fits."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from engine.exhibits.activation_names import say_activation
from engine.exhibits.claim import CannotTestError, Claim, Evidence
from engine.exhibits.prose import number
from engine.lab.statistics import holm
from engine.records.record import Record
from engine.studies.series.fit_claims import LAW, READING
from engine.studies.series.reading_tables import write_formula
from engine.theory.capacity import Reading

_UNIT = "networks, in families that are left out and drawn again whole"
_TEST = "sign flips of the differences of squared errors, network by network"
_BOTH = f"{_TEST}, and family by family: the larger p"
_LEVEL = 0.05
_UNCAPPED = Reading.ALL_PARAMETERS.value


def list_evidence(
    fits: Mapping[str, Any], law: Mapping[str, Any], records: Sequence[Record]
) -> list[tuple[Claim, Callable[[], Evidence]]]:
    """Return each claim on the fits with what finds its evidence.

    Args:
        fits: Result of `readings_analysis`.
        law: Result of `law_analysis`.
        records: What they were computed from.
    """
    return [
        (READING, partial(_reading, fits, tuple(records))),
        (LAW, partial(_law, law, fits, tuple(records))),
    ]


def _reading(fits: Mapping[str, Any], records: tuple[Record, ...]) -> Evidence:
    if fits["best"] is None or not fits["comparisons"]:
        raise CannotTestError(fits["reason"] or "nothing can be compared")
    by_key = {one["key"]: one for one in fits["predictors"]}
    best = by_key[fits["best"]]
    families, drawn = (best["errors"]["by_activation"][name] for name in ("families", "drawn"))
    if families is None or drawn is None or families["low_percent"] is None:
        raise CannotTestError("too few networks or families to leave one out")
    against = _by_families(fits["comparisons"])
    nearest = _nearest_drawn([best, *fits["predictors"]])
    second = against[fits["second"]]
    uncapped = against.get(_UNCAPPED, {})
    decides = uncapped or second
    factors = [
        f"{number(best['factors'][name]['estimate'])} ({say_activation(name)})"
        for name in fits["compared"]
        if best["factors"].get(name)
    ]
    values = {
        "best": fits["best"],
        "best_label": best["label"],
        "uncapped": _UNCAPPED,
        "is_better": _is_better(second),
        "is_better_than_uncapped": bool(uncapped) and _is_better(uncapped),
        "drawn_best_key": nearest["key"],
        "drawn_best": nearest["label"],
        "drawn_best_percent": nearest["errors"]["by_activation"]["drawn"]["rms_percent"],
        "rms_percent": families["rms_percent"],
        "low_percent": families["low_percent"],
        "high_percent": families["high_percent"],
        "networks": families["networks"],
        "families": families["families"],
        "drawn_percent": drawn["rms_percent"],
        "drawn_networks": drawn["networks"],
        "factors": factors if best["is_fitted"] else ["2 (stated, not fitted)"],
        "noise_percent": fits["noise"]["fitted"]["rms_percent"],
        "second": by_key[fits["second"]]["label"],
        "second_key": fits["second"],
        **_name_comparison("second", second),
        **(_name_comparison("uncapped", uncapped) if uncapped else {}),
    }
    return Evidence(
        values,
        records,
        n=families["networks"],
        unit=_UNIT,
        estimate=families["rms_percent"],
        low=families["low_percent"],
        high=families["high_percent"],
        p=max(decides["p_holm"], decides["p_families_holm"]),
        test=_BOTH,
        correction=f"Holm over {len(against)}: the second and all parameters",
        quantity="error of the best count on families left out, root mean square, percent",
    )


def _by_families(comparisons: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return comparisons by what the best is held against, their p by families corrected too.

    Networks of a family are not independent of one another; families are few.
    """
    corrected = holm([row["p_families"] for row in comparisons])
    return {
        row["against"]: {**row, "p_families_holm": p}
        for row, p in zip(comparisons, corrected, strict=True)
    }


def _is_better(row: Mapping[str, Any]) -> bool:
    return bool(row["is_better"]) and row["p_families_holm"] < _LEVEL


def _nearest_drawn(predictors: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the count that errs least on the networks drawn at random, the first if several."""
    known = [one for one in predictors if one["errors"]["by_activation"]["drawn"]]
    return min(known, key=lambda one: one["errors"]["by_activation"]["drawn"]["rms_percent"])


def _name_comparison(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    if row["ratio"] is None or row["low"] is None:
        raise CannotTestError("too few families to draw them again")
    return {
        f"{name}_ratio": row["ratio"],
        f"{name}_low": row["low"],
        f"{name}_high": row["high"],
        f"{name}_p": row["p_holm"],
        f"{name}_p_families": row["p_families_holm"],
    }


def _law(law: Mapping[str, Any], fits: Mapping[str, Any], records: tuple[Record, ...]) -> Evidence:
    if law["reason"] or not law["comparisons"]:
        raise CannotTestError(law["reason"] or "there is nothing to compare the law with")
    row = next(one for one in law["comparisons"] if one["against"] == fits["best"])
    families, drawn = law["errors"]["families"], law["errors"]["drawn"]
    found = row["families"]
    if families is None or drawn is None or found is None or found["low"] is None:
        raise CannotTestError("too few networks or families to leave one out")
    labels = {one["key"]: one["label"] for one in fits["predictors"]}
    return Evidence(
        {
            "verdict": law["verdict"],
            "formula": write_formula(law),
            "rms_percent": families["rms_percent"],
            "low_percent": families["low_percent"],
            "high_percent": families["high_percent"],
            "drawn_percent": drawn["rms_percent"],
            "against_label": labels[row["against"]],
            "ratio": found["ratio"],
            "low": found["low"],
            "high": found["high"],
            "p": row["p_holm"],
        },
        records,
        n=families["networks"],
        unit=_UNIT,
        estimate=found["ratio"],
        low=found["low"],
        high=found["high"],
        p=row["p_holm"],
        test=_TEST,
        correction=f"Holm over {len(law['comparisons'])}: the best count and the best reading",
        quantity="error of the best single count over that of the law, root mean square",
    )
