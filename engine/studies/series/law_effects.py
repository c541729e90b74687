"""What depth and narrowness do at equal parameters: exponents of one count, others given."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from engine.studies.series.held_out import Floats, draw_clusters, find_ends

BOTH = "all"
"""In place of an activation: all of them, each with a level of its own."""

_EFFECTS = (
    ("hidden_layers", ("parameters",)),
    ("hidden_layers", ("parameters", "narrowest")),
    ("narrowest", ("parameters",)),
    ("narrowest", ("parameters", "hidden_layers")),
)
_FEWEST_OF_EACH_TERM = 3
_DRAWS = 400


def list_effects(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the exponent of label bits over a count, with others held fixed.

    Networks of one output; those with a hidden layer of one neuron right behind the inputs are
    left out, which are no more than a single neuron if nothing follows.

    Args:
        frame: Networks to fit, see `measure_frame`.

    Returns:
        For each count and what is `given`, and each `activation` (and `all` of them, each with a
        level of its own): `effect`, `networks`, `families`, `exponent` with its 95 % interval `low`
        to `high`, families drawn again: label bits grow as the count to this power. None where
        the networks do not tell the counts apart.
    """
    wanted = frame[(frame["outputs"] == 1) & (frame["first_hidden"] > 1)]
    rows = []
    for effect, given in _EFFECTS:
        for activation in (BOTH, *sorted(set(wanted["activation"]))):
            part = wanted if activation == BOTH else wanted[wanted["activation"] == activation]
            rows.append(
                {
                    "effect": effect,
                    "given": list(given),
                    "activation": activation,
                    "networks": len(part),
                    "families": int(part["family"].nunique()),
                    **_estimate(part, (effect, *given)),
                }
            )
    return rows


def _estimate(frame: pd.DataFrame, counts: Sequence[str]) -> dict[str, float | None]:
    nothing: dict[str, float | None] = {"exponent": None, "low": None, "high": None}
    if not len(frame):
        return nothing
    levels = pd.get_dummies(frame["activation"]).to_numpy(dtype=float)
    design = np.hstack([np.log(frame[list(counts)].to_numpy(dtype=float)), levels])
    bits = np.log(frame["label_bits"].to_numpy(dtype=float))
    if len(frame) < _FEWEST_OF_EACH_TERM * design.shape[1] or not _has_full_rank(design):
        return nothing
    exponent = _solve(design, bits, np.ones(len(bits)))
    if frame["family"].nunique() < _FEWEST_OF_EACH_TERM:
        return {**nothing, "exponent": exponent}
    weights = draw_clusters(tuple(frame["family"]))[:_DRAWS]
    draws = np.array([_solve(design, bits, one) for one in weights])
    known = draws[np.isfinite(draws)]
    low, high = find_ends(known) if len(known) > len(draws) / 2 else (None, None)
    return {"exponent": exponent, "low": low, "high": high}


def _solve(design: Floats, bits: Floats, weights: Floats) -> float:
    """Return the first coefficient of weighted least squares; NaN if it cannot be told."""
    roots = np.sqrt(weights)
    if not _has_full_rank(design * roots[:, None]):
        return float("nan")
    return float(np.linalg.lstsq(design * roots[:, None], bits * roots, rcond=None)[0][0])


def _has_full_rank(design: Floats) -> bool:
    return bool(np.linalg.matrix_rank(design) == design.shape[1])
