"""What was memorised, as data frames: one row a variant and kind of images, one row a rung."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from engine.exhibits.readings import READINGS
from engine.networks.mnist_cnn import get_spec, variant_title
from engine.records.record import Record

IMAGES = {"noise": "noise", "digits": "digits, shuffled labels"}
"""The kinds of images, as a reader sees them."""

_IDENTITY = ("network", "batch_norm", "images", "steps")
"""What draws have in common."""


def memorised_frame(records: Sequence[Record], alone: Sequence[Record]) -> pd.DataFrame:
    """Return what each variant memorised, over draws, beside its MEC under each reading.

    Args:
        records: Records of this study.
        alone: Records of what decision layers memorise alone, before frozen convolutions.
    """
    return pd.DataFrame([_summarise(draws, alone) for draws in _group(records)])


def list_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame, by name of the column."""
    return [
        {str(name): value for name, value in row.items()} for row in frame.to_dict(orient="records")
    ]


def rung_frame(records: Sequence[Record]) -> pd.DataFrame:
    """Return the share of labels right at each rung, mean over draws."""
    return pd.DataFrame([row for draws in _group(records) for row in _rung_rows(draws)])


def _group(records: Sequence[Record]) -> list[list[Record]]:
    groups: dict[tuple[Any, ...], list[Record]] = {}
    for record in records:
        identity = tuple(record.params[name] for name in _IDENTITY)
        groups.setdefault(identity, []).append(record)
    return list(groups.values())


def _identify(record: Record) -> dict[str, Any]:
    params = record.params
    title = get_spec(params["network"]).title
    return {
        "network": variant_title(title, batch_norm=params["batch_norm"]),
        "images": IMAGES[params["images"]],
        "steps": params["steps"],
    }


def _summarise(draws: Sequence[Record], alone: Sequence[Record]) -> dict[str, Any]:
    first, results = draws[0], [draw.result for draw in draws]
    memorised = min(result["memorised_points"] for result in results)
    refused = [result["refused_points"] for result in results]
    parameters, label_bits = first.result["parameters"], first.result["label_bits"]
    bits = memorised * label_bits
    by_reading = first.result["mec_bits"]
    own = _find_own_capacity(first, alone)
    return {
        **_identify(first),
        "key": first.params["network"],
        "batch_norm": first.params["batch_norm"],
        "kind": first.params["images"],
        "draws": len(draws),
        "parameters": parameters,
        **{f"{reading}_bits": by_reading[reading] for reading in READINGS},
        "decision_memorised_points": own["memorised"],
        "decision_memorised_bits": own["memorised"] * label_bits,
        "decision_refused_points": own["refused"],
        "memorised_points": memorised,
        "most_memorised_points": max(result["memorised_points"] for result in results),
        "refused_points": float("nan") if None in refused else max(refused),
        "memorised_bits": bits,
        "bits_per_parameter": bits / parameters,
        "over_decision_layer": bits / by_reading["decision_layer"],
        "label_bits": label_bits,
        "diverged": sum(rung["has_diverged"] for result in results for rung in result["rungs"]),
    }


def _find_own_capacity(record: Record, alone: Sequence[Record]) -> dict[str, float]:
    """Return what the variant's decision layer memorises alone; NaN where nobody measured it.

    It was measured on digits, in networks with batch norm that had been trained. What is proved to
    be memorised is the mean over trainings, what is proved to be too many the largest of them.
    """
    params = record.params
    trials = [
        trial
        for one in alone
        if one.params["network"] == params["network"] and one.params["embedding"] == "trained"
        for trial in one.result["trials"]
        if params["batch_norm"]
    ]
    if not trials:
        return {"memorised": float("nan"), "refused": float("nan")}
    refused = [trial["refused_points"] for trial in trials]
    return {
        "memorised": float(np.mean([trial["memorised_points"] for trial in trials])),
        "refused": float("nan") if None in refused else float(max(refused)),
    }


def _rung_rows(draws: Sequence[Record]) -> list[dict[str, Any]]:
    shares: dict[int, list[float]] = {}
    for draw in draws:
        for rung in draw.result["rungs"]:
            shares.setdefault(rung["points"], []).append(rung["right"] / rung["points"])
    bits = draws[0].result["label_bits"]
    return [
        {
            **_identify(draws[0]),
            "key": draws[0].params["network"],
            "batch_norm": draws[0].params["batch_norm"],
            "points": points,
            "memorised_bits": points * bits,
            "right_percent": 100 * float(np.mean(values)),
            "draws": len(values),
        }
        for points, values in sorted(shares.items())
    ]
