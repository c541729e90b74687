"""What training the grid gave, gathered: one entry a network, its runs digit by digit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.lab.bitmap import decode_bitmap
from engine.networks.mnist_cnn import CnnSpec
from engine.records.source import Source
from engine.studies.study import Result, Sources
from engine.studies.tuning.networks import Measures, measure, spec_from

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One network of the grid, trained.

    Attributes:
        spec: The network.
        measures: What it was before it was trained.
        learning_rate: The rate of its size.
        runs: Whether each of MNIST's test digits was right, 0 or 1, shape (seeds, digits).
        digits: The same of scikit-learn's digits, shape (digits,).
    """

    spec: CnnSpec
    measures: Measures
    learning_rate: float
    runs: Floats
    digits: Floats

    @property
    def accuracy_percent(self) -> float:
        """Share of MNIST's test digits that are right, mean over seeds."""
        return 100 * float(self.runs.mean())

    @property
    def digits_percent(self) -> float:
        """Share of scikit-learn's digits that are right, each tested once."""
        return 100 * float(self.digits.mean())


def gather(sources: Sources) -> list[Outcome]:
    """Return the outcome of each network, in the order of the grid.

    Args:
        sources: Results of `tuning`, `tuning-front` and `tuning-digits`.
    """
    more = [one for one in sources["tuning-front"] if one.result["trained"]]
    runs = [*sources["tuning"], *more]
    digits = {one.params["network"]: one for one in sources["tuning-digits"]}
    names = dict.fromkeys(one.params["network"] for one in sources["tuning"])
    return [
        _gather_one([one for one in runs if one.params["network"] == name], digits[name])
        for name in names
    ]


def _gather_one(runs: Sequence[Source], digits: Source) -> Outcome:
    spec = spec_from(runs[0].params)
    return Outcome(
        spec=spec,
        measures=measure(spec),
        learning_rate=runs[0].result["learning_rate"],
        runs=np.stack([_decode(run.result) for run in runs]),
        digits=_decode(digits.result),
    )


def _decode(result: Result) -> Floats:
    flags = decode_bitmap(result["test_correct_bitmap"], result["test_examples"])
    return flags.astype(float)
