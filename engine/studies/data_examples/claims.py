"""What is claimed of a table with a rule and of one without."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.dataset.curve import LEVEL_BELOW
from engine.dataset.null import BEST_DIRECTION, SIGNIFICANT
from engine.exhibits.claim import Claim, Evidence, Finding, Kind, Verdict, holds_if
from engine.records.record import Record
from engine.studies.data_examples.progressions import count_decisions

FINDS_RULE = Claim(
    id="data-rule-found",
    question="Does `mec data` find the rule of a table that has one?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: values["p"] <= SIGNIFICANT),
    says={
        Verdict.HOLDS: "Along the best direction the recorded labels change {{ found | integer }} "
        "times, the same labels shuffled {{ low | integer }} to {{ high | integer }} times: "
        "a rule shows.",
        Verdict.FAILS: "Along the best direction the recorded labels change {{ found | integer }} "
        "times, the same labels shuffled {{ low | integer }} to {{ high | integer }} times: "
        "no rule shows.",
    },
    headings={
        Verdict.HOLDS: "{{ found | integer }} label changes with a rule, {{ mean | number(0) }} "
        "without",
        Verdict.FAILS: "{{ found | integer }} label changes do not show the rule",
    },
    false_if="More than 5 % of the shuffles have counts as low as the labels as they are, of all "
    "counts together.",
    counterexample={"p": 0.2},
)

FINDS_NONE = Claim(
    id="data-no-rule-found",
    question="Does `mec data` find no rule where labels were shuffled?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: values["p"] > SIGNIFICANT),
    says={
        Verdict.HOLDS: "Of the shuffled labels it says that no rule shows: {{ found | integer }} "
        "changes, where shuffling again gives {{ low | integer }} to {{ high | integer }}.",
        Verdict.FAILS: "It takes the shuffled labels for a rule: {{ found | integer }} changes, "
        "where shuffling again gives {{ low | integer }} to {{ high | integer }}.",
    },
    false_if="At most 5 % of the shuffles have counts as low as the labels that were shuffled, of "
    "all counts together.",
    counterexample={"p": 0.01},
)

LEVELS_OFF = Claim(
    id="data-levels-off",
    question="Does what the table with the rule asks for level off?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: values["growth"] < LEVEL_BELOW),
    says={
        Verdict.HOLDS: "Its label changes level off: over the last two doublings they go with the "
        "power {{ growth | number(2) }} of the rows, those of the shuffled labels with "
        "{{ shuffled | number(2) }}.",
        Verdict.FAILS: "Its label changes do not level off: over the last two doublings they go "
        "with the power {{ growth | number(2) }} of the rows, those of the shuffled labels with "
        "{{ shuffled | number(2) }}. A level curve is not what shows the rule here; the distance "
        "from shuffled labels is.",
    },
    headings={
        Verdict.HOLDS: "The curve of the table with the rule levels off",
        Verdict.FAILS: "The curve of the table with the rule does not level off",
    },
    false_if="The label changes along the best direction go with at least the square root of the "
    "rows over the last two doublings.",
    counterexample={"growth": 0.9, "shuffled": 1.0},
)

ROUNDING_HIDES = Claim(
    id="data-rounding-hides",
    question="Does the rounded estimate hide how far the two tables are apart?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: values["ratio"] < values["changes_ratio"] / 2),
    says={
        Verdict.HOLDS: "The estimate asks for {{ bits | integer }} bits with the rule and for "
        "{{ shuffled_bits | integer }} without, a factor of {{ ratio | number(2) }}; along the "
        "best direction the label changes {{ changes_ratio | number(0) }} times as often "
        "without.",
        Verdict.FAILS: "The estimate asks for {{ bits | integer }} bits with the rule and for "
        "{{ shuffled_bits | integer }} without, a factor of {{ ratio | number(2) }}, near the "
        "{{ changes_ratio | number(1) }} of the label changes along the best direction.",
    },
    headings={
        Verdict.HOLDS: "The rounded estimate hardly tells the two apart",
        Verdict.FAILS: "The rounded estimate tells the two apart",
    },
    false_if="The rounded estimates differ by at least half the factor of the label changes along "
    "the best direction.",
    counterexample={"ratio": 3.0, "changes_ratio": 4.0},
)

READINGS_PART = Claim(
    id="data-readings-part",
    question="Do the readings of rule 4 ask for the same size?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: values["most"] <= 2 * values["fewest"]),
    says={
        Verdict.HOLDS: "They ask for {{ fewest | integer }} to {{ most | integer }} hidden "
        "neurons.",
        Verdict.FAILS: "For the same estimate they ask for {{ fewest | integer }} to "
        "{{ most | integer }} hidden neurons: a size means nothing without its reading.",
    },
    headings={
        Verdict.HOLDS: "The readings ask for much the same",
        Verdict.FAILS: "{{ fewest | integer }} to {{ most | integer }} neurons, by reading",
    },
    false_if="The most hidden neurons that a reading asks for, of the recorded labels, are over "
    "twice the fewest.",
    counterexample={"fewest": 7, "most": 209},
)

SURE_TO_FIT = Claim(
    id="data-sure-network",
    question="Does the network that is sure to fit follow the rule in the labels?",
    kind=Kind.MEASURED,
    decide=holds_if(lambda values: values["neurons"] < values["shuffled_neurons"]),
    says={
        Verdict.HOLDS: "{{ neurons | integer }} hidden step neurons are sure to get "
        "{{ right | integer }} of {{ rows | integer }} rows right as they are recorded; shuffled, "
        "it takes {{ shuffled_neurons | integer }}.",
        Verdict.FAILS: "{{ neurons | integer }} hidden step neurons are sure to get "
        "{{ right | integer }} of {{ rows | integer }} rows right as they are recorded; shuffled, "
        "it takes no more: {{ shuffled_neurons | integer }}.",
    },
    false_if="Shuffled labels take no more step neurons along the best direction than recorded "
    "ones.",
    counterexample={"neurons": 250, "shuffled_neurons": 243},
)

WHOLE_DECISIONS = Claim(
    id="data-whole-decisions",
    question="Can a progression in whole decisions end level while the label changes go on?",
    kind=Kind.MEASURED,
    decide=holds_if(
        lambda values: (
            values["decisions"][-1] == values["decisions"][-2]
            and values["changes"][-1] > values["changes"][-2]
        )
    ),
    says={
        Verdict.HOLDS: "Along the plain sum the table with the rule ends level in whole decisions, "
        "{{ decisions[-2] }} and {{ decisions[-1] }}, while its label changes go from "
        "{{ changes[-2] | integer }} to {{ changes[-1] | integer }}.",
        Verdict.FAILS: "Along the plain sum the table with the rule does not end level in whole "
        "decisions while its label changes go on: {{ decisions[-2] }} and {{ decisions[-1] }}, of "
        "{{ changes[-2] | integer }} and {{ changes[-1] | integer }} changes.",
    },
    false_if="The last two values in whole decisions differ, or the label changes do not go up.",
    counterexample={"decisions": [6, 7], "changes": [60, 101]},
)


def judge(recorded: Record, shuffled: Record) -> tuple[Finding, ...]:
    """Return what the records say.

    Args:
        recorded: Of the labels as recorded.
        shuffled: Of the labels shuffled.
    """
    both = (recorded, shuffled)
    return (
        FINDS_RULE.judge(_compare(recorded)),
        FINDS_NONE.judge(_compare(shuffled)),
        _judge_growth(*both),
        ROUNDING_HIDES.judge(_compare_estimates(*both)),
        READINGS_PART.judge(_range_of_readings(recorded)),
        SURE_TO_FIT.judge(_compare_sure(*both)),
        WHOLE_DECISIONS.judge(_progress(recorded)),
    )


def _compare(record: Record) -> Evidence:
    count, p = _find_best(record), record.result["p"]
    values = {
        "found": count["found"],
        "mean": count["mean"],
        "low": count["lowest"],
        "high": count["highest"],
        "p": p,
    }
    return Evidence(
        values,
        (record,),
        n=count["permutations"],
        unit="shuffles of the labels",
        p=p,
        test="permutation test of the lowest of all counts, each standardised over the shuffles",
        correction=f"{len(record.result['counts'])} counts, ranked together by their lowest",
    )


def _find_best(record: Record) -> Mapping[str, Any]:
    found: Mapping[str, Any]
    (found,) = (one for one in record.result["counts"] if one["counted"] == BEST_DIRECTION)
    return found


def _judge_growth(recorded: Record, shuffled: Record) -> Finding:
    growth, other = (one.result["curve"]["growth"] for one in (recorded, shuffled))
    values = {"growth": growth, "shuffled": other}
    return LEVELS_OFF.judge(
        Evidence(
            values,
            (recorded, shuffled),
            n=recorded.result["rows"],
            unit="rows",
            estimate=growth,
            quantity="power of the rows that label changes go with over the last two doublings",
        )
    )


def _compare_estimates(recorded: Record, shuffled: Record) -> Evidence:
    bits, other = (one.result["headline"]["estimated_bits"] for one in (recorded, shuffled))
    changes = [_find_best(one)["found"] for one in (recorded, shuffled)]
    values = {
        "bits": bits,
        "shuffled_bits": other,
        "ratio": other / bits,
        "changes_ratio": changes[1] / changes[0],
    }
    return Evidence(values, (recorded, shuffled), n=1, unit="pair of tables")


def _range_of_readings(record: Record) -> Evidence:
    widths: Sequence[int] = [one["sizes"][1] for one in record.result["candidates"]]
    values = {"fewest": min(widths), "most": max(widths)}
    return Evidence(values, (record,), n=len(widths), unit="readings, one table")


def _compare_sure(recorded: Record, shuffled: Record) -> Evidence:
    sure, other = (one.result["sure"] for one in (recorded, shuffled))
    values = {
        "neurons": sure["sizes"][1],
        "right": sure["rows_right"],
        "rows": recorded.result["rows"],
        "shuffled_neurons": other["sizes"][1],
    }
    return Evidence(values, (recorded, shuffled), n=1, unit="pair of tables")


def _progress(record: Record) -> Evidence:
    changes = [one["sum_changes"] for one in record.result["shares"]]
    values = {"changes": changes, "decisions": [count_decisions(one) for one in changes]}
    return Evidence(values, (record,), n=len(changes), unit="shares of the rows of one table")
