"""What was estimated before training against what training found: every rule scored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import product
from typing import Any

import numpy as np

from engine.dataset.requirement import Units
from engine.records.source import Source
from engine.studies.sizing.estimates import (
    ACTIVATION,
    BITS,
    CHANGES_LAW,
    HEADLINE,
    PLAIN_RULES,
    ROWS_LAW,
    Estimate,
    Table,
    estimate_hidden,
    name_information,
    name_requirement,
)
from engine.studies.sizing.families import draw_task, name_unit, shuffle_labels
from engine.studies.sizing.scoring import Cases, Floats, Rule, compare, score
from engine.studies.study import Params, Profile, Result, Sources, Study
from engine.theory.capacity import Reading
from engine.theory.information import TieOrder
from engine.theory.stack_expectation import describe_law

READS = ("sizing", "series-law-fits", "series-readings-fits")

SHOWN = (
    CHANGES_LAW,
    ROWS_LAW,
    HEADLINE,
    name_requirement(
        Units.STANDARDISED, TieOrder.FEWEST_CHANGES, "maximum", Reading.ALL_PARAMETERS
    ),
    name_information(Reading.ALL_PARAMETERS),
    *(key for key in PLAIN_RULES if key not in (CHANGES_LAW, ROWS_LAW)),
)
"""Rules that are kept for each case."""


_LAW_MISSING = "this build has too few measured networks for a law of memorised points"


def make_grid(profile: Profile) -> list[Params]:
    """Return the one entry: all tables are scored together."""
    return [{"activation": ACTIVATION}]


def compute(params: Params, sources: Sources) -> Result:
    """Estimate the hidden layer of every table by every rule, and score the rules.

    Args:
        params: `activation`, that of the law.
        sources: Results of the studies in `READS`.

    Returns:
        `law_missing`: None, or why there is no law; then all rules that need it are left out.
        `families`, independent units, and `cases`, those that a network memorised; `unsolved`, the
        others, which are left out.
        `scores`: for each rule `key` and what `scoring.score` returns.
        `estimates`: for each case `family`, `rows`, `inputs`, `seed`, `shuffled_percent`,
        `least_hidden`, and `hidden`, the estimates of the rules in `SHOWN`.
        `gains`: by how much one rule errs less than another, `estimate`, `low` and `high`, 95 %
        over families, None without a law, see `scoring.compare`: `rows_requirement`, `ROWS_LAW`
        than the best requirement; `changes_requirement` and `changes_rows`, `CHANGES_LAW` than that
        and than `ROWS_LAW`. `best_requirement`: key of the one that errs least in the mean.
    """
    law = describe_law(sources[READS[1]][0].result, sources[READS[2]][0].result)
    found = [case for source in sources[READS[0]] for case in _estimate(source, law)]
    solved = [(case, made) for case, made in found if case["least_hidden"] is not None]
    cases = _gather([case for case, _ in solved])
    rules = [_gather_rule(key, [made[key] for _, made in solved]) for key in solved[0][1]]
    hidden = {rule.key: rule.hidden for rule in rules}
    scores = score(cases, rules)
    requirements = _list_requirements()
    by_key = {one["key"]: one for one in scores}
    return {
        "law_missing": None if law else _LAW_MISSING,
        "families": len(set(cases.families)),
        "cases": len(solved),
        "unsolved": len(found) - len(solved),
        "scores": scores,
        "estimates": [
            {**case, "hidden": {key: made[key].hidden for key in SHOWN if key in made}}
            for case, made in solved
        ],
        "gains": {
            "rows_requirement": _compare(cases, hidden, ROWS_LAW, requirements),
            "changes_requirement": _compare(cases, hidden, CHANGES_LAW, requirements),
            "changes_rows": _compare(cases, hidden, CHANGES_LAW, [ROWS_LAW]),
        },
        "best_requirement": min(requirements, key=lambda key: by_key[key]["mean_error"]),
    }


def _estimate(
    source: Source, law: dict[str, Any] | None
) -> Iterator[tuple[dict[str, Any], dict[str, Estimate]]]:
    """Yield each case of a record, and what was estimated of it, by rule."""
    params = source.params
    task = draw_task(params["family"], params["rows"], params["seed"])
    table = Table(task)
    for case in source.result["cases"]:
        labels = shuffle_labels(task.labels, case["shuffled_percent"], params["seed"])
        described = {
            **{name: params[name] for name in ("family", "rows", "seed")},
            "inputs": source.result["inputs"],
            "shuffled_percent": case["shuffled_percent"],
            "least_hidden": case["least_hidden"],
        }
        yield described, {one.key: one for one in estimate_hidden(table.count(labels), law)}


def _gather(cases: Sequence[dict[str, Any]]) -> Cases:
    return Cases(
        families=tuple(name_unit(case["family"]) for case in cases),
        tables=tuple(f"{case['family']} {case['rows']} {case['seed']}" for case in cases),
        least=np.array([case["least_hidden"] for case in cases], dtype=float),
    )


def _compare(
    cases: Cases, hidden: Mapping[str, Floats], key: str, others: Sequence[str]
) -> dict[str, float] | None:
    if key not in hidden:
        return None
    return asdict(compare(cases, hidden[key], [hidden[other] for other in others]))


def _gather_rule(key: str, estimates: Sequence[Estimate]) -> Rule:
    hidden = np.array([one.hidden for one in estimates], dtype=float)
    if any(one.low is None or one.high is None for one in estimates):
        return Rule(key, hidden)
    low, high = np.array([[one.low, one.high] for one in estimates], dtype=float).T
    return Rule(key, hidden, low, high)


def _list_requirements() -> list[str]:
    return [
        name_requirement(units, how, bits, reading)
        for units, how, bits, reading in product(Units, TieOrder, BITS, Reading)
    ]


STUDY = Study(
    name="sizing-scores",
    title="Scoring estimates of the smallest hidden layer",
    grid=make_grid,
    compute=compute,
    reads=READS,
    packages=("numpy", "pandas", "scikit-learn", "scipy", "statsmodels"),
    cost=lambda params: 30.0,
)
