"""How large a hidden layer must be: the table of rules, the picture, what the page says."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.section import Section
from engine.studies.sizing.accuracy_claims import judge_accuracy
from engine.studies.sizing.accuracy_exhibits import make_accuracy_figure, make_accuracy_table
from engine.studies.sizing.analysis import SHOWN
from engine.studies.sizing.claims import judge
from engine.studies.sizing.effort import describe_effort
from engine.studies.sizing.figure import make_figure
from engine.studies.sizing.rules import describe_conventions, label_rules

_SCORES = (
    Column("error_log2", "Error", "number", digits=2),
    Column("error_low", "at least", "number", digits=2),
    Column("error_high", "at most", "number", digits=2),
    Column("bias_log2", "Bias", "number", digits=2),
    Column("fits_percent", "Fits", "number", "%", 0),
    Column("half_fits_percent", "Half of it fits", "number", "%", 0),
    Column("within_two_percent", "Within a factor of 2", "number", "%", 0),
    Column("covered_percent", "Its interval holds it", "number", "%", 0),
    Column("follows", "Follows", "number", digits=2),
)
_LEAD = ("error_log2", "fits_percent", "half_fits_percent", "within_two_percent", "follows")
_MEASURES = (
    "Error is the median of |log2(estimate / least)|, 1 being a factor of 2, with its 95 % "
    "interval over families of tables; bias the same without the bars. An estimate fits where it "
    "is no less than the least layer; half of it is rounded down. Follows: the mean rank "
    "correlation with the least layer as more and more labels of a table are shuffled."
)


def build_section(build: Build) -> Section:
    """Return the tables, the picture, and how far the search may be trusted."""
    searched = build.study("sizing")
    (scored,) = build.study("sizing-scores")
    tested = build.study("sizing-accuracy")
    estimates = pd.DataFrame(scored.result["estimates"])
    records = (*searched, scored)
    return Section(
        name="sizing",
        tables=(_rules_table(scored), _conventions_table(scored), make_accuracy_table(tested)),
        figures=(make_figure(estimates, records), make_accuracy_figure(tested)),
        facts={
            **_facts(estimates, searched, scored.result),
            "accuracy": tested[0].params,
            "accuracy_families": len(tested),
        },
        findings=(*judge(scored), *judge_accuracy(tested)),
    )


def _rules_table(scored: Record) -> Table:
    labels = label_rules()
    keys = list(dict.fromkeys([*SHOWN, scored.result["best_requirement"]]))
    by_key = {one["key"]: one for one in scored.result["scores"]}
    rows = [
        {"rule": labels[key][:1].upper() + labels[key][1:], **_score_row(by_key[key])}
        for key in keys
        if key in by_key
    ]
    return Table(
        id="sizing",
        title="Rules for the hidden layer, scored",
        caption="Each rule names hidden neurons before anything is trained; the least "
        "layer is the smallest hidden layer of tanh neurons with which training memorised the "
        f"table. {_MEASURES} Two "
        "conventions of the capacity requirement are here: the one that the command line sizes by, "
        "and the one with the least mean error on these very tables.",
        columns=(Column("rule", "Rule"), *_SCORES),
        frame=pd.DataFrame(rows).sort_values("error_log2", kind="stable"),
        records=(scored,),
        first_on_page=("rule", *_LEAD),
    )


def _conventions_table(scored: Record) -> Table:
    by_key = {one["key"]: one for one in scored.result["scores"]}
    rows = [
        {**described, **_score_row(by_key[key])}
        for key, described in describe_conventions().items()
    ]
    return Table(
        id="sizing-conventions",
        title="The capacity requirement under each convention and reading, scored",
        caption="The hidden layer that reaches the bits that are asked for, under each reading of "
        "rule 4: label changes along the sum of the inputs, in the units of the table or "
        f"standardised, rows with equal sums in one of three orders. {_MEASURES}",
        columns=(
            Column("bits_asked", "Bits asked for", facet=True),
            Column("input_units", "Inputs", facet=True),
            Column("ties", "Equal sums", facet=True),
            Column("reading", "Reading", facet=True),
            *_SCORES,
        ),
        frame=pd.DataFrame(rows),
        records=(scored,),
        filterable=True,
        shown="closed",
        first_on_page=("bits_asked", "input_units", "ties", "reading", *_LEAD[:3]),
        narrow=("bits_asked", "input_units", "ties", "reading", "error_log2", "fits_percent"),
    )


def _score_row(score: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "error_log2": score["error"],
        "error_low": score["error_low"],
        "error_high": score["error_high"],
        "bias_log2": score["bias"],
        "fits_percent": score["fit_percent"],
        "half_fits_percent": score["half_fit_percent"],
        **{name: score[name] for name in ("within_two_percent", "covered_percent", "follows")},
    }


def _facts(
    estimates: pd.DataFrame, searched: Sequence[Record], result: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "cases": result["cases"],
        "unsolved": result["unsolved"],
        "families": result["families"],
        "tables": len(searched),
        "rows": [str(rows) for rows in sorted({int(rows) for rows in estimates["rows"]})],
        "least_inputs": int(estimates["inputs"].min()),
        "most_inputs": int(estimates["inputs"].max()),
        "largest": int(estimates["least_hidden"].max()),
        "effort": describe_effort(searched),
    }
