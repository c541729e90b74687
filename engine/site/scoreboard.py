"""Do the rules hold? What each study says of the rule that it tests, as one table."""

import math
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
from jinja2 import Environment
from markupsafe import Markup

from engine.exhibits.claim import Verdict
from engine.exhibits.score import NOT_TESTED, Ratio, Score
from engine.exhibits.table import Column, Table
from engine.studies.section import Section

TABLE_ID: Final = "rules-scoreboard"

_COLUMNS: Final = (
    Column("rule", "Rule"),
    Column("says", "Says"),
    Column("statement", "Kind of statement", description="Theorem, model or convention"),
    Column("tested_on", "Tested on"),
    Column("standing", "Stands", description="Holds, does not hold, not settled, or not tested"),
    Column("measured_over_predicted", "Measured over predicted", "number", digits=2),
    Column("low", "from", "number", digits=2, description="Lower end of the span"),
    Column("high", "to", "number", digits=2, description="Upper end of the span"),
    Column("span", "Span", description="What the span is: an interval, a range, or at least"),
    Column("what", "What is held against what", in_latex=False),
    Column("claim", "Claim", in_latex=False, description="Id of the claim that decides"),
    Column("address", "Address", in_latex=False, description="Where more is said"),
)

_WIDTH: Final = 200
_MARGIN: Final = 10
_TICKS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
_ROOM: Final = 1.15
"""Factor of room on either side of what is drawn."""


def list_scores(sections: Sequence[Section]) -> list[Score]:
    """Return the rows of all sections, in their order."""
    return sorted((one for section in sections for one in section.scores), key=_rank)


def _rank(score: Score) -> int:
    return score.rank


def scores_table(scores: Sequence[Score]) -> Table:
    """Return the rows as a table with files like any other.

    Args:
        scores: At least one.
    """
    records = {
        record.key: record
        for score in scores
        if score.finding
        for record in score.finding.evidence.records
    }
    return Table(
        id=TABLE_ID,
        title="Do the rules hold?",
        caption="Each rule against what was measured; 1 is what it predicts, on a scale of ratios. "
        "A theorem is proved, so a departure would be chance or a fault here; a model is as good "
        "as its predictions; a convention is one of several ways to count, and rule 4 is read in "
        "four. A cap holds as long as no network lies above 1 for certain. Lines are 95 % "
        "intervals, or ranges where that is said; an arrow marks a lower bound.",
        columns=_COLUMNS,
        frame=pd.DataFrame([_row(score) for score in scores]),
        records=tuple(records.values()),
        narrow=("rule", "standing", "measured_over_predicted", "low", "high"),
    )


def draw_scores(
    scores: Sequence[Score], environment: Environment, root: str, caption: Markup
) -> str:
    """Return the rows as HTML, each with its ratio on one scale for all.

    Args:
        scores: The rows.
        environment: Where the templates are.
        root: Way from the page to the root of the site.
        caption: Caption as HTML.
    """
    axis = _Axis([score.ratio for score in scores if score.ratio])
    return environment.get_template("scoreboard.html").render(
        table_id=TABLE_ID,
        caption=caption,
        root=root,
        axis={"width": _WIDTH, "one": axis.place(1), "ticks": axis.ticks()},
        rows=[_drawn_row(score, axis) for score in scores],
    )


class _Axis:
    """A logarithmic scale that holds every ratio, and 1."""

    def __init__(self, ratios: Sequence[Ratio]) -> None:
        ends = [1.0, *(end for one in ratios for end in _ends(one))]
        self._low, self._high = (
            math.log(min(ends) / _ROOM),
            math.log(max(ends) * _ROOM),
        )

    def place(self, ratio: float) -> float:
        """Return where a ratio lies, in units of the drawing."""
        share = (math.log(ratio) - self._low) / (self._high - self._low)
        return round(_MARGIN + share * (_WIDTH - 2 * _MARGIN), 1)

    def ticks(self) -> list[dict[str, Any]]:
        """Return the ticks within the scale."""
        inside = [one for one in _TICKS if self._low <= math.log(one) <= self._high]
        return [{"x": self.place(one), "label": f"{one:g}"} for one in inside]


def _ends(ratio: Ratio) -> list[float]:
    return [one for one in (ratio.estimate, ratio.low, ratio.high) if one is not None]


def _row(score: Score) -> dict[str, Any]:
    ratio = score.ratio
    return {
        "rule": score.rule,
        "says": score.says,
        "statement": str(score.statement),
        "tested_on": score.tested_on,
        "standing": score.standing,
        "measured_over_predicted": ratio.estimate if ratio else None,
        "low": ratio.low if ratio else None,
        "high": ratio.high if ratio else None,
        "span": ratio.span or None if ratio else None,
        "what": ratio.what if ratio else None,
        "claim": score.finding.claim.id if score.finding else None,
        "address": score.link,
    }


def _drawn_row(score: Score, axis: _Axis) -> dict[str, Any]:
    row: dict[str, Any] = {
        "rule": score.rule,
        "says": score.says,
        "statement": str(score.statement),
        "tested_on": score.tested_on,
        "standing": score.standing,
        "standing_key": score.verdict.name.lower(),
        "link": score.link,
        "ratio": None,
        "untested": NOT_TESTED,
    }
    if score.ratio is None or score.verdict is Verdict.UNTESTABLE:
        return row
    ratio = score.ratio
    is_bound = ratio.low is not None and ratio.high is None
    high = ratio.high
    return row | {
        "ratio": _say_ratio(ratio),
        "text": f"{score.rule}: {_say_ratio(ratio)}, {ratio.what}",
        "is_bound": is_bound,
        "x": axis.place(ratio.estimate),
        "x_low": None if ratio.low is None else axis.place(ratio.low),
        "x_high": _WIDTH if high is None else axis.place(high),
    }


def _say_ratio(ratio: Ratio) -> str:
    if ratio.low is None:
        return f"{ratio.estimate:.2f}"
    if ratio.high is None:
        return f"at least {ratio.estimate:.2f}"
    kind = "range " if ratio.span.startswith("range") else ""
    return f"{ratio.estimate:.2f} ({kind}{ratio.low:.2f} to {ratio.high:.2f})"
