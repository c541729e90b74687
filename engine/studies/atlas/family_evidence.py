"""What the claims about the families of timm are judged by."""

from typing import Any

from engine.exhibits.claim import CannotTestError, Evidence
from engine.networks.catalogue.timm_results import TEST_SETS
from engine.records.record import Record
from engine.studies.atlas.evidence_parts import (
    BOOTSTRAP,
    CLEAN,
    MEC,
    TimmResults,
    Told,
    find_result,
    make_evidence,
    say_interval,
)


def within_evidence(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    """Return what tells whether accuracy rises with MEC inside families."""
    result = find_result(records, CLEAN, measure=MEC)
    if not result["slope"]:
        raise CannotTestError("no family has architectures of three unlike MEC in this build")
    same = result["same_families"]
    count = len(result["families"])
    values = {
        "rising": result["rising"],
        "falling": sum(one["slope"] < 0 for one in result["families"]),
        "n": count,
        "all": result["all_families"],
        "p": result["p"],
        "parameters": f"{say_interval(same['parameters_slope'], 1)} points",
        "doublings": say_interval(same["parameters_doublings"], 1),
        "product": same["parameters_slope"]["estimate"] * same["parameters_doublings"]["estimate"],
    }
    test = f"common slope within families, {BOOTSTRAP}; signs of the families' slopes flipped"
    quantity = "accuracy for each doubling of MEC within families, points"
    return make_evidence(values, result["slope"], records, count, test, quantity, p=result["p"])


def mixed_evidence(results: TimmResults, records: tuple[Record, ...]) -> Evidence:
    """Return what tells whether anything is left of MEC in a mixed model."""
    by_test = {test: find_result(records, test) for test in TEST_SETS}
    for result in by_test.values():
        if not result["terms"] or MEC not in result["terms"]:
            raise CannotTestError(result.get("reason", "the MEC of all architectures is the same"))
    terms = {test: result["terms"][MEC] for test, result in by_test.items()}
    for term in terms.values():
        say_interval(term, 2)
    values: dict[str, Any] = {
        "lows": [term["low"] for term in terms.values()],
        "highs": [term["high"] for term in terms.values()],
        "above": [TEST_SETS[test] for test, term in terms.items() if term["low"] > 0],
        "below": [TEST_SETS[test] for test, term in terms.items() if term["high"] < 0],
        "parameters": say_interval(by_test[CLEAN]["terms"]["parameters"], 2),
    }
    families = by_test[CLEAN]["families"]
    together = find_result(results.correlations, CLEAN)["measures"]
    values |= {
        "rows": by_test[CLEAN]["count"],
        "architectures": by_test[CLEAN]["architectures"],
        "partial": say_interval(together[MEC]["partial"], 2),
        "together": _direction(together[MEC]["partial"]),
        "inside": _direction(terms[CLEAN]),
    }
    records = (*records, *results.correlations)
    test = "linear mixed model, families at random, interval of the model"
    quantity = "accuracy for each doubling of MEC on ImageNet, points"
    return make_evidence(
        values, terms[CLEAN], records, families, test, quantity, p=terms[CLEAN]["p"]
    )


def _direction(told: Told) -> str:
    """Return what kind of accuracy a larger MEC goes with, by an interval."""
    if told["low"] > 0:
        return "a higher"
    return "a lower" if told["high"] < 0 else "neither a clearly higher nor a clearly lower"
