"""What networks of any depth memorise: tables, figures and claims of all its studies."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.records.record import Record
from engine.records.store import Build
from engine.studies.section import Section
from engine.studies.series import fit_findings, network_findings, stated, training_findings
from engine.studies.series.controls import shortfall_frame, teachers_frame
from engine.studies.series.curves import curves_figure
from engine.studies.series.effort import budget_frame, given_up_frame, growth_frame
from engine.studies.series.effort_tables import (
    controls_table,
    effort_table,
    given_up_table,
    growth_table,
    teachers_table,
)
from engine.studies.series.figures import (
    narrowest_figure,
    predicted_figure,
    residual_figure,
)
from engine.studies.series.network_tables import (
    explain_families,
    family_table,
    memorised_table,
)
from engine.studies.series.published_table import find_ours, name_others, published_table
from engine.studies.series.reading_tables import law_table, predictions_frame, readings_table
from engine.studies.series.trees import extrapolate, tree_frame, tree_table
from engine.theory.stack_expectation import describe_law

_RESIDUALS = ["network", "activation", "family", "role", "parameters", "n50", "points", "log_error"]


def build_section(build: Build) -> Section:
    """Return what the networks memorise, which count predicts it, and what training leaves out."""
    measured = [*build.study("series-memorised"), *build.study("rule-4-readings")]
    fits, law = build.study("series-readings-fits"), build.study("series-law-fits")
    effort, controls = build.study("series-effort"), build.study("series-controls")
    trees = build.study("series-trees")
    networks = pd.DataFrame(fits[0].result["networks"])
    budgets, growth, given_up = budget_frame(effort), growth_frame(effort), given_up_frame(effort)
    shortfalls = shortfall_frame(controls, build.study("series-memorised"))
    teachers = teachers_frame(controls)
    committees = tree_frame(trees)
    limit = extrapolate(committees)
    ours = find_ours(networks, limit["estimate"] if limit else None)
    findings = [
        claim.judge_by(find, measured)
        for claim, find in (
            *network_findings.list_evidence(networks, _list_ends(measured), measured),
            *stated.list_evidence(networks, fits),
            *fit_findings.list_evidence(fits[0].result, law[0].result, [*fits, *law]),
            *training_findings.list_evidence(
                networks,
                given_up,
                shortfalls,
                teachers,
                committees,
                ours,
                {
                    "networks": measured,
                    "effort": effort,
                    "controls": controls,
                    "trees": trees,
                },
            ),
        )
    ]
    return Section(
        name="series",
        tables=(
            family_table(networks, measured),
            memorised_table(networks, measured),
            readings_table(fits[0].result, fits),
            law_table(law[0].result, law),
            effort_table(budgets, effort),
            growth_table(growth, effort),
            given_up_table(given_up, effort),
            controls_table(shortfalls, controls),
            teachers_table(teachers, controls),
            tree_table(committees, trees),
            published_table(ours, name_others(networks), measured),
        ),
        figures=(
            predicted_figure(predictions_frame(fits[0].result), _label(fits[0].result), fits),
            narrowest_figure(networks, measured),
            curves_figure(networks, measured),
            residual_figure(
                pd.DataFrame(law[0].result["residuals"] or [], columns=_RESIDUALS).merge(
                    networks[["network", "activation", "converged", "n50_low", "n50_high"]]
                ),
                law,
            ),
        ),
        facts=_facts(networks, fits[0].result)
        | {
            "law": describe_law(law[0].result, fits[0].result),
        },
        findings=findings,
        scores=stated.list_scores(networks, findings),
    )


def _list_ends(records: Sequence[Record]) -> network_findings.Ends:
    """Return where the trials of each network of any depth ended, which have all met the same."""
    return {
        (record.params["sizes"], record.params["activation"]): record.result["trials"]
        for record in records
        if "sizes" in record.params
    }


def _label(fits: dict[str, Any]) -> dict[str, str]:
    return {one["key"]: one["label"] for one in fits["predictors"] if one["is_fitted"]}


def _count_inputs(inputs: "pd.Series[int]") -> dict[str, int]:
    """Return the most inputs of a network that a law was fitted to, and how many have as many."""
    most = int(inputs.max()) if len(inputs) else 0
    return {"most_inputs_fitted": most, "of_most_inputs": int((inputs == most).sum())}


def _facts(networks: pd.DataFrame, fits: dict[str, Any]) -> dict[str, Any]:
    return {
        "networks": len(networks),
        "deep": int((networks["hidden_layers"] > 1).sum()),
        "least_parameters": int(networks["parameters"].min()),
        "most_parameters": int(networks["parameters"].max()),
        "most_hidden_layers": int(networks["hidden_layers"].max()),
        "fewest_trials": int(networks["trials"].min()),
        "most_trials": int(networks["trials"].max()),
        "bounded": int(networks["most_points"].notna().sum()),
        "counts": fits["counts"],
        **_count_inputs(networks[networks["role"] == "fitted"]["inputs"]),
        "families": explain_families(networks),
    }
