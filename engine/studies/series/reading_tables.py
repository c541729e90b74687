"""The tables of what predicts: each reading with its factor and error, and the law."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from engine.exhibits.activation_names import say_activation
from engine.exhibits.prose import number
from engine.exhibits.table import Column, Table
from engine.records.foreign import markdown_text
from engine.records.record import Record

BY_ACTIVATION, POOLED = "by activation", "pooled"
_SCOPES = {BY_ACTIVATION: "by_activation", POOLED: "pooled"}


def predictions_frame(fits: Mapping[str, Any]) -> pd.DataFrame:
    """Return one row a predictor and network: predicted and measured points with an interval.

    Args:
        fits: Result of `readings_analysis`.
    """
    measured = {(row["network"], row["activation"]): row for row in fits["networks"]}
    return pd.DataFrame(
        [
            {
                "key": one["key"],
                "network": row["network"],
                "activation": row["activation"],
                "predicted_points": row["points"],
                "measured_points": measured[row["network"], row["activation"]]["n50"],
                "converged": measured[row["network"], row["activation"]]["converged"],
                "measured_low": measured[row["network"], row["activation"]]["n50_low"],
                "measured_high": measured[row["network"], row["activation"]]["n50_high"],
            }
            for one in fits["predictors"]
            for row in one["predictions"]
        ],
        columns=[
            "key",
            "network",
            "activation",
            "predicted_points",
            "measured_points",
            "converged",
            "measured_low",
            "measured_high",
        ],
    )


def readings_table(fits: Mapping[str, Any], records: Sequence[Record]) -> Table:
    """Return the table of the predictors, the nearest first."""
    order = {row["key"]: place for place, row in enumerate(fits["ranking"])}
    ranked = sorted(fits["predictors"], key=lambda one: order.get(one["key"], len(order)))
    rows = [
        _describe(one, scope, fits["noise"]["fitted"])
        for scope in (BY_ACTIVATION, POOLED)
        for one in ranked
        if scope == BY_ACTIVATION or one["is_fitted"]
    ]
    return Table(
        id="series-readings",
        title="Which reading predicts what a network memorises",
        caption="For each reading and count the factor that fits best, in labels at 50 % success "
        "for each one of it, and how far off it then is on networks that it was not fitted to: on "
        "each family by the factor of all others, and on networks drawn at random beforehand. An "
        "error of 100 % is a factor of 2, either way; intervals are of 95 %, families drawn again. "
        "Two points a parameter, or a rank, have nothing fitted. Networks of step neurons are not "
        "among these.",
        columns=(
            Column("reading", "Reading or count"),
            Column("factors", "Factor", facet=True),
            Column("factor_tanh", "Factor, tanh", "number", digits=2),
            Column("factor_relu", "Factor, ReLU", "number", digits=2),
            Column("error_percent", "Off by, root mean square", "number", "%", 0),
            Column("error_percent_low", "from", "number", "%", 0, in_latex=False),
            Column("error_percent_high", "to", "number", "%", 0, in_latex=False),
            Column("median_percent", "Median", "number", "%", 0),
            Column("worst_percent", "Worst", "number", "%", 0),
            Column("worst_network", "Worst network", in_latex=False),
            Column("drawn_percent", "Off by, networks drawn", "number", "%", 0),
            Column("drawn_worst_percent", "Worst of these", "number", "%", 0, in_latex=False),
            Column("noise_percent", "Noise of the measurement", "number", "%", 0),
            Column("networks", "Networks", "integer"),
            Column("drawn_networks", "Networks drawn", "integer"),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(records),
        first_on_page=(
            "reading",
            "factors",
            "error_percent",
            "error_percent_low",
            "error_percent_high",
            "drawn_percent",
        ),
    )


def _describe(one: Mapping[str, Any], scope: str, noise: Mapping[str, float] | None) -> Any:  # noqa: ANN401
    errors = one["errors"][_SCOPES[scope]]
    families, drawn = errors["families"] or {}, errors["drawn"] or {}
    factors = one["factors"]
    of = {
        name: factors.get("pooled" if scope == POOLED else name) or {} for name in ("tanh", "relu")
    }
    return {
        "reading": one["label"],
        "factors": scope if one["is_fitted"] else "stated",
        "factor_tanh": of["tanh"].get("estimate", np.nan) if one["is_fitted"] else 2.0,
        "factor_relu": of["relu"].get("estimate", np.nan) if one["is_fitted"] else 2.0,
        "error_percent": families.get("rms_percent"),
        "error_percent_low": families.get("low_percent"),
        "error_percent_high": families.get("high_percent"),
        "median_percent": families.get("median_percent"),
        "worst_percent": families.get("worst_percent"),
        "worst_network": families.get("worst_network"),
        "drawn_percent": drawn.get("rms_percent"),
        "drawn_worst_percent": drawn.get("worst_percent"),
        "noise_percent": noise["rms_percent"] if noise else None,
        "networks": families.get("networks", 0),
        "drawn_networks": drawn.get("networks", 0),
    }


def law_table(law: Mapping[str, Any], records: Sequence[Record]) -> Table:
    """Return the table of the law's numbers."""
    rows = [
        {
            "term": f"factor with {name}",
            "exponent": np.exp(one["estimate"]),
            **_exp_ends(one),
        }
        for name, one in (law["intercepts"] or {}).items()
    ]
    if law["shape"] and law["shape"]["least"] != law["shape"]["most"]:
        rows.append(_term(f"shape of the size ({law['base_label']})", law["shape"]))
    rows += [_term(f"exponent of {one['label']}", one) for one in law["terms"] or []]
    return Table(
        id="series-law",
        title="A law with few terms",
        caption="Labels at 50 % success are the factor times the size of the network times powers "
        "of the counts. Size and terms were chosen, for the errors given in the text, anew without "
        "each family; the numbers here are of all. Intervals are of 95 %, families drawn again "
        "with the terms as they are.",
        columns=(
            Column("term", "Term"),
            Column("exponent", "Value", "number", digits=2),
            Column("exponent_low", "from", "number", digits=2),
            Column("exponent_high", "to", "number", digits=2),
        ),
        frame=pd.DataFrame(
            rows or [{"term": law["reason"], "exponent": None}],
            columns=["term", "exponent", "exponent_low", "exponent_high"],
        ),
        records=tuple(records),
    )


_SIZES = {
    "capped_sum": "(parameters up to the narrowest layer + {shape} × those behind it)",
    "throttled_sum": "the sum over layers of weights × (narrowest / widest hidden layer before "
    "it)<sup>{shape}</sup>",
}
"""How a size with a shape is written, by its name; others by their label."""


def write_formula(law: Mapping[str, Any]) -> Markup:
    """Return the law in Markdown: n x outputs = 2.1 (tanh), ... x parameters x ...^0.2."""
    factors = ", ".join(
        f"{np.exp(one['estimate']):.2f} ({markdown_text(say_activation(name))})"
        for name, one in law["intercepts"].items()
    )
    shape = f"{law['shape']['estimate']:.2f}"
    size = _SIZES.get(law["base"], "{label}").format(
        label=markdown_text(law["base_label"]), shape=shape
    )
    powers = "".join(
        f" × ({markdown_text(one['label'])})<sup>{number(one['estimate'])}</sup>"
        for one in law["terms"]
    )
    return Markup(f"labels at 50 % = {factors} × {size}{powers}")


def _term(name: str, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "term": name,
        "exponent": one["estimate"],
        "exponent_low": one["low"],
        "exponent_high": one["high"],
    }


def _exp_ends(one: Mapping[str, Any]) -> dict[str, float | None]:
    return {
        f"exponent_{end}": None if one[end] is None else float(np.exp(one[end]))
        for end in ("low", "high")
    }
