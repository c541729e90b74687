"""A law of what networks memorise, chosen inside each fold, against the best reading."""

from collections.abc import Callable, Sequence
from math import exp
from typing import Any

import numpy as np
import pandas as pd

from engine.lab.statistics import holm
from engine.studies.series.factor_fits import choose_compared, choose_fit, rank_predictors
from engine.studies.series.held_out import (
    Fit,
    Floats,
    compare_errors,
    draw_clusters,
    find_ends,
    find_errors,
    leave_families_out,
    summarise_errors,
)
from engine.studies.series.law_effects import list_effects
from engine.studies.series.law_fits import (
    FEWEST_FAMILIES,
    FEWEST_NETWORKS,
    Law,
    TooFewError,
    choose_law,
    redraw_law,
    select_law,
    take_alone,
)
from engine.studies.series.measured import DRAWN, FITTED
from engine.studies.series.predictors import PREDICTORS
from engine.studies.series.readings_analysis import READS, make_grid, read_networks
from engine.studies.study import Params, Result, Sources, Study
from engine.theory.stack_law import BASES
from engine.theory.stack_sizes import parse_sizes

_DRAWS = 400
"""Draws of families to which a law is fitted anew for its intervals."""

_SIGNIFICANT = 0.05


def compute(params: Params, sources: Sources) -> Result:
    """Choose a law, test it on families left out and on networks drawn, against the readings.

    The law is log(label bits) = intercept of the activation + log(size; shape) + sum of powers
    times log(count): see `theory.stack_law`, whose `predict_points` evaluates it. For each family
    left out, size, terms and all numbers are chosen anew without it. Networks are those of the
    compared activations, see `readings_analysis`.

    Args:
        params: `families`: network, activation and family of each network of any depth.
        sources: Results of `series-memorised` and `rule-4-readings`.

    Returns:
        `reason`: None, or why there is no law; then all but `effects` is None.
        `base`, `base_label`, `shape` (`estimate`, `low`, `high`, `least` and `most` tried;
        a size without a shape has 1); `intercepts` by activation and `terms` (`name`, `label`),
        each with `estimate`, `low`, `high`: 95 % intervals, families drawn again with size and
        terms as chosen, None where too few draws can be fitted.
        `measured`: by activation, `networks` and the `least` and `most` of each count in them:
        `parameters`, `inputs`, `outputs`, `hidden_layers`, `narrowest`, `widest`.
        `errors`: `families` and `drawn`, see `summarise_errors`; `error_factor`, exp(rms) of
        the families: expected n50 times or over it is what to reckon with.
        `folds`: for each family left out `family`, `base`, `shape`, `terms` (names).
        `alternatives`: each size without any term, `base`, `label`, `errors` as above.
        `comparisons`: with the best predictor and the best reading of rule 4: `against`,
        `errors` of it, `families` and `drawn` as `compare_errors` gives them (ratio: its rms over
        the law's), `p_holm` over the comparisons on families.
        `verdict`: "law", "reading" or "undecided", from the comparison with the best predictor
        on families: p after Holm below 0.05 and an interval that leaves 1 out.
        `residuals`: `network`, `activation`, `family`, `role`, `parameters`, `hidden_layers`,
        `narrowest`, `n50`, `points` expected, `log_error` (measured less expected): fitted
        networks by the law of the other families, all others by the law itself.
        `effects`: see `list_effects`.

    Raises:
        MeasuredError: If an n50 lies above its upper bound, or a network belongs to no family.
    """
    frame = read_networks(params, sources)
    fitted, drawn = (choose_compared(frame, role) for role in (FITTED, DRAWN))
    effects = list_effects(fitted)
    try:
        law = _select(fitted)
    except TooFewError as error:
        return {**dict.fromkeys(_NAMES), "reason": str(error), "effects": effects}
    left_out = leave_families_out(fitted, choose_law())
    errors = {
        "families": summarise_errors(left_out, fitted),
        "drawn": summarise_errors(find_errors(drawn, law.predict), drawn),
    }
    comparisons = _compare(frame, left_out, find_errors(drawn, law.predict))
    return {
        "reason": None,
        **_describe_law(fitted, law),
        "measured": _list_ranges(fitted),
        "errors": errors,
        "error_factor": exp(errors["families"]["rms_log"]) if errors["families"] else None,
        "folds": _list_folds(fitted),
        "alternatives": [
            {
                "base": base.name,
                "label": base.label,
                "errors": _find_both(fitted, drawn, take_alone(base)),
            }
            for base in BASES
        ],
        "comparisons": comparisons,
        "verdict": judge_comparisons(comparisons),
        "residuals": _list_residuals(frame, fitted, left_out, law),
        "effects": effects,
    }


_NAMES = (
    *("base", "base_label", "shape", "intercepts", "terms", "measured", "errors", "error_factor"),
    *("folds", "alternatives", "comparisons", "verdict", "residuals"),
)


def _select(fitted: pd.DataFrame) -> Law:
    families = fitted["family"].nunique()
    if len(fitted) < FEWEST_NETWORKS or families < FEWEST_FAMILIES:
        raise TooFewError(
            f"a law needs {FEWEST_NETWORKS} networks of {FEWEST_FAMILIES} families, "
            f"got {len(fitted)} of {families}"
        )
    return select_law(fitted)


def _describe_law(fitted: pd.DataFrame, law: Law) -> dict[str, Any]:
    """Return the law with its intervals: fitted anew to families drawn again."""
    draws = draw_clusters(tuple(fitted["family"]))[:_DRAWS]
    known = redraw_law(fitted, law, draws)

    def describe(read: Callable[[Law], float]) -> dict[str, float | None]:
        enough = len(known) > _DRAWS / 2
        low, high = find_ends(np.array([read(one) for one in known])) if enough else (None, None)
        return {"estimate": read(law), "low": low, "high": high}

    return {
        "base": law.base.name,
        "base_label": law.base.label,
        "shape": {
            **describe(lambda one: one.shape),
            "least": min(law.base.shapes),
            "most": max(law.base.shapes),
        },
        "intercepts": {
            name: describe(lambda one, name=name: one.intercepts[name])  # type: ignore[misc]
            for name in law.intercepts
        },
        "terms": [
            {
                "name": term.name,
                "label": term.label,
                **describe(lambda one, place=place: one.powers[place]),  # type: ignore[misc]
            }
            for place, term in enumerate(law.terms)
        ],
    }


def _list_ranges(fitted: pd.DataFrame) -> dict[str, Any]:
    widest = fitted["network"].map(lambda network: max(parse_sizes(network)[1:-1]))
    columns = ("parameters", "inputs", "outputs", "hidden_layers", "narrowest", "widest")
    return {
        str(activation): {
            "networks": len(part),
            **{
                name: {"least": int(part[name].min()), "most": int(part[name].max())}
                for name in columns
            },
        }
        for activation, part in fitted.assign(widest=widest).groupby("activation")
    }


def _list_folds(fitted: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for family in sorted(set(fitted["family"])):
        try:
            law = select_law(fitted[fitted["family"] != family])
        except TooFewError:
            rows.append({"family": family, "base": None, "shape": None, "terms": None})
            continue
        terms = [term.name for term in law.terms]
        rows.append({"family": family, "base": law.base.name, "shape": law.shape, "terms": terms})
    return rows


def _find_both(fitted: pd.DataFrame, drawn: pd.DataFrame, fit: Fit) -> dict[str, Any]:
    return {
        "families": summarise_errors(leave_families_out(fitted, fit), fitted),
        "drawn": summarise_errors(find_errors(drawn, fit(fitted)), drawn),
    }


def _compare(frame: pd.DataFrame, left_out: Floats, of_drawn: Floats) -> list[dict[str, Any]]:
    """Return how the law's errors compare with those of the best predictor and best reading."""
    fitted, drawn = (choose_compared(frame, role) for role in (FITTED, DRAWN))
    keys = [row["key"] for row in rank_predictors(frame)]
    by_key = {one.key: one for one in PREDICTORS}
    reading = next((key for key in keys if by_key[key].is_reading), None)
    rows = []
    for key in dict.fromkeys([*keys[:1], *([reading] if reading else [])]):
        fit = choose_fit(by_key[key])
        rows.append(
            {
                "against": key,
                "errors": _find_both(fitted, drawn, fit),
                "families": compare_errors(left_out, leave_families_out(fitted, fit), fitted),
                "drawn": compare_errors(of_drawn, find_errors(drawn, fit(fitted)), drawn),
            }
        )
    tested = [row for row in rows if row["families"]]
    corrected = iter(holm([row["families"]["p"] for row in tested]))
    return [{**row, "p_holm": next(corrected) if row["families"] else None} for row in rows]


def judge_comparisons(comparisons: Sequence[dict[str, Any]]) -> str:
    """Return "law", "reading" or "undecided", from the first comparison on families."""
    if not comparisons or not comparisons[0]["families"]:
        return "undecided"
    found, p = comparisons[0]["families"], comparisons[0]["p_holm"]
    if p >= _SIGNIFICANT or found["low"] is None:
        return "undecided"
    if found["low"] > 1:
        return "law"
    return "reading" if found["high"] < 1 else "undecided"


def _list_residuals(
    frame: pd.DataFrame, fitted: pd.DataFrame, left_out: Floats, law: Law
) -> list[dict[str, Any]]:
    errors = pd.Series(find_errors(frame, law.predict), index=frame.index)
    errors[fitted.index] = left_out
    columns = ("parameters", "hidden_layers", "narrowest")
    return [
        {
            **{name: str(row[name]) for name in ("network", "activation", "family", "role")},
            **{name: int(row[name]) for name in columns},
            "n50": float(row["n50"]),
            "points": float(row["n50"] * np.exp(-error)),
            "log_error": float(error),
        }
        for row, error in zip(frame.to_dict(orient="records"), errors, strict=True)
        if np.isfinite(error)
    ]


STUDY = Study(
    name="series-law-fits",
    title="Choosing a law of what networks memorise",
    grid=make_grid,
    compute=compute,
    reads=READS,
    packages=("numpy", "pandas", "scipy", "statsmodels"),
    cost=lambda params: 10.0,
)
"""The law, its coefficients, and its error on what it was not fitted to."""
