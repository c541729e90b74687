"""What the claims about embeddings are judged by, computed from the records."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.exhibits.claim import CannotTestError, Evidence
from engine.lab.statistics import Interval, t_interval
from engine.records.record import Record
from engine.studies.over_seeds import of_interval, require_seeds

Stops = Sequence[Mapping[str, Any]]


def runs_of(records: Sequence[Record], network: str) -> list[Record]:
    """Return the records of a network, a seed each, in the order of the seeds."""
    found = [record for record in records if record.params["network"] == network]
    return sorted(found, key=lambda record: record.params.get("seed", 0))


def values_at(runs: Sequence[Record], place: int, name: str) -> list[float]:
    """Return a measure of each run at a stop, counted from 0 or, below 0, from the last."""
    return [float(run.result["stops"][place][name]) for run in runs]


def of_reading(runs: Sequence[Record]) -> Evidence:
    """Return how many more bits of the label a linear reader finds after training than before."""
    require_seeds(runs)
    before, after = (values_at(runs, place, "reader_bits") for place in (0, -1))
    gain = t_interval(np.subtract(after, before).tolist())
    values = {
        "before": float(np.mean(before)),
        "after": float(np.mean(after)),
        "label": runs[0].result["label_bits"],
        "step": runs[0].result["stops"][-1]["step"],
    }
    return _of_seeds(gain, runs, values, "bits of the label, after training less before")


def of_directions(runs: Sequence[Record]) -> Evidence:
    """Return by which factor training changes the number of directions that share the variance."""
    require_seeds(runs)
    before, after = (values_at(runs, place, "participation_ratio") for place in (0, -1))
    logs = t_interval(np.log(np.divide(after, before)).tolist())
    factor = Interval(*(float(np.exp(one)) for one in (logs.estimate, logs.low, logs.high)))
    values = {
        "before": float(np.mean(before)),
        "after": float(np.mean(after)),
        "elements": runs[0].result["elements"],
    }
    return _of_seeds(factor, runs, values, "directions after training over those before")


def of_comparison(first: Sequence[Record], second: Sequence[Record]) -> Evidence:
    """Return how many more bits of the label are read from the second network than the first.

    Pairs share a seed, which draws the batches of both.

    Raises:
        CannotTestError: If the networks were not trained from the same seeds.
    """
    seeds = [[run.params["seed"] for run in runs] for runs in (first, second)]
    if seeds[0] != seeds[1]:
        raise CannotTestError(f"the networks have other seeds: {seeds[0]} and {seeds[1]}")
    require_seeds(first)
    read = [values_at(runs, -1, "reader_bits") for runs in (first, second)]
    more = t_interval(np.subtract(read[1], read[0]).tolist())
    values = {
        "first": float(np.mean(read[0])),
        "second": float(np.mean(read[1])),
        "elements_ratio": first[0].result["elements"] / second[0].result["elements"],
    }
    runs = [*first, *second]
    return _of_seeds(more, runs, values, "bits of the label, CNN2 less CNN1", n=len(first))


def of_bounds(networks: Mapping[str, Record]) -> Evidence:
    """Return the bounds that follow from the number of features, beside the MEC."""
    values = {
        name: {key: record.result[key] for key in ("elements", "mec_bits")}
        for name, record in networks.items()
    }
    return Evidence(values, tuple(networks.values()), n=len(values), unit="networks")


def of_training_set(networks: Mapping[str, Record]) -> Evidence:
    """Return what the labels of the training set hold, beside the MEC."""
    one = next(iter(networks.values())).result
    values = {
        "bits": one["training_label_bits"],
        "digits": one["training_digits"],
        "networks": [
            {
                "name": name,
                "mec_bits": record.result["mec_bits"],
                "times": one["training_label_bits"] / record.result["mec_bits"],
            }
            for name, record in networks.items()
        ],
    }
    return Evidence(values, tuple(networks.values()), n=len(networks), unit="networks")


def _of_seeds(
    found: Interval,
    runs: Sequence[Record],
    values: Mapping[str, Any],
    quantity: str,
    n: int | None = None,
) -> Evidence:
    count = len(runs) if n is None else n
    return of_interval(found, values, runs, n=count, quantity=quantity)
