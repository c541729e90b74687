"""The smallest hidden layer with which training memorises tables, their labels shuffled or not."""

from functools import partial

import numpy as np

from engine.lab.least_hidden import Labellings, ask_each, search_widths
from engine.studies.sizing.families import FAMILIES, SHUFFLED_PERCENT, draw_task, shuffle_labels
from engine.studies.study import Params, Profile, Result, Study

_QUICK_FAMILIES = ("iris", "wine", "breast-cancer", "separable", "xor-2", "circles", "random")
_ROWS = {Profile.QUICK: (50,), Profile.STANDARD: (50, 100), Profile.PAPER: (50, 100, 150)}
_MOST_ROWS = {"iris": 149}
"""Of families that have fewer: so many rows of it are different."""

_SEEDS = {Profile.QUICK: 1, Profile.STANDARD: 3, Profile.PAPER: 3}
_RESTARTS = {Profile.QUICK: 8, Profile.STANDARD: 10, Profile.PAPER: 10}
_STEPS = {Profile.QUICK: 300, Profile.STANDARD: 400, Profile.PAPER: 400}


def make_grid(profile: Profile) -> list[Params]:
    """Return one table a result: its family, its rows, the draw, the effort."""
    families = _QUICK_FAMILIES if profile is Profile.QUICK else tuple(FAMILIES)
    return [
        {
            "family": family,
            "rows": rows,
            "seed": seed,
            "restarts": _RESTARTS[profile],
            "steps": _STEPS[profile],
        }
        for family in families
        for rows in _ROWS[profile]
        if rows <= _MOST_ROWS.get(family, rows)
        for seed in range(_SEEDS[profile])
    ]


def compute(params: Params) -> Result:
    """Find the smallest hidden layer that memorises a table, for each share of shuffled labels.

    Args:
        params: `family`, `rows`, `seed` (see `families.draw_task`); `restarts` at each width and
            `steps` of each.

    Returns:
        `inputs`, and `cases`, one for each share: `shuffled_percent`; `least_hidden`, h*, None if
        a layer as wide as there are rows was not enough; `refused_hidden`, the most neurons below
        it that were tried in vain, 0 if none were; `refused_again`, whether as many further
        restarts failed with these too; `wider_memorised`, whether training succeeded with 2 h* as
        well. The last two are None where there is nothing to try.
    """
    task = draw_task(params["family"], params["rows"], params["seed"])
    labels = np.stack(
        [shuffle_labels(task.labels, percent, params["seed"]) for percent in SHUFFLED_PERCENT]
    )
    searched = Labellings(task.standardised, labels, params["steps"], params["seed"])
    first = range(params["restarts"])
    test = partial(searched.test, restarts=first)
    widths = search_widths(test, len(labels), most=params["rows"])
    more = partial(searched.test, restarts=range(first.stop, 2 * first.stop))
    again = ask_each(more, [width.refused for width in widths])
    wider = ask_each(test, [width.memorised and 2 * width.memorised for width in widths])
    return {
        "inputs": task.rows.shape[1],
        "cases": [
            {
                "shuffled_percent": percent,
                "least_hidden": width.memorised,
                "refused_hidden": width.refused,
                "refused_again": None if found is None else not found,
                "wider_memorised": holds,
            }
            for percent, width, found, holds in zip(
                SHUFFLED_PERCENT, widths, again, wider, strict=True
            )
        ],
    }


def estimate_seconds(params: Params) -> float:
    """Return the expected seconds of one table: in the plane, networks are wide and stuck often."""
    in_plane = params["family"] in ("circles", "spirals", "xor-2")
    work = params["rows"] / 100
    return float((5.0 if in_plane else 1.0) * work**2 * params["restarts"] * params["steps"] / 4800)


STUDY = Study(
    name="sizing",
    title="Searching the smallest hidden layer that memorises a table",
    grid=make_grid,
    compute=compute,
    packages=("numpy", "scikit-learn", "torch"),
    framework="torch",
    cost=estimate_seconds,
)
