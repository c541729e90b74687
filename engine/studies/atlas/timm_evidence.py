"""What the claims about timm are judged by, picked from the records of its statistics."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from engine.exhibits.claim import CannotTestError, Evidence, Finding
from engine.lab.fisher import widen_correlation
from engine.lab.statistics import Interval
from engine.networks.catalogue.timm_results import TEST_SETS
from engine.records.record import Record
from engine.studies.atlas import timm_claims as claims
from engine.studies.atlas.evidence_parts import (
    ANY,
    BOOTSTRAP,
    CLEAN,
    MEC,
    UNIT,
    TimmResults,
    Told,
    find_result,
    make_evidence,
    say_interval,
)
from engine.studies.atlas.family_evidence import mixed_evidence, within_evidence
from engine.studies.atlas.model_rows import CLASSIFIER, list_models

CLASSES: Final = 1000
_DECISION: Final = "decision_layer"


def judge_timm(results: TimmResults) -> tuple[Finding, ...]:
    """Return what the records say of each claim about timm; of some perhaps that none can be."""
    return tuple(
        claim.judge_by(partial(gather, results, records), records)
        for claim, gather, records in (
            (claims.COMPLETE, _complete, results.architectures),
            (claims.TELLS, _tells, results.correlations),
            (claims.LESS, _less, results.correlations),
            (claims.GIVEN_SIZES, _given, results.correlations),
            (claims.WIDTH, _width, results.architectures),
            (claims.WITHIN, within_evidence, results.within),
            (claims.MIXED, mixed_evidence, results.mixed),
            (claims.ROBUST, _robust, results.correlations),
            (claims.EQUAL, _equal, results.equal),
        )
    )


def count_decision_layers(records: Sequence[Record]) -> dict[str, int]:
    """Return how many ImageNet classifiers timm has, and in how many the MEC is one of features.

    Args:
        records: Of the study `atlas-timm`.

    Returns:
        `classifiers`; `plain`, those whose decision layer has features × 1000 + 1000 bits, where
        features are what enters it; `others`; `stacks`, those with a dense layer before it.
    """
    layers = [
        (model.result["measured"]["mec_bits"][_DECISION], model.result["classifier"])
        for model in list_models(records)
        if model.kind == CLASSIFIER and "measured" in model.result
    ]
    plain = sum(bits == CLASSES * (dense[-1]["inputs"] + 1) for bits, dense in layers)
    return {
        "classifiers": len(layers),
        "plain": plain,
        "others": len(layers) - plain,
        "stacks": sum(len(dense) > 1 for _, dense in layers),
    }


def _correlated(records: Sequence[Record], test_set: str = CLEAN, data: str = ANY) -> Told:
    result = find_result(records, test_set, data)
    if not result["measures"] or result["measures"][MEC]["rho"]["low"] is None:
        raise CannotTestError(
            f"only {result['count']} architectures of timm have a published accuracy here"
        )
    return result


def _complete(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    models = list(list_models(records))
    failures = sum("measured" not in model.result for model in models)
    values = {"n": len(models), "failures": failures}
    return Evidence(values, records, n=len(models), unit="architectures of timm")


def _tells(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    result = _correlated(records)
    rho = {name: told["rho"] for name, told in result["measures"].items()}
    for name in (MEC, "parameters", "multiply_adds"):
        say_interval(rho[name], 2)
    everywhere = [
        record.result["measures"][MEC]["rho"] for record in records if record.result["measures"]
    ]
    known = [told for told in everywhere if told["low"] is not None]
    values = {
        "mec": rho[MEC],
        "parameters": rho["parameters"],
        "multiply_adds": rho["multiply_adds"],
        "count": result["count"],
        "families": result["families"],
        "least": min(told["estimate"] for told in known),
        "most": max(told["estimate"] for told in known),
        "clear": sum(told["low"] > 0 or told["high"] < 0 for told in known),
        "all": len(known),
    }
    test = f"Spearman, {BOOTSTRAP}"
    return make_evidence(
        values, rho[MEC], records, result["families"], test, "ρ of MEC with accuracy"
    )


def _less(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    result = _correlated(records)
    test = f"difference of two rank correlations, {BOOTSTRAP}"
    quantity = "ρ of parameters with accuracy minus that of MEC"
    return make_evidence({}, result["lead"], records, result["families"], test, quantity)


def _given(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    result = _correlated(records)
    narrow = _correlated(records, data="ImageNet-1k")["measures"][MEC]["partial"]
    values = {"narrow": say_interval(narrow, 2)}
    test = f"partial rank correlation, {BOOTSTRAP}"
    told = result["measures"][MEC]["partial"]
    quantity = "partial ρ of MEC with accuracy, parameters held fixed"
    return make_evidence(values, told, records, result["families"], test, quantity)


def _width(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    counted = count_decision_layers(results.architectures)
    if not counted["classifiers"]:
        raise CannotTestError("no ImageNet classifier of timm was measured")
    return Evidence(counted, records, n=counted["classifiers"], unit="architectures of timm")


def _robust(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    _correlated(records)
    drops = {
        TEST_SETS[test]: result["drop"]
        for test in TEST_SETS
        if (result := find_result(records, test))["drop"]
    }
    if any(told["low"] is None for told in drops.values()) or not drops:
        raise CannotTestError("the architectures of this build do not allow it")
    found = {name: _widen(told, len(drops)) for name, told in drops.items()}
    values = {
        "lows": [told["low"] for told in found.values()],
        "highs": [told["high"] for told in found.values()],
        "told": [f"{say_interval(told, 2)} on {name}" for name, told in found.items()],
        "worse": [name for name, told in found.items() if told["low"] > 0],
        "better": [name for name, told in found.items() if told["high"] < 0],
        "open": [name for name, told in found.items() if told["low"] <= 0 <= told["high"]],
    }
    families = find_result(records, CLEAN)["families"]
    return Evidence(
        values,
        records,
        n=families,
        unit=UNIT,
        test=f"partial rank correlations, {BOOTSTRAP}, widened on Fisher's scale",
        correction=f"Bonferroni over {len(found)}: the sets of other images",
    )


def _widen(told: Told, comparisons: int) -> Told:
    """Return a correlation with an interval that holds at once with the others of its kind."""
    wide = widen_correlation(Interval(told["estimate"], told["low"], told["high"]), comparisons)
    return {"estimate": wide.estimate, "low": wide.low, "high": wide.high}


def _equal(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    result = find_result(records, CLEAN)
    told = result["differences"]
    if not told or any(one[end] is None for one in told.values() for end in ("low", "high")):
        raise CannotTestError("too few sets of weights of one architecture, or of equal MEC")
    groups = max(result["groups"], key=lambda row: row["spread_percent"])
    ratio = told["ratio"]
    below = {
        "estimate": 1 - ratio["estimate"],
        "low": 1 - ratio["high"],
        "high": 1 - ratio["low"],
    }
    values = {
        "one": told["one_architecture"],
        "equal": told["equal_mec"],
        "unlike": told["unlike_mec"],
        "ratio": ratio,
        "spread": {"bits": groups[MEC], **_ends(groups)},
        "widest": {"architecture": result["widest"]["architecture"], **_ends(result["widest"])},
    }
    test = f"ratio of typical differences, {BOOTSTRAP}"
    quantity = "one minus that ratio"
    return make_evidence(values, below, records, result["families"], test, quantity)


def _ends(row: Told) -> dict[str, Any]:
    return {
        "lowest": row["lowest"]["top1_percent"],
        "lowest_weights": row["lowest"]["weights"],
        "highest": row["highest"]["top1_percent"],
        "highest_weights": row["highest"]["weights"],
    }
