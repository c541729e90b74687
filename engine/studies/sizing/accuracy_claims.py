"""What is claimed of accuracy at the capacity requirement."""

from collections.abc import Sequence

from engine.exhibits.claim import Claim, Evidence, Finding, Kind, Values, Verdict, holds_if
from engine.records.record import Record
from engine.studies.sizing.accuracy_findings import (
    ENDINGS,
    REFUTED,
    SHOWN,
    AtRequirement,
    count_dips,
    find_memorised,
    judge_requirement,
)

_UNIT = "families of tables, each with draws of its own"
_TEST = "paired t tests over draws"
_CORRECTION = "all widths, families and endings, Holm"


def _decide(values: Values) -> Verdict:
    if values["refuted"]:
        return Verdict.FAILS
    return Verdict.HOLDS if values["shown"] == values["families"] else Verdict.OPEN


_COUNTS = (
    "trained to the end, it is refuted in {{ refuted_to_the_end }} of {{ families }} families of "
    "tables and shown in {{ shown_to_the_end }}; stopped early, refuted in "
    "{{ refuted_stopped_early }} and shown in {{ shown_stopped_early }}"
)

BEST_AT_REQUIREMENT = Claim(
    id="sizing-accuracy-best",
    question="Is accuracy on rows held out best at the width that the capacity requirement asks "
    "for?",
    kind=Kind.MEASURED,
    decide=_decide,
    says={
        Verdict.HOLDS: "That accuracy on rows held out is best at the width that the capacity "
        f"requirement asks for is shown: {_COUNTS}.",
        Verdict.FAILS: "That accuracy on rows held out is best at the width that the capacity "
        f"requirement asks for does not hold in general: {_COUNTS}.",
        Verdict.OPEN: "That accuracy on rows held out is best at the width that the capacity "
        f"requirement asks for is not settled: {_COUNTS}.",
    },
    headings={
        Verdict.HOLDS: "Accuracy is best at the capacity requirement",
        Verdict.FAILS: "Accuracy is not in general best at the capacity requirement",
        Verdict.OPEN: "Whether accuracy is best at the capacity requirement is not settled",
    },
    false_if="In some family another width is more accurate, with a corrected p below 0.05.",
    counterexample={"refuted": 1, "shown": 3, "families": 8},
)

DIPS = Claim(
    id="sizing-accuracy-dip",
    question="Does accuracy dip where networks begin to memorise their training rows, as double "
    "descent has it?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: bool(values["dips"])),
    says={
        Verdict.HOLDS: "Trained to the end, accuracy dips where every network first memorises all "
        "training rows in {{ dips | length }} of {{ tested }} families: {{ dips | listing }}.",
        Verdict.FAILS: "Trained to the end, no dip of accuracy is shown where every network first "
        "memorises all training rows, in any of {{ tested }} families.",
    },
    false_if="In no family is accuracy there below that of a narrower and of a wider layer, each "
    "with a corrected p below 0.05.",
    counterexample={"dips": []},
)


def judge_accuracy(records: Sequence[Record]) -> tuple[Finding, ...]:
    """Return what the records say of accuracy over widths.

    Args:
        records: Of the study `sizing-accuracy`.
    """
    found = judge_requirement(records)
    values = {
        "families": len(records),
        "refuted": len({one.family for one in found if one.verdict == REFUTED}),
        "shown": len(_find_shown(found)),
    }
    for ending in ENDINGS.values():
        part = [one.verdict for one in found if one.ending == ending]
        values[f"refuted_{ending.replace(' ', '_')}"] = part.count(REFUTED)
        values[f"shown_{ending.replace(' ', '_')}"] = part.count(SHOWN)
    best = Evidence(
        values,
        tuple(records),
        n=len(records),
        unit=_UNIT,
        p=min(one.p for one in found),
        test=_TEST,
        correction=_CORRECTION,
    )
    tested = [record for record in records if find_memorised(record) is not None]
    dips = Evidence(
        {"dips": count_dips(records), "tested": len(tested)},
        tuple(records),
        n=len(tested),
        unit=_UNIT,
        test=_TEST,
        correction="all widths and families, Holm",
    )
    dip = DIPS.judge(dips) if tested else DIPS.refuse("no network memorised its rows", records)
    return (BEST_AT_REQUIREMENT.judge(best), dip)


def _find_shown(found: Sequence[AtRequirement]) -> set[str]:
    """Return the families in which it is shown whichever way networks end."""
    families = {one.family for one in found}
    return families - {one.family for one in found if one.verdict != SHOWN}
