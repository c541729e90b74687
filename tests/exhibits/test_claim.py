"""A claim says what the records allow, and nothing where they allow nothing."""

import pytest

from engine.exhibits.claim import (
    CannotTestError,
    Claim,
    ClaimError,
    Evidence,
    Kind,
    Verdict,
    always,
    by_interval,
    holds_if,
)
from tests.exhibits.report_samples import RECORDS


def make_claim(**changes):
    parts = {
        "id": "larger-is-better",
        "question": "Is larger better?",
        "kind": Kind.MEASURED,
        "decide": holds_if(lambda values: values["gain"] > 0),
        "says": {
            Verdict.HOLDS: "Larger is better by {{ gain | number(1) }}.",
            Verdict.FAILS: "Larger is not better.",
        },
        "false_if": "The gain is not above zero.",
        "counterexample": {"gain": -1},
    }
    return Claim(**(parts | changes))


def evidence(n=3, **values):
    return Evidence(values, RECORDS, n=n, unit="runs")


@pytest.mark.parametrize(
    ("gain", "verdict", "statement"),
    [
        (2, Verdict.HOLDS, "Larger is better by 2.0."),
        (0, Verdict.FAILS, "Larger is not better."),
    ],
)
def test_the_verdict_selects_the_sentence(gain, verdict, statement):
    finding = make_claim().judge(evidence(gain=gain))
    assert (finding.verdict, finding.statement) == (verdict, statement)


def test_a_test_that_cannot_be_computed_is_said_in_place_of_a_verdict():
    def refuse(values):
        raise CannotTestError("one seed shows nothing about seeds")

    finding = make_claim(decide=refuse).judge(evidence(gain=1))
    assert finding.verdict is Verdict.UNTESTABLE
    said = "This cannot be tested here: one seed shows nothing about seeds."
    assert finding.statement == f"Is larger better? {said}"
    assert (finding.say(is_asked=True), finding.say(is_asked=False)) == (said, finding.statement)
    headings = {Verdict.HOLDS: "Larger is better", Verdict.FAILS: "Size does not help"}
    headed = make_claim(decide=refuse, headings=headings).judge(evidence(gain=1))
    assert headed.heading == "Not tested: Is larger better?"
    assert headed.statement == f"Is larger better? {said}"


def test_a_test_that_cannot_be_computed_leaves_no_numbers_of_it():
    """The list of claims showed an estimate beside a verdict that there was none."""

    def refuse(values):
        raise CannotTestError("one seed shows nothing about seeds")

    numbers = {"estimate": 1.5, "low": 1.0, "high": 2.0, "p": 0.2, "quantity": "gain, bits"}
    names = {"test": "t interval", "correction": "Holm over 2"}
    given = Evidence({"gain": 1}, RECORDS, n=1, unit="runs", **numbers, **names)
    kept = make_claim(decide=refuse).judge(given).evidence
    assert kept == Evidence({"gain": 1}, RECORDS, n=1, unit="runs")
    assert make_claim().judge(given).evidence == given


@pytest.mark.parametrize("name", ["estimate", "low", "high", "p"])
def test_a_number_that_is_none_is_no_verdict(name):
    numbers = {name: float("nan"), "quantity": "gain, bits"}
    broken = Evidence({"gain": 1}, RECORDS, n=1, unit="runs", test="t test", **numbers)
    finding = make_claim().judge(broken)
    assert finding.verdict is Verdict.UNTESTABLE
    assert f"the {name} of the t test is not a number, n = 1" in finding.statement


def test_an_estimate_that_does_not_say_what_it_is_is_refused():
    with pytest.raises(ClaimError, match=r"the estimate 1\.5 lacks its quantity"):
        Evidence({"gain": 1}, RECORDS, n=1, unit="runs", estimate=1.5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"counterexample": None}, "give the values that refute it"),
        ({"kind": Kind.IDENTITY}, "no values can refute it"),
        ({"says": {Verdict.HOLDS: "So it is."}}, "no sentence for the verdict that it fails"),
        ({"headings": {Verdict.HOLDS: "Yes"}}, "a heading for each of its sentences"),
        ({"id": "Larger"}, "lower-case words"),
    ],
)
def test_a_claim_that_is_not_well_formed_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        make_claim(**changes)


def test_records_that_contradict_what_cannot_fail_stop_the_build():
    identity = make_claim(kind=Kind.IDENTITY, counterexample=None)
    with pytest.raises(ClaimError, match="the fault is in the code"):
        identity.judge(evidence(gain=-1))


def test_a_sentence_without_its_number_is_named():
    claim = make_claim(decide=always)
    with pytest.raises(ClaimError, match=r"larger-is-better.*'gain' is undefined"):
        claim.judge(evidence(loss=1))


def test_a_verdict_without_a_sentence_is_named():
    claim = make_claim(decide=lambda values: Verdict.OPEN)
    with pytest.raises(ClaimError, match="no sentence for the verdict"):
        claim.judge(evidence(gain=1))


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.1, 2, Verdict.HOLDS), (-2, -0.1, Verdict.FAILS), (-1, 1, Verdict.OPEN)],
)
def test_an_interval_decides_where_it_lies(low, high, verdict):
    assert by_interval("low", "high")({"low": low, "high": high}) is verdict
    assert by_interval("low", "high", null=5)({"low": low + 5, "high": high + 5}) is verdict


def test_a_heading_follows_the_verdict():
    headings = {Verdict.HOLDS: "Larger is better", Verdict.FAILS: "Size does not help"}
    claim = make_claim(headings=headings)
    assert claim.judge(evidence(gain=-1)).heading == "Size does not help"
    assert claim.refuse("no records", RECORDS).heading == "Not tested: Is larger better?"
    with pytest.raises(ClaimError, match="has no headings"):
        _ = make_claim().judge(evidence(gain=1)).heading


def test_evidence_that_cannot_be_found_is_no_verdict():
    def find():
        raise CannotTestError("there is one network alone")

    found = make_claim().judge_by(find, RECORDS)
    assert found.verdict is Verdict.UNTESTABLE
    assert "This cannot be tested here: there is one network alone." in found.statement
    evidence = Evidence({"gain": 2.0}, RECORDS, n=1, unit="networks")
    claim = make_claim()
    assert claim.judge_by(lambda: evidence, RECORDS) == claim.judge(evidence)
