"""What is claimed of estimates of the hidden layer."""

from typing import Any

from engine.exhibits.claim import (
    Claim,
    Evidence,
    Finding,
    Kind,
    Values,
    Verdict,
    by_interval,
)
from engine.records.record import Record
from engine.studies.sizing.estimates import CHANGES_LAW, HEADLINE, ROWS_LAW
from engine.studies.sizing.rules import label_rules

FIT_PERCENT, HALF_FIT_PERCENT = 95.0, 50.0
"""What an estimate is asked for: it fits at least so often, and half of it at most so often."""

_UNIT = "families of tables"
_TEST = "percentile bootstrap over families"

_BOTH = (
    "in {{ fits | number(1) }} % of {{ cases }} cases ({{ fits_low | number(1) }} to "
    "{{ fits_high | number(1) }}), half of it in {{ half_fits | number(1) }} % "
    "({{ half_fits_low | number(1) }} to {{ half_fits_high | number(1) }})"
)
_LAYER = (
    "The hidden layer that the measured law gives for the rows alone is no narrower than the least "
    "one that memorised the table"
)
_REQUIRED = (
    "The hidden layer that the estimated capacity requirement asks for is no narrower than the "
    "least one that memorised the table"
)
_WIDER = (
    "In the median case it is {{ factor | number(1) }} times as wide as need be. Size by it where "
    "the layer has to be enough and not much more."
)
_NOT_BOTH = (
    "It is as wide as the least layer in fewer than 95 % of cases, or half of it in more than "
    "50 %, with an interval over families that leaves that number out."
)


def _decide_fit(values: Values) -> Verdict:
    """Hold where both shares are on their side with their intervals, fail where one is not."""
    if values["fits_high"] < FIT_PERCENT or values["half_fits_low"] > HALF_FIT_PERCENT:
        return Verdict.FAILS
    if values["fits_low"] >= FIT_PERCENT and values["half_fits_high"] <= HALF_FIT_PERCENT:
        return Verdict.HOLDS
    return Verdict.OPEN


_OVERSIZED: Values = {
    "fits_low": 98.0,
    "fits_high": 100.0,
    "half_fits_low": 70.0,
    "half_fits_high": 90.0,
}
"""A rule that always fits since it is always too wide."""

_SHARES = "in {{ fits | number(0) }} % of cases, and half of it in {{ half_fits | number(0) }} %"

ROWS_FIT = Claim(
    id="sizing-rows-fit",
    question="Is the hidden layer whose n50 reaches the number of rows nearly always enough, and "
    "half of it mostly too little?",
    kind=Kind.MEASURED,
    decide=_decide_fit,
    says={
        Verdict.HOLDS: f"{_LAYER} {_BOTH}. {_WIDER}",
        Verdict.FAILS: f"{_LAYER} {_BOTH}: it is not both safe and sparing.",
        Verdict.OPEN: f"{_LAYER} {_BOTH}; whether that is 95 % and more, or 50 % and less, is "
        f"within the error. {_WIDER}",
    },
    headings={
        Verdict.HOLDS: f"Rows alone, through the measured law, give a layer that fits {_SHARES}",
        Verdict.FAILS: "Rows alone, through the measured law, give a layer that is not both safe "
        f"and sparing: it fits {_SHARES}",
        Verdict.OPEN: "Rows alone, through the measured law, give a layer that is enough "
        f"{_SHARES}",
    },
    false_if=_NOT_BOTH,
    counterexample=_OVERSIZED,
)

REQUIREMENT_FITS = Claim(
    id="sizing-requirement-fits",
    question="Is the hidden layer that the estimated capacity requirement asks for nearly always "
    "enough, and half of it mostly too little?",
    kind=Kind.MEASURED,
    decide=_decide_fit,
    says={
        Verdict.HOLDS: f"{_REQUIRED} {_BOTH}.",
        Verdict.FAILS: f"{_REQUIRED} {_BOTH}: not both safe and sparing.",
        Verdict.OPEN: f"{_REQUIRED} {_BOTH}; whether that is 95 % and more, or 50 % and less, is "
        "within the error.",
    },
    false_if=_NOT_BOTH,
    counterexample=_OVERSIZED,
)

_NEARER = (
    "by {{ gain | number(2) }} powers of 2 in the mean ({{ low | number(2) }} to "
    "{{ high | number(2) }})"
)

_AGAINST_ROWS = (
    "{{ rows_more | number(2) }} ({{ rows_low | number(2) }} to {{ rows_high | number(2) }})"
)

REQUIREMENT_NEARER = Claim(
    id="sizing-requirement",
    question="Does the capacity requirement, under any of its conventions and readings, come "
    "nearer to the smallest hidden layer than rows and label changes do through the measured law?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high"),
    says={
        Verdict.HOLDS: "The capacity requirement comes nearer to the smallest hidden layer than "
        f"rows times their share of random label changes through the law, {_NEARER}; its best "
        "convention is *{{ best }}*.",
        Verdict.FAILS: "Under none of its conventions and readings does the capacity requirement "
        "come as near to the smallest hidden layer as rows times their share of random label "
        "changes do through the law: the best, *{{ best }}*, errs more by {{ -gain | number(2) }} "
        "powers of 2 in the mean ({{ -high | number(2) }} to {{ -low | number(2) }}). Against the "
        f"rows alone it is {_AGAINST_ROWS}.",
        Verdict.OPEN: "Whether the capacity requirement comes nearer to the smallest hidden layer "
        "than rows times their share of random label changes is not settled: its best convention, "
        "*{{ best }}*, gains {{ gain | number(2) }} powers of 2 in the mean "
        f"({{{{ low | number(2) }}}} to {{{{ high | number(2) }}}}). Against the rows alone it is "
        f"{_AGAINST_ROWS}.",
    },
    headings={
        Verdict.HOLDS: "The capacity requirement comes nearest",
        Verdict.FAILS: "The measured law comes nearer than the capacity requirement",
        Verdict.OPEN: "Requirement or measured law: not settled",
    },
    false_if="Its best convention errs more than rows times their share of random label changes, "
    "with an interval over families that leaves 0 out.",
    counterexample={"low": -0.8, "high": -0.1},
)

CHANGES_NEARER = Claim(
    id="sizing-changes",
    question="Does it help to count the rows only for the share of random label changes that is "
    "left in them?",
    kind=Kind.MEASURED,
    decide=by_interval("low", "high"),
    says={
        Verdict.HOLDS: "Rows times their share of random label changes come nearer to the smallest "
        f"hidden layer than the rows alone, {_NEARER}: their typical error is a factor of "
        "{{ factor | number(1) }}, and they are within a factor of 2 in "
        "{{ within_two | number(0) }} % of cases. Size by them where the layer has to be near.",
        Verdict.FAILS: "Rows times their share of random label changes are farther from the "
        "smallest hidden layer than the rows alone, by {{ -gain | number(2) }} powers of 2.",
        Verdict.OPEN: "That rows times their share of random label changes come nearer than the "
        "rows alone is not settled: they gain {{ gain | number(2) }} powers of 2 in the mean "
        "({{ low | number(2) }} to {{ high | number(2) }}); their typical error is a factor of "
        "{{ factor | number(1) }}, and they are within a factor of 2 in "
        "{{ within_two | number(0) }} % of cases.",
    },
    headings={
        Verdict.HOLDS: "A rule in the data shows in its label changes",
        Verdict.FAILS: "Label changes make the estimate worse",
        Verdict.OPEN: "What label changes add to the rows is not settled",
    },
    false_if="They err more than the rows alone, with an interval over families that leaves 0 out.",
    counterexample={"low": -0.5, "high": -0.1},
)


def judge(scored: Record) -> tuple[Finding, ...]:
    """Return what the scores say.

    Args:
        scored: The record of the study `sizing-scores`.
    """
    result = scored.result
    by_key = {one["key"]: one for one in result["scores"]}
    fits = REQUIREMENT_FITS.judge(_find_fits(by_key[HEADLINE], scored))
    if result["law_missing"]:
        need_law = (ROWS_FIT, REQUIREMENT_NEARER, CHANGES_NEARER)
        return (fits, *(claim.refuse(result["law_missing"], (scored,)) for claim in need_law))
    gains, changes = result["gains"], by_key[CHANGES_LAW]
    return (
        ROWS_FIT.judge(_find_fits(by_key[ROWS_LAW], scored)),
        fits,
        REQUIREMENT_NEARER.judge(
            _find_gain(
                _turn(gains["changes_requirement"]),
                {
                    "best": label_rules()[result["best_requirement"]],
                    "rows_more": gains["rows_requirement"]["estimate"],
                    "rows_low": gains["rows_requirement"]["low"],
                    "rows_high": gains["rows_requirement"]["high"],
                },
                scored,
            )
        ),
        CHANGES_NEARER.judge(
            _find_gain(
                gains["changes_rows"],
                {"factor": 2 ** changes["error"], "within_two": changes["within_two_percent"]},
                scored,
            )
        ),
    )


def _find_fits(score: dict[str, Any], scored: Record) -> Evidence:
    values = {
        "fits": score["fit_percent"],
        "fits_low": score["fit_percent_low"],
        "fits_high": score["fit_percent_high"],
        "half_fits": score["half_fit_percent"],
        "half_fits_low": score["half_fit_percent_low"],
        "half_fits_high": score["half_fit_percent_high"],
        "cases": scored.result["cases"],
        "factor": 2 ** score["bias"],
    }
    return Evidence(
        values,
        (scored,),
        n=scored.result["families"],
        unit=_UNIT,
        estimate=values["fits"],
        low=values["fits_low"],
        high=values["fits_high"],
        quantity="cases in which the estimate is no less than the least layer, %",
        test=_TEST,
    )


def _find_gain(gain: dict[str, float], more: dict[str, Any], scored: Record) -> Evidence:
    return Evidence(
        {"gain": gain["estimate"], "low": gain["low"], "high": gain["high"], **more},
        (scored,),
        n=scored.result["families"],
        unit=_UNIT,
        estimate=gain["estimate"],
        low=gain["low"],
        high=gain["high"],
        quantity="mean of |log2(estimate / least layer)| that is saved",
        test=_TEST,
    )


def _turn(gain: dict[str, float]) -> dict[str, float]:
    """Return a gain as the other rule sees it."""
    return {"estimate": -gain["estimate"], "low": -gain["high"], "high": -gain["low"]}
