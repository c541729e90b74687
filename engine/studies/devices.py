"""Studies that a GPU may compute, where somebody asks for it by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from engine.lab.device import CPU
from engine.studies.study import Params, Profile, Study


@dataclass(frozen=True, slots=True)
class TrainingStudy(Study):
    """A study whose time goes into training, by the device that its params name.

    The param `device` is left out for the processor.
    """


def place(study: Study, device: str) -> Study:
    """Return a study as it is computed on a device: as it is, unless it trains on another."""
    if device == CPU or not isinstance(study, TrainingStudy):
        return study
    return replace(study, grid=partial(_grid_on, study.grid, device))


def device_of(params: Params) -> str:
    """Return where a result is or was computed."""
    return str(params.get("device", CPU))


def _grid_on(
    grid: Callable[[Profile], Sequence[Params]], device: str, profile: Profile
) -> list[Params]:
    return [{**params, "device": device} for params in grid(profile)]
