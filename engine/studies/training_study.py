"""Studies that train: where, on what, by which recipe, and what is kept of a run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

from engine.lab.bitmap import encode_bitmap
from engine.lab.device import CPU
from engine.lab.mnist_checks import MNIST_SHA256
from engine.lab.mnist_files import ensure_mnist
from engine.lab.training import History, Recipe, Score
from engine.records.clocked import CLOCKED
from engine.studies.study import Params, Profile, Study


@dataclass(frozen=True, slots=True)
class TrainingStudy(Study):
    """A study whose time goes into training, by the device that its params name.

    The param `device` is left out for the processor.
    """

    packages: tuple[str, ...] = ("numpy", "torch")
    framework: Literal["keras", "torch"] | None = "torch"
    memory_gb: float = 1.5


@dataclass(frozen=True, slots=True)
class MnistStudy(TrainingStudy):
    """A study that trains on the digits of MNIST."""

    data_files: Mapping[str, str] | Callable[[Params], Mapping[str, str]] | None = field(
        default_factory=lambda: MNIST_SHA256
    )
    prepare: Callable[[], object] | None = ensure_mnist


def place(study: Study, device: str) -> Study:
    """Return a study as it is computed on a device: as it is, unless it trains on another."""
    if device == CPU or not isinstance(study, TrainingStudy):
        return study
    return replace(study, grid=partial(_grid_on, study.grid, device))


def device_of(params: Params) -> str:
    """Return where a result is or was computed."""
    return str(params.get("device", CPU))


def recipe_from(params: Params, learning_rate: float | None = None) -> Recipe:
    """Return the recipe that params ask for.

    Args:
        params: `seed`, `epochs`, `batch_size`, and `learning_rate` unless that is given.
        learning_rate: Where params leave it to other results.
    """
    return Recipe(
        seed=params["seed"],
        epochs=params["epochs"],
        batch_size=params["batch_size"],
        learning_rate=params["learning_rate"] if learning_rate is None else learning_rate,
        device=device_of(params),
    )


def describe_score(score: Score) -> dict[str, Any]:
    """Return how a network did on the examples that tested it, one bit an example."""
    return {
        "test_examples": len(score.correct),
        "test_correct": int(score.correct.sum()),
        "test_correct_bitmap": encode_bitmap(score.correct),
    }


def describe_clock(history: History) -> dict[str, dict[str, list[float]]]:
    """Return the seconds of each epoch, on the clock and of the processor, to milliseconds.

    They are no part of a result: see `engine.records.clocked`.
    """
    return {
        CLOCKED: {
            "epoch_seconds": [round(value, 3) for value in history.epoch_seconds],
            "epoch_cpu_seconds": [round(value, 3) for value in history.epoch_cpu_seconds],
        }
    }


def _grid_on(
    grid: Callable[[Profile], Sequence[Params]], device: str, profile: Profile
) -> list[Params]:
    return [{**params, "device": device} for params in grid(profile)]
