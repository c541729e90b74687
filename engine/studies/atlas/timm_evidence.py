"""What the claims about timm are judged by, picked from the records of its statistics."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.exhibits.claim import CannotTestError, Claim, Evidence, Finding
from engine.exhibits.prose import number
from engine.networks.catalogue.timm_results import TEST_SETS
from engine.records.record import Record
from engine.studies.atlas import timm_claims as claims
from engine.studies.atlas.model_rows import CLASSIFIER, list_models

CLEAN: Final = "top1_percent"
MEC: Final = "decision_layer_bits"
CLASSES: Final = 1000
_DECISION: Final = "decision_layer"

ANY: Final = "any"
_BOOTSTRAP: Final = "bootstrap of whole families"
_UNIT: Final = "families, whose architectures are alike"

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TimmResults:
    """Records of the statistics of timm, and the architectures.

    Attributes:
        correlations: Of the study `atlas-timm-correlations`.
        within: Of `atlas-within-families`.
        mixed: Of `atlas-mixed-model`.
        equal: Of `atlas-equal-mec`.
        architectures: Of `atlas-timm`.
    """

    correlations: tuple[Record, ...]
    within: tuple[Record, ...]
    mixed: tuple[Record, ...]
    equal: tuple[Record, ...]
    architectures: tuple[Record, ...]


def judge_timm(results: TimmResults) -> tuple[Finding, ...]:
    """Return what the records say of each claim about timm; of some perhaps that none can be."""
    return tuple(
        _judge(claim, gather, results, records)
        for claim, gather, records in (
            (claims.COMPLETE, _complete, results.architectures),
            (claims.TELLS, _tells, results.correlations),
            (claims.LESS, _less, results.correlations),
            (claims.GIVEN_SIZES, _given, results.correlations),
            (claims.WIDTH, _width, results.architectures),
            (claims.WITHIN, _within, results.within),
            (claims.MIXED, _mixed, results.mixed),
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


def _judge(
    claim: Claim,
    gather: Callable[[TimmResults, tuple[Record, ...]], Evidence],
    results: TimmResults,
    records: tuple[Record, ...],
) -> Finding:
    try:
        return claim.judge(gather(results, records))
    except CannotTestError as reason:
        return claim.refuse(str(reason), records)


def find_result(records: Sequence[Record], test_set: str, data: str = ANY, **params: str) -> Told:
    """Return the result for a test set and a class of training data."""
    wanted = {"training_data": data, "test_set": test_set, **params}
    return next(one.result for one in records if one.params.items() >= wanted.items())


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
    test = f"Spearman, {_BOOTSTRAP}"
    return _evidence(values, rho[MEC], records, result["families"], test, "ρ of MEC with accuracy")


def _less(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    result = _correlated(records)
    test = f"difference of two rank correlations, {_BOOTSTRAP}"
    quantity = "ρ of parameters with accuracy minus that of MEC"
    return _evidence({}, result["lead"], records, result["families"], test, quantity)


def _given(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    result = _correlated(records)
    narrow = _correlated(records, data="ImageNet-1k")["measures"][MEC]["partial"]
    values = {"narrow": say_interval(narrow, 2)}
    test = f"partial rank correlation, {_BOOTSTRAP}"
    told = result["measures"][MEC]["partial"]
    quantity = "partial ρ of MEC with accuracy, parameters held fixed"
    return _evidence(values, told, records, result["families"], test, quantity)


def _width(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    counted = count_decision_layers(results.architectures)
    if not counted["classifiers"]:
        raise CannotTestError("no ImageNet classifier of timm was measured")
    return Evidence(counted, records, n=counted["classifiers"], unit="architectures of timm")


def _within(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    result = find_result(records, CLEAN, measure=MEC)
    sizes = find_result(records, CLEAN, measure="parameters")
    if not result["slope"] or not sizes["slope"]:
        raise CannotTestError("no family has architectures of three unlike MEC in this build")
    count = len(result["families"])
    values = {
        "rising": result["rising"],
        "n": count,
        "p": result["p"],
        "parameters": f"{say_interval(sizes['slope'], 1)} points",
    }
    test = f"common slope within families, {_BOOTSTRAP}; signs of the families' slopes flipped"
    quantity = "accuracy for each doubling of MEC within families, points"
    return _evidence(values, result["slope"], records, count, test, quantity, p=result["p"])


def _mixed(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    by_test = {test: find_result(records, test) for test in TEST_SETS}
    for result in by_test.values():
        if not result["terms"] or MEC not in result["terms"]:
            raise CannotTestError(result.get("reason", "the MEC of all architectures is the same"))
    terms = {test: result["terms"][MEC] for test, result in by_test.items()}
    for term in terms.values():
        say_interval(term, 2)
    values = {
        "lows": [term["low"] for term in terms.values()],
        "highs": [term["high"] for term in terms.values()],
        "above": [TEST_SETS[test] for test, term in terms.items() if term["low"] > 0],
        "below": [TEST_SETS[test] for test, term in terms.items() if term["high"] < 0],
        "parameters": say_interval(by_test[CLEAN]["terms"]["parameters"], 2),
    }
    families = by_test[CLEAN]["families"]
    test = "linear mixed model, families at random, interval of the model"
    quantity = "accuracy for each doubling of MEC on ImageNet, points"
    return _evidence(values, terms[CLEAN], records, families, test, quantity, p=terms[CLEAN]["p"])


def _robust(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    _correlated(records)
    found = {
        TEST_SETS[test]: result["drop"]
        for test in TEST_SETS
        if (result := find_result(records, test))["drop"]
    }
    if any(told["low"] is None for told in found.values()) or not found:
        raise CannotTestError("the architectures of this build do not allow it")
    values = {
        "lows": [told["low"] for told in found.values()],
        "highs": [told["high"] for told in found.values()],
        "told": [f"{say_interval(told, 2)} on {name}" for name, told in found.items()],
        "worse": [name for name, told in found.items() if told["low"] > 0],
        "better": [name for name, told in found.items() if told["high"] < 0],
    }
    families = find_result(records, CLEAN)["families"]
    test = f"partial rank correlations, {_BOOTSTRAP}; all four together"
    return Evidence(values, records, n=families, unit=_UNIT, test=test)


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
    test = f"ratio of typical differences, {_BOOTSTRAP}"
    quantity = "one minus that ratio"
    return _evidence(values, below, records, result["families"], test, quantity)


def say_interval(told: Told, digits: int) -> str:
    """Return an estimate with its interval in words: "0.10 (0.05 to 0.15)"."""
    if told["low"] is None:
        raise CannotTestError("an interval of it has no ends, since hardly anything varies")
    estimate, low, high = (number(told[end], digits) for end in ("estimate", "low", "high"))
    return f"{estimate} ({low} to {high})"


def _ends(row: Told) -> dict[str, Any]:
    return {
        "lowest": row["lowest"]["top1_percent"],
        "lowest_weights": row["lowest"]["weights"],
        "highest": row["highest"]["top1_percent"],
        "highest_weights": row["highest"]["weights"],
    }


def _evidence(
    values: Told,
    told: Told,
    records: tuple[Record, ...],
    families: int,
    test: str,
    quantity: str,
    *,
    p: float | None = None,
) -> Evidence:
    if told["low"] is None:
        raise CannotTestError("its interval has no ends, since hardly anything varies here")
    ends = {end: told[end] for end in ("estimate", "low", "high")}
    return Evidence(
        {**ends, **values},
        records,
        n=families,
        unit=_UNIT,
        **ends,
        p=p,
        test=test,
        quantity=quantity,
    )
