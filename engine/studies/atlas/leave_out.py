"""What becomes of the partial correlation of MEC with accuracy when some models are left out."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from engine.lab.resampling import bootstrap_partial_correlation

MEASURE = "decision_layer_bits"
NOTHING = "none"
ONE_CLASSIFIER = ("VGG", "AlexNet")
"""Families that end in one and the same stack of wide dense layers: left out together as well."""

TOGETHER = " and ".join(ONE_CLASSIFIER)
EXTRA_DATA = "trained on extra data"


def leave_out_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the partial correlation of all models, and without each family.

    Args:
        frame: Models with `family`, `extra_training_data`, `top1_percent`, `parameters` and
            the capacity of the decision layer.

    Returns:
        One row a group left out: `left_out`, how many models that is (`models_left_out`), how
        many stay (`count`), and what is left of the correlation (`partial_rho`, `partial_low`,
        `partial_high`) over both libraries.
    """
    known = frame.dropna(subset="top1_percent")
    return pd.DataFrame(
        [_correlate(name, known, known[~left_out]) for name, left_out in _groups(known)]
    )


def _groups(frame: pd.DataFrame) -> Iterator[tuple[str, "pd.Series[bool]"]]:
    yield NOTHING, frame["family"].isna()
    yield TOGETHER, frame["family"].isin(ONE_CLASSIFIER)
    yield EXTRA_DATA, frame["extra_training_data"].notna()
    for family in sorted(frame["family"].unique()):
        yield family, frame["family"] == family


def _correlate(name: str, everything: pd.DataFrame, part: pd.DataFrame) -> dict[str, Any]:
    x, y, given = (
        part[column].to_numpy(dtype=float) for column in (MEASURE, "top1_percent", "parameters")
    )
    left = bootstrap_partial_correlation(x, y, given, part["family"].tolist())
    return {
        "left_out": name,
        "models_left_out": len(everything) - len(part),
        "count": len(part),
        "partial_rho": left.estimate,
        "partial_low": left.low,
        "partial_high": left.high,
    }
