"""A row of the scoreboard: a rule, or a reading of one, and how it stands against measurement."""

from dataclasses import dataclass, field
from enum import StrEnum

from engine.exhibits.claim import Finding, Verdict


class Statement(StrEnum):
    """What kind of statement a rule is."""

    THEOREM = "theorem"
    MODEL = "model"
    CONVENTION = "convention"


class Standing(StrEnum):
    """How a rule stands in a build."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "not settled"
    UNTESTED = "not tested"


_STANDINGS = {
    Verdict.HOLDS: Standing.HOLDS,
    Verdict.FAILS: Standing.FAILS,
    Verdict.OPEN: Standing.OPEN,
    Verdict.UNTESTABLE: Standing.UNTESTED,
}
_OPPOSITE = {Standing.HOLDS: Standing.FAILS, Standing.FAILS: Standing.HOLDS}


@dataclass(frozen=True, slots=True)
class Ratio:
    """Measured over predicted.

    Attributes:
        estimate: The ratio; 1 where the rule predicts exactly.
        low: Lower end of the span; None where there is none.
        high: Upper end; None where what is measured is a lower bound.
        what: What is held against what, a few words.
        span: What the span is: "95 % interval over families".
    """

    estimate: float
    low: float | None
    high: float | None
    what: str
    span: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One row.

    Attributes:
        rank: Where it stands among the rows, the smallest first.
        rule: Short name: "Rule 2".
        says: What the rule says, a sentence without its stop.
        statement: What kind of statement that is.
        tested_on: On what it was tested; where it was not, on what it was not.
        link: Where more is said, relative to the site's root: "rules/#rule-2".
        finding: What the records say; None where nothing was tested.
        ratio: Measured over predicted; None where nothing was measured.
        speaks_against: Whether the finding is against the rule where it holds.
    """

    rank: int
    rule: str
    says: str
    statement: Statement
    tested_on: str
    link: str
    finding: Finding | None = field(default=None, repr=False)
    ratio: Ratio | None = None
    speaks_against: bool = False

    @property
    def standing(self) -> Standing:
        """How the rule stands: what its finding says, by the same verdict that words it."""
        if self.finding is None:
            return Standing.UNTESTED
        found = _STANDINGS[self.finding.verdict]
        return _OPPOSITE.get(found, found) if self.speaks_against else found
