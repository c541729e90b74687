"""The tables of the networks of any depth: why each family is there, and what each memorised."""

from collections.abc import Sequence

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.studies.series.measured import (
    BOUNDED,
    CONTROL,
    DRAWN,
    FITTED,
    MOST_GROWTH,
    ONE_OUTPUT,
    OTHERS,
    SEVERAL_OUTPUTS,
)
from engine.studies.series.networks import family_reasons
from engine.studies.series.predictors import PREDICTORS

ROLES = {
    FITTED: "fitted",
    DRAWN: "predicted only",
    OTHERS: "measured by others",
    CONTROL: "exact answer known",
    BOUNDED: "bounded by theory",
}
"""What networks of a role are for, in a word or two."""

_TWO_LAYERS = {
    ONE_OUTPUT: "One hidden layer: where the readings hardly differ, and most is known.",
    SEVERAL_OUTPUTS: "Eight outputs with labels of their own behind one hidden layer.",
}


def explain_families(networks: pd.DataFrame) -> list[dict[str, str]]:
    """Return each family of the networks, `family`, and `why` it is measured, in their order."""
    reasons = _TWO_LAYERS | family_reasons()
    return [{"family": name, "why": reasons[name]} for name in networks["family"].unique()]


def family_table(networks: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of the families, with what their networks span."""
    reasons = _TWO_LAYERS | family_reasons()
    rows = []
    for family, part in networks.groupby("family", sort=False):
        rows.append(
            {
                "family": family,
                "why": reasons[str(family)],
                "networks": len(part),
                "activations": ", ".join(sorted(set(part["activation"]))),
                "smallest_parameters": int(part["parameters"].min()),
                "largest_parameters": int(part["parameters"].max()),
                "narrowest_layers": _span(part["narrowest"]),
                "hidden_layers": _span(part["hidden_layers"]),
            }
        )
    return Table(
        id="series-families",
        title="Which networks are measured, and why",
        caption="A network counts once for each activation. Parameters, depth and the narrowest "
        "hidden layer vary apart from one another, so that the readings can be told apart.",
        columns=(
            Column("family", "Family"),
            Column("networks", "Networks", "integer"),
            Column("activations", "Activations", in_latex=False, on_page=False),
            Column("smallest_parameters", "Parameters from", "integer"),
            Column("largest_parameters", "to", "integer"),
            Column("narrowest_layers", "Narrowest layer", in_latex=False),
            Column("hidden_layers", "Hidden layers"),
            Column("why", "Why", on_page=False),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(records),
    )


def memorised_table(networks: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of what each network memorised, beside what it was expected to."""
    frame = networks.assign(
        role=networks["role"].map(ROLES),
        converged=networks["converged"].map({True: "yes", False: "no"}),
        growth_percent=100 * (networks["growth"] - 1),
        **{f"{one.key}_bits": networks[one.key] for one in PREDICTORS},
    )
    return Table(
        id="series-memorised",
        title="What networks of any depth memorise",
        caption="n at 50 % is the number of random points with random labels that training "
        "memorises in full in half of the trials, n at 95 % in nearly all; intervals are of 95 %, "
        "over trials. What training finds is a lower bound; beside it stand what theory "
        "guarantees and what it rules out, where it does. Not converged is a network whose n at "
        f"50 % grew by more than {100 * (MOST_GROWTH - 1):.0f} % with twice the restarts. The "
        "readings are in bits, the rank in directions, Baldi and Vershynin's sum in bits of "
        "another notion of capacity.",
        columns=(
            Column("network", "Network"),
            Column("activation", "Activation", facet=True),
            Column("family", "Family", facet=True, in_latex=False),
            Column("role", "Used as", facet=True, in_latex=False),
            Column("parameters", "Parameters", "integer"),
            Column("narrowest", "Narrowest layer", "integer"),
            Column("n50", "n at 50 %", "number", digits=1),
            Column("n50_low", "from", "number", digits=1),
            Column("n50_high", "to", "number", digits=1),
            Column("points_per_parameter", "Labels a parameter", "number", digits=2),
            Column("n95", "n at 95 %", "number", digits=1),
            Column("n95_low", "n at 95 %, from", "number", digits=1, in_latex=False),
            Column("n95_high", "to", "number", digits=1, in_latex=False),
            Column("converged", "Converged", facet=True),
            Column("growth_percent", "Growth with twice the restarts", "number", "%", 1),
            Column("fewest_points", "Guaranteed n", "integer", in_latex=False),
            Column("most_points", "Largest possible n", "integer"),
            *(
                Column(f"{one.key}_bits", _begin_large(one.label), "integer", in_latex=False)
                for one in PREDICTORS
                if one.is_fitted
            ),
            Column("trials", "Trials", "integer", in_latex=False),
        ),
        frame=frame,
        records=tuple(records),
        filterable=True,
        first_on_page=("network", "activation", "parameters", "n50", "n50_low", "n50_high"),
    )


def _begin_large(label: str) -> str:
    return label[:1].upper() + label[1:]


def _span(values: pd.Series) -> str:
    low, high = int(values.min()), int(values.max())
    return str(low) if low == high else f"{low} to {high}"
