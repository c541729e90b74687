"""Readings and law: the sentence turns when the fits turn, with the numbers of the fits."""

from copy import deepcopy

import pytest

from engine.exhibits.claim import Verdict
from engine.studies.series.fit_claims import LAW, READING
from engine.studies.series.fit_findings import list_evidence
from engine.studies.series.reading_tables import write_formula
from tests.exhibits.report_samples import make_record

RECORDS = [make_record("series-readings-fits")]


def errors(rms, **more):
    known = {"low_percent": rms - 5, "high_percent": rms + 5, "networks": 30, "families": 6}
    return known | {"rms_percent": rms} | more


def predictor(key, rms, *, is_fitted=True, drawn=12.0):
    both = {"families": errors(rms), "drawn": errors(drawn, networks=15)}
    return {
        "key": key,
        "label": key.replace("_", " "),
        "is_fitted": is_fitted,
        "factors": {"tanh": {"estimate": 1.93}, "relu": {"estimate": 1.61}, "pooled": None},
        "errors": {"by_activation": both},
    }


def comparison(against, ratio, *, is_better, p=0.01, by_families=None):
    span = {"low": ratio - 0.2, "high": ratio + 0.4}
    told = {"p_holm": p, "p_families": by_families or p / 2, "is_better": is_better}
    return {"against": against, "ratio": ratio, **span, **told}


def make_fits(best, second, *comparisons, **changes):
    keys = ("all_parameters", "width_capped", "jacobian_rank", "two_a_rank")
    predictors = [
        predictor(key, 21.0 + place, is_fitted=key != "two_a_rank")
        for place, key in enumerate(keys)
    ]
    return {
        "best": best,
        "second": second,
        "reason": None,
        "compared": ["relu", "tanh"],
        "noise": {"fitted": {"rms_percent": 4.4}},
        "predictors": predictors,
        "comparisons": list(comparisons),
    } | changes


ALL_BEST = make_fits(
    "all_parameters", "jacobian_rank", comparison("jacobian_rank", 1.6, is_better=True)
)
RANK_BEST = make_fits(
    "jacobian_rank",
    "width_capped",
    comparison("width_capped", 1.1, is_better=False, p=0.4),
    comparison("all_parameters", 1.7, is_better=True),
)


def make_law(verdict="law", against="all_parameters", **changes):
    row = {"against": against, "p_holm": 0.002}
    found = {"ratio": 1.44, "low": 1.2, "high": 1.8}
    return {
        "reason": None,
        "verdict": verdict,
        "base": "throttled_sum",
        "base_label": "throttled sum",
        "shape": {"estimate": 2.0, "low": 1.0, "high": 3.0, "least": 0.5, "most": 8.0},
        "intercepts": {"tanh": {"estimate": 0.7}, "relu": {"estimate": 0.5}},
        "terms": [{"name": "narrowest", "label": "narrowest layer", "estimate": -0.12}],
        "errors": {"families": errors(14.0), "drawn": errors(16.0)},
        "comparisons": [row | {"families": found}],
    } | changes


def say(finding):
    """The statement without emphasis."""
    return finding.statement.replace("*", "")


def find(fits=ALL_BEST, law=None):
    evidence = list_evidence(fits, law or make_law(against=fits["best"]), RECORDS)
    return {claim.id: claim.judge_by(found, RECORDS) for claim, found in evidence}


def test_all_parameters_are_best_where_they_are_and_no_other_is_near():
    found = find(ALL_BEST)[READING.id]
    assert found.verdict is Verdict.HOLDS
    assert "off by 21 % on families" in say(found)
    assert "16 to 26 %, root mean square over 30 networks of 6 families" in say(found)
    assert "by 12 % on 15 networks drawn at random" in say(found)
    assert "1.61 (ReLU) and 1.93 (tanh) labels at 50 %" in say(found)
    assert "uncertain by 4 %" in say(found)
    assert "Jacobian rank is 1.60 times as far off (1.40 to 2.00; p = 0.010" in say(found)


def test_a_lead_that_may_be_chance_is_none():
    near = comparison("jacobian_rank", 1.1, is_better=False, p=0.3)
    found = find(make_fits("all_parameters", "jacobian_rank", near))[READING.id]
    assert found.verdict is Verdict.OPEN
    assert "all parameters comes nearest. It is off by 21 %" in say(found)


def test_another_count_that_is_nearer_for_certain_refutes_it():
    found = find(RANK_BEST)[READING.id]
    assert found.verdict is Verdict.FAILS
    assert "predicts best is jacobian rank. It is off by 23 %" in say(found)
    assert "Counting all parameters is 1.70 times as far off" in say(found)
    assert "Width capped is 1.10 times as far off" in say(found)
    assert found.evidence.correction.startswith("Holm over 2")


def test_another_count_that_only_comes_nearer_settles_nothing():
    rows = deepcopy(RANK_BEST["comparisons"])
    rows[1]["is_better"] = False
    found = find(RANK_BEST | {"comparisons": rows})[READING.id]
    assert found.verdict is Verdict.OPEN
    assert "Width capped is 1.10 times" in say(found)
    assert "Counting all parameters is 1.70 times" in say(found)


def test_networks_of_a_family_are_not_independent():
    rows = deepcopy(RANK_BEST["comparisons"])
    rows[1]["p_families"] = 0.04
    found = find(RANK_BEST | {"comparisons": rows})[READING.id]
    assert found.verdict is Verdict.OPEN
    assert "p = 0.010 network by network and p = 0.080 family by family" in say(found)
    assert found.evidence.p == pytest.approx(0.08)


def test_what_errs_least_on_networks_drawn_at_random_is_named():
    near, other = predictor("jacobian_rank", 23.0), predictor("width_capped", 22.0, drawn=7.0)
    fits = RANK_BEST | {"predictors": [*RANK_BEST["predictors"][:1], near, other]}
    assert "drawn at random, where width capped errs least, by 7 %" in say(find(fits)[READING.id])
    assert "errs least" not in say(find(RANK_BEST)[READING.id])


def test_all_parameters_as_the_second_are_named_once():
    row = comparison("all_parameters", 1.2, is_better=False, p=0.2)
    found = find(make_fits("jacobian_rank", "all_parameters", row))[READING.id]
    assert found.verdict is Verdict.OPEN
    assert say(found).lower().count("all parameters") == 1
    better = comparison("all_parameters", 1.5, is_better=True)
    found = find(make_fits("jacobian_rank", "all_parameters", better))[READING.id]
    assert found.verdict is Verdict.FAILS
    assert say(found).count("1.50 times as far off") == 1


def test_a_count_without_a_factor_says_that_it_has_none():
    row = comparison("all_parameters", 1.2, is_better=True)
    found = find(make_fits("two_a_rank", "all_parameters", row))[READING.id]
    assert "One of it is worth 2 (stated, not fitted) labels at 50 %" in say(found)


def test_nothing_to_compare_is_no_verdict():
    no_law = make_law(reason="too few networks")
    found = find(make_fits(None, None, reason="too few networks"), no_law)[READING.id]
    assert found.verdict is Verdict.UNTESTABLE
    assert "too few networks" in say(found)
    predictors = deepcopy(ALL_BEST["predictors"])
    predictors[0]["errors"]["by_activation"]["drawn"] = None
    found = find(ALL_BEST | {"predictors": predictors})[READING.id]
    assert found.verdict is Verdict.UNTESTABLE
    rows = [comparison("jacobian_rank", 1.6, is_better=True) | {"low": None, "high": None}]
    assert find(ALL_BEST | {"comparisons": rows})[READING.id].verdict is Verdict.UNTESTABLE


@pytest.mark.parametrize(
    ("said", "verdict"),
    [("law", Verdict.HOLDS), ("reading", Verdict.FAILS), ("undecided", Verdict.OPEN)],
)
def test_the_law_is_judged_as_its_comparison_was(said, verdict):
    found = find(law=make_law(said))[LAW.id]
    assert found.verdict is verdict
    assert "off by 14 % on families left out (9 to 19 %) and by 16 % on networks" in say(found)
    assert "All parameters, the best single count, is 1.44 times as far off (1.20 to 1.80" in (
        say(found)
    )
    assert "p = 0.002" in say(found)


def test_no_law_is_no_verdict():
    nothing = {"verdict": None, "comparisons": None, "reason": "a law needs 12 networks"}
    found = find(law=make_law(**nothing))[LAW.id]
    assert found.verdict is Verdict.UNTESTABLE
    assert "a law needs 12 networks" in say(found)
    found = find(law=make_law("certain"))[LAW.id]
    assert found.verdict is Verdict.UNTESTABLE
    errors_of_one = {"families": errors(14.0), "drawn": None}
    assert find(law=make_law(errors=errors_of_one))[LAW.id].verdict is Verdict.UNTESTABLE


def test_the_law_is_held_against_the_best_count_and_no_other():
    law = make_law()
    other = {"against": "width_capped", "p_holm": 1.0, "families": {"ratio": 9.0, "low": 1.0}}
    found = find(law=law | {"comparisons": [other, *law["comparisons"]]})[LAW.id]
    assert "1.44 times" in say(found)
    assert "9.00" not in say(found)


def test_the_formula_gives_the_numbers_of_the_law():
    assert write_formula(make_law()) == (
        "labels at 50 % = 2.01 (tanh), 1.65 (ReLU) × the sum over layers of weights × "
        "(narrowest / widest hidden layer before it)<sup>2.00</sup> × "
        "(narrowest layer)<sup>\N{MINUS SIGN}0.12</sup>"
    )
    fixed = {"estimate": 1.0, "low": 1.0, "high": 1.0, "least": 1.0, "most": 1.0}
    plain = make_law(shape=fixed, terms=[], base="parameters", base_label="parameters")
    assert write_formula(plain) == "labels at 50 % = 2.01 (tanh), 1.65 (ReLU) × parameters"
