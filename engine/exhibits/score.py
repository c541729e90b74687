"""A row of the scoreboard: a rule, or a reading of one, and how it stands against measurement."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from engine.exhibits.claim import Finding, Verdict


class Statement(StrEnum):
    """What kind of statement a rule is."""

    THEOREM = "theorem"
    MODEL = "model"
    CONVENTION = "convention"


NOT_TESTED: Final = "not tested"
"""What is said of a rule that nothing was held against, or whose test could not be computed."""

_OPPOSITE: Final = {Verdict.HOLDS: Verdict.FAILS, Verdict.FAILS: Verdict.HOLDS}


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
    def verdict(self) -> Verdict:
        """What the records say of the rule: the verdict that words the sentence of its finding."""
        found = self.finding.verdict if self.finding else Verdict.UNTESTABLE
        return _OPPOSITE.get(found, found) if self.speaks_against else found

    @property
    def standing(self) -> str:
        """The verdict as a reader sees it."""
        return NOT_TESTED if self.verdict is Verdict.UNTESTABLE else str(self.verdict)
