"""Which reading predicts best: the factor of each, and its error on networks not fitted to."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.studies.series.factor_fits import (
    choose_activations,
    choose_compared,
    compare_best,
    describe_predictor,
    rank_predictors,
)
from engine.studies.series.held_out import find_noise_floor
from engine.studies.series.measured import DRAWN, FITTED, measure_frame
from engine.studies.series.networks import choose_networks
from engine.studies.series.predictors import PREDICTORS
from engine.studies.study import Params, Profile, Result, Sources, Study
from engine.theory.stack_sizes import format_sizes

READS = ("series-memorised", "rule-4-readings")


def make_grid(profile: Profile) -> Sequence[Params]:
    """Return one entry: the family of each network of the profile, by which they are left out."""
    return [{"families": list_families(profile)}]


def list_families(profile: Profile) -> list[list[str]]:
    """Return network, activation and family of each network of any depth of a profile."""
    return [
        [format_sizes(one.sizes), one.activation.value, one.family]
        for one in choose_networks(profile)
    ]


def read_networks(params: Params, sources: Sources) -> pd.DataFrame:
    """Return every measured network as a row, see `measure_frame`."""
    return measure_frame(sources[READS[0]], sources[READS[1]], params["families"])


def compute(params: Params, sources: Sources) -> Result:
    """Fit a factor to each predictor, and test it on families left out and on networks drawn.

    Predictors are compared on tanh and ReLU alone ("compared activations", of those with at
    least four fitted networks), with a factor for each; step networks have errors of their own.
    Errors in percent are those of `held_out`; what cannot be had is None.

    Args:
        params: `families`: network, activation and family of each network of any depth.
        sources: Results of `series-memorised` and `rule-4-readings`.

    Returns:
        `networks`: one row a network, with the columns of `measure_frame`.
        `activations` with a factor, and those `compared`; `reason` why nothing is compared.
        `counts`: by role, the networks.
        `noise`: the noise floor of the compared networks, `fitted` and `drawn`, see
        `find_noise_floor`.
        `predictors`: one row each, in the order of `PREDICTORS`: `key`, `label`, `is_fitted`,
        `is_reading`; `factors` (label bits for each one; also of those that use the stated
        factor two, for comparison) by activation and `pooled`, each `estimate`, `low`, `high`
        (families drawn again), `networks`, `families`; `errors` for `by_activation` (compared
        activations, a factor each: what is ranked), `pooled` (one factor) and each activation
        alone, each with `families` (left out in turn) and `drawn`, see `summarise_errors`;
        `errors_as_stated`, the same where two label bits for each one are expected;
        `predictions`: `network`, `activation` and the expected `points` of each network of any
        role, by the factors of the other families (fitted networks) or of all fitted ones (all
        others).
        `ranking`: `key`, `rms_log`, the smallest first; `best` and `second`, keys; `best_reading`
        of rule 4 alone.
        `comparisons`: the best against the second and all parameters, see `compare_best`.

    Raises:
        MeasuredError: If an n50 lies above its upper bound, or a network belongs to no family.
    """
    frame = read_networks(params, sources)
    compared = choose_compared(frame, FITTED)
    ranking = rank_predictors(frame)
    keys = [row["key"] for row in ranking]
    readings = {one.key for one in PREDICTORS if one.is_reading}
    return {
        "networks": list_rows(frame),
        "activations": choose_activations(frame),
        "compared": sorted(set(compared["activation"])),
        "reason": None if ranking else "too few networks or families to leave one out",
        "counts": {str(role): int(count) for role, count in frame["role"].value_counts().items()},
        "noise": {
            "fitted": find_noise_floor(compared),
            "drawn": find_noise_floor(choose_compared(frame, DRAWN)),
        },
        "predictors": [describe_predictor(frame, one) for one in PREDICTORS],
        "ranking": ranking,
        "best": keys[0] if keys else None,
        "second": keys[1] if keys else None,
        "best_reading": next((key for key in keys if key in readings), None),
        "comparisons": compare_best(frame),
    }


def list_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a data frame as rows of JSON values, None for what is not there."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {str(name): _to_plain(value) for name, value in row.items()}
        for row in plain.to_dict(orient="records")
    ]


def _to_plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return value.item() if hasattr(value, "item") else value


STUDY = Study(
    name="series-readings-fits",
    title="Fitting a factor to each reading",
    grid=make_grid,
    compute=compute,
    reads=READS,
    packages=("numpy", "pandas", "scipy", "statsmodels"),
    cost=lambda params: 5.0,
)
"""The predictors of what networks of any depth memorise, held against what they do."""
