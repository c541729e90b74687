"""A claim: a sentence that a result selects, with what it rests on and what would make it false."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

import jinja2

from engine.exhibits.exhibit import check_id
from engine.exhibits.prose import FILTERS
from engine.records.foreign import markdown_value
from engine.records.record import Record

Values = Mapping[str, Any]
"""What a claim is decided by, and the numbers of its sentence, by name."""


class Kind(StrEnum):
    """What kind of statement a claim is."""

    THEOREM = "theorem checked"
    MEASURED = "measured"
    CONVENTION = "convention"
    IDENTITY = "identity"


class Verdict(StrEnum):
    """What the records say of a claim."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "not settled"
    UNTESTABLE = "cannot be tested"


DECIDED = (Verdict.HOLDS, Verdict.FAILS, Verdict.OPEN)
"""Verdicts that a test returns; the fourth is what is said where no test can be computed."""


class ClaimError(ValueError):
    """A claim that is not well formed; the message names it and says what it lacks."""


class CannotTestError(Exception):
    """A test that these records do not allow; the message says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim is judged by in one build.

    Attributes:
        values: What decides it, and the numbers of its sentence.
        records: What they were computed from.
        n: How many independent units there are.
        unit: What is independent of what: "trials with points and labels of their own".
        estimate: Value of the quantity that the claim is about; None where there is no single one.
        low: Lower end of its 95 % interval; None where it is exact, or there is none.
        high: Upper end.
        p: p-value of the test, corrected where `correction` says so; None without a test.
        test: Name of the test or of the interval: "exact permutation test".
        correction: The family that p is corrected over, and how; empty where it is not.
        quantity: What the estimate is, with its unit: "difference in accuracy, points".
    """

    values: Values
    records: tuple[Record, ...] = field(repr=False)
    n: int
    unit: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    test: str = ""
    correction: str = ""
    quantity: str = ""

    def __post_init__(self) -> None:
        """Check that an estimate says what it is.

        Raises:
            ClaimError: If it does not.
        """
        if self.estimate is not None and not self.quantity:
            raise ClaimError(
                f"the estimate {self.estimate} lacks its quantity: say what it is, with its unit"
            )


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the report, before any result is seen.

    Attributes:
        id: Permanent id: its anchor is `claim-<id>`.
        question: What it answers, one question.
        kind: Theorem checked, measured, convention or identity.
        decide: Function of the values that returns what they say of it.
        says: The sentence of each verdict, Markdown with Jinja for the numbers.
        false_if: What would make it false, one sentence.
        counterexample: Values by which `decide` returns "does not hold"; None for an identity,
            which no data could refute, and for a convention.
        headings: A few words for each verdict, where the claim heads something; they may hold
            numbers like the sentences.
    """

    id: str
    question: str
    kind: Kind
    decide: Callable[[Values], Verdict]
    says: Mapping[Verdict, str]
    false_if: str
    counterexample: Values | None = None
    headings: Mapping[Verdict, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check that the claim can be refuted, or says that it cannot.

        Raises:
            ClaimError: If it lacks a sentence, or what would refute it.
        """
        check_id(self.id)
        refutable = self.kind in (Kind.THEOREM, Kind.MEASURED)
        if refutable and Verdict.FAILS not in self.says:
            raise ClaimError(f"claim {self.id!r} has no sentence for the verdict that it fails")
        if refutable == (self.counterexample is None):
            raise ClaimError(
                f"claim {self.id!r} is of kind {self.kind!r}: "
                + ("give the values that refute it" if refutable else "no values can refute it")
            )
        if self.headings and set(self.headings) != set(self.says):
            raise ClaimError(f"claim {self.id!r}: give a heading for each of its sentences")

    def judge(self, evidence: Evidence) -> "Finding":
        """Return what the records of a build say of the claim.

        Where its test cannot be computed, or a number of it is NaN, that is the verdict.

        Raises:
            ClaimError: If the verdict has no sentence, the sentence lacks a number, or records
                contradict what cannot fail.
        """
        try:
            _refuse_nan(evidence)
            verdict = self.decide(evidence.values)
        except CannotTestError as reason:
            return self._leave_untested(reason, _drop_numbers(evidence))
        if self.kind in (Kind.IDENTITY, Kind.CONVENTION) and verdict is not Verdict.HOLDS:
            raise ClaimError(
                f"claim {self.id!r} is of kind {self.kind!r} and the records contradict it: "
                "the fault is in the code that computed them"
            )
        if verdict not in self.says:
            raise ClaimError(f"claim {self.id!r} has no sentence for the verdict {verdict!r}")
        return Finding(self, verdict, self._say(verdict, evidence.values), evidence)

    def judge_by(self, find: Callable[[], Evidence], records: Sequence[Record]) -> "Finding":
        """Return what the records say of the claim, or that they allow no test, and why.

        Args:
            find: Returns the evidence, or raises `CannotTestError`.
            records: What there is, where there is no evidence.

        Raises:
            ClaimError: See `judge`.
        """
        try:
            evidence = find()
        except CannotTestError as reason:
            return self.refuse(str(reason), records)
        return self.judge(evidence)

    def refuse(self, reason: str, records: Sequence[Record]) -> "Finding":
        """Return that the claim cannot be tested by these records, and why.

        Args:
            reason: The end of the sentence "This cannot be tested here: ...".
            records: What there is.
        """
        return self._leave_untested(reason, Evidence({}, tuple(records), n=0, unit=""))

    def _leave_untested(self, reason: object, evidence: Evidence) -> "Finding":
        said = f"This cannot be tested here: {reason}."
        return Finding(self, Verdict.UNTESTABLE, f"{self.question} {said}", evidence, said)

    def _say(self, verdict: Verdict, values: Values) -> str:
        return self.render(self.says[verdict], values)

    def render(self, text: str, values: Values) -> str:
        """Return a sentence or a heading of the claim with its numbers.

        Raises:
            ClaimError: If it lacks a number.
        """
        try:
            return _template(text).render(values)
        except (jinja2.TemplateError, TypeError, ValueError) as error:
            raise ClaimError(f"claim {self.id!r}, {text[:40]!r}: {error}") from error


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim with what the records of a build say of it.

    Attributes:
        claim: The claim.
        verdict: What the records say.
        statement: The sentence that the verdict selects, Markdown. Where no test could be computed
            it begins with the question, which nothing else on a page may have asked.
        evidence: What it was judged by.
        answer: The statement for where its question has just been asked; empty where that is the
            same.
    """

    claim: Claim
    verdict: Verdict
    statement: str
    evidence: Evidence
    answer: str = ""

    @property
    def anchor(self) -> str:
        """Anchor of the sentence in its page."""
        return f"claim-{self.claim.id}"

    def say(self, *, is_asked: bool) -> str:
        """Return the statement, without its question where a page has just asked that.

        Args:
            is_asked: Whether a heading of the claim stands on the page.
        """
        return self.answer if is_asked and self.answer else self.statement

    @property
    def heading(self) -> str:
        """A few words for the verdict.

        Raises:
            ClaimError: If the claim has no headings.
        """
        if not self.claim.headings:
            raise ClaimError(f"claim {self.claim.id!r} has no headings")
        if self.verdict not in self.claim.headings:
            return f"Not tested: {self.claim.question}"
        return self.claim.render(self.claim.headings[self.verdict], self.evidence.values)


def holds_if(condition: Callable[[Values], bool]) -> Callable[[Values], Verdict]:
    """Return a decision between "holds" and "does not hold"."""

    def decide(values: Values) -> Verdict:
        return Verdict.HOLDS if condition(values) else Verdict.FAILS

    return decide


def always(values: Values) -> Verdict:
    """Decide for an identity or a convention, which no values could refute."""
    return Verdict.HOLDS


def by_interval(low: str, high: str, null: float = 0.0) -> Callable[[Values], Verdict]:
    """Return a decision by where an interval lies: above null, below it, or across it.

    Args:
        low: Name of the value that is its lower end.
        high: Name of the value that is its upper end.
        null: What the claim says the quantity exceeds.
    """

    def decide(values: Values) -> Verdict:
        if values[low] > null:
            return Verdict.HOLDS
        return Verdict.FAILS if values[high] < null else Verdict.OPEN

    return decide


def _drop_numbers(evidence: Evidence) -> Evidence:
    """Leave what there is, without the numbers and the name of a test that was not computed."""
    return Evidence(evidence.values, evidence.records, evidence.n, evidence.unit)


def _refuse_nan(evidence: Evidence) -> None:
    for name in ("estimate", "p", "low", "high"):
        value = getattr(evidence, name)
        if isinstance(value, float) and math.isnan(value):
            raise CannotTestError(
                f"the {name} of the {evidence.test or 'estimate'} is not a number, n = {evidence.n}"
            )


@lru_cache
def _template(text: str) -> jinja2.Template:
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, finalize=markdown_value)
    environment.filters.update(FILTERS)
    return environment.from_string(text)
