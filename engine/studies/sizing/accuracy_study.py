"""Where networks generalise best: test accuracy over sizes below and above the requirement."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from engine.studies.sizing.accuracy_training import Rows, train_networks
from engine.studies.sizing.estimates import HEADLINE, Table, estimate_hidden
from engine.studies.sizing.families import Task, draw_task, shuffle_labels
from engine.studies.study import Params, Profile, Result, Study

if TYPE_CHECKING:
    from engine.studies.sizing.families import Floats, Labels

TIMES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Widths that are trained, as multiples of the one that the requirement asks for."""

_FAMILIES = (
    *("iris", "wine", "breast-cancer", "digits"),
    *("separable", "xor-2", "circles", "spirals"),
)
_QUICK_FAMILIES = ("iris", "spirals")
_TRAINING_ROWS, _VALIDATION_ROWS = 60, 20
_TEST_ROWS, _FEW_TEST_ROWS = 200, {"iris": 69, "wine": 98}
_SHUFFLED_PERCENT = 10
_DRAWS = {Profile.QUICK: 5, Profile.STANDARD: 20, Profile.PAPER: 40}
_STEPS = {Profile.QUICK: 400, Profile.STANDARD: 1200, Profile.PAPER: 1600}


def make_grid(profile: Profile) -> list[Params]:
    """Return one family of tables a result: its rows, draws and steps."""
    return [
        {
            "family": family,
            "training_rows": _TRAINING_ROWS,
            "validation_rows": _VALIDATION_ROWS,
            "test_rows": _FEW_TEST_ROWS.get(family, _TEST_ROWS),
            "shuffled_percent": _SHUFFLED_PERCENT,
            "draws": _DRAWS[profile],
            "steps": _STEPS[profile],
        }
        for family in (_QUICK_FAMILIES if profile is Profile.QUICK else _FAMILIES)
    ]


def compute(params: Params) -> Result:
    """Train networks of growing width on draws of a table, and test them on rows held out.

    Args:
        params: `family`; `training_rows`, `validation_rows` and `test_rows` of each draw;
            `shuffled_percent` of the training labels and of the validation labels; `draws`;
            `steps` of each training.

    Returns:
        `required_hidden`: neurons that the estimated capacity requirement of the training rows
        asks for, the median over draws. `widths`, from the narrowest: `hidden`, `times` it is of
        the requirement, and for each draw `training_percent`, `test_percent` and
        `stopped_percent`, see `accuracy_training.Outcome`.
    """
    parts = [_split(params, seed) for seed in range(params["draws"])]
    required = max(1, round(median(_require(part[0]) for part in parts)))
    training, validation, test = (_stack([part[place] for part in parts]) for place in range(3))
    widths = []
    for hidden in sorted({max(1, round(times * required)) for times in TIMES}):
        found = train_networks(
            hidden, training, validation, test, steps=params["steps"], seed=hidden
        )
        widths.append(
            {
                "hidden": hidden,
                "times": hidden / required,
                "training_percent": found.training,
                "test_percent": found.test,
                "stopped_percent": found.stopped_test,
            }
        )
    return {"required_hidden": required, "widths": widths}


def _split(params: Params, seed: int) -> tuple[Task, Task, Task]:
    """Return training, validation and test rows of a draw, standardised by the first."""
    ends = np.cumsum([params[f"{part}_rows"] for part in ("training", "validation", "test")])
    task = draw_task(params["family"], int(ends[-1]), seed)
    first = task.rows[: ends[0]]
    spread = first.std(axis=0)
    rows = (task.rows - first.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    percent = params["shuffled_percent"]
    learnt = slice(0, ends[0])
    checked = slice(ends[0], ends[1])
    return (
        Task(rows[learnt], shuffle_labels(task.labels[learnt], percent, seed)),
        Task(rows[checked], shuffle_labels(task.labels[checked], percent, seed)),
        Task(rows[ends[1] :], task.labels[ends[1] :]),
    )


def _require(task: Task) -> int:
    counts = Table(task).count(task.labels)
    return next(one.hidden for one in estimate_hidden(counts, None) if one.key == HEADLINE)


def _stack(tasks: list[Task]) -> Rows:
    import torch

    rows: Floats = np.stack([task.rows for task in tasks])
    labels: Labels = np.stack([task.labels for task in tasks])
    return Rows(
        torch.from_numpy(rows.astype(np.float32)),
        torch.from_numpy((2 * labels - 1).astype(np.float32))[:, :, None],
    )


STUDY = Study(
    name="sizing-accuracy",
    title="Testing networks of growing width on rows held out",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "pandas", "scikit-learn", "scipy", "torch"),
    framework="torch",
    cost=lambda params: params["draws"] * params["steps"] / 2000,
)
