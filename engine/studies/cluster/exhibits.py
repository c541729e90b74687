"""What a paper build takes on a cluster: measured with few workers, estimated for many."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing

from engine.exhibits.drawing.style import line_look, mark, new_drawing, point_look
from engine.exhibits.figure import Figure
from engine.exhibits.table import Column, Table
from engine.records.cluster.scaling import scheduled_seconds, useful_workers
from engine.records.store import Build
from engine.studies.section import Section

_FOLDER = Path(__file__).parent
_WORKERS = (1, 2, 4, 8, 16, 32, 64, 128)
_SECONDS_PER_HOUR = 3600


def build_section(build: Build) -> Section:
    """Return what is known of cost and scaling; it comes from two data files, not from records."""
    tasks, runs = paper_seconds(), measured_runs()
    scaling = scaling_frame(tasks)
    return Section(
        name="cluster",
        tables=(_scaling_table(scaling), _runs_table(runs)),
        figures=(_scaling_figure(scaling, runs),),
        facts={
            "paper_results": len(tasks),
            "paper_core_hours": sum(tasks) / _SECONDS_PER_HOUR,
            "longest_seconds": max(tasks),
            "useful_workers": useful_workers(tasks),
            "guessed_percent": 100 * _guessed_seconds() / sum(tasks),
            "machine": runs["machine"].iloc[0],
        },
    )


@lru_cache
def paper_seconds() -> tuple[float, ...]:
    """Return what each result of the paper profile is expected to take, in seconds."""
    frame = _read("paper_tasks.csv")
    return tuple(float(each) for each in np.repeat(frame["seconds"], frame["results"]))


def measured_runs() -> pd.DataFrame:
    """Return the measured runs, each with the least that its results could have taken."""
    frame = _read("measured_runs.csv")
    even = frame["core_seconds"] / frame["workers"]
    return frame.assign(
        least_seconds=np.maximum(even, frame["longest_seconds"]),
        speedup=frame["seconds"].iloc[0] / frame["seconds"],
    )


def scaling_frame(tasks: tuple[float, ...]) -> pd.DataFrame:
    """Return the expected time of some tasks by the number of workers, and what limits it."""
    total, longest = sum(tasks), max(tasks)
    rows = []
    for workers in _WORKERS:
        seconds = scheduled_seconds(tasks, workers)
        rows.append(
            {
                "workers": workers,
                "hours": seconds / _SECONDS_PER_HOUR,
                "speedup": total / seconds,
                "busy_percent": 100 * total / (workers * seconds),
                "limit": "the longest task" if total / workers <= longest else "the sum",
            }
        )
    return pd.DataFrame(rows)


def _guessed_seconds() -> float:
    frame = _read("paper_tasks.csv")
    guessed = frame[frame["basis"] == "guess"]
    return float((guessed["seconds"] * guessed["results"]).sum())


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(_FOLDER / name)


def _scaling_table(frame: pd.DataFrame) -> Table:
    return Table(
        id="cluster-scaling",
        title="A paper build on more workers",
        caption="Estimated: each worker takes the longest task that is left. Workers are alike, "
        "handing out takes no time, and what reads other results does not wait for them.",
        columns=(
            Column("workers", "Workers", "integer"),
            Column("hours", "Time", "number", "h", 2, "Estimated time of a paper build, in hours"),
            Column("speedup", "Speed-up", "number", "", 1, "How many times faster than one worker"),
            Column(
                "busy_percent", "Busy", "number", "%", 0, "Share of the time in which workers work"
            ),
            Column("limit", "Limited by", description="What keeps it from being faster"),
        ),
        frame=frame,
        records=(),
    )


def _runs_table(frame: pd.DataFrame) -> Table:
    return Table(
        id="cluster-runs",
        title="Measured runs",
        caption=f"The same results on one worker and on two, on {frame['machine'].iloc[0]}. What "
        "is measured beyond the least went into starting, checking, sending and waiting.",
        columns=(
            Column("workers", "Workers", "integer"),
            Column("results", "Results", "integer", description="Results that were computed"),
            Column("core_seconds", "Sum", "number", "s", 1, "Computing time over all results"),
            Column("longest_seconds", "Longest", "number", "s", 1, "Time of the longest result"),
            Column("seconds", "Measured", "number", "s", 1, "Time of the run"),
            Column(
                *("least_seconds", "At least", "number", "s", 1),
                "The sum over the workers, or the longest result: whichever is more",
            ),
            Column("speedup", "Speed-up", "number", "", 2, "How many times faster than one worker"),
        ),
        frame=frame,
        records=(),
    )


def _scaling_figure(frame: pd.DataFrame, runs: pd.DataFrame) -> Figure:
    data = pd.concat(
        [
            frame[["workers", "speedup"]].assign(kind="estimated, paper build"),
            runs[["workers", "speedup"]].assign(kind="measured"),
        ],
        ignore_index=True,
    )

    def draw() -> Drawing:
        drawing, axes = new_drawing("single", 0.8)
        axes.plot(frame["workers"], frame["speedup"], **line_look(0))
        for series, (label, part) in enumerate(
            (("estimated, paper build", frame), ("measured", runs))
        ):
            axes.plot([], [], label=label, **point_look(series))
            for workers, speedup in zip(part["workers"], part["speedup"], strict=True):
                gid = mark(f"{workers} workers, {label}: {speedup:.2f} times as fast")
                axes.plot(workers, speedup, markersize=4, gid=gid, **point_look(series))
        axes.set(xscale="log", yscale="log", xlabel="Workers", ylabel="Speed-up")
        axes.set_xticks(_WORKERS, [str(workers) for workers in _WORKERS])
        axes.set_yticks(_WORKERS, [str(workers) for workers in _WORKERS])
        axes.minorticks_off()
        axes.legend()
        return drawing

    return Figure(
        id="cluster-speedup",
        title="Speed-up by the number of workers",
        caption="Against one worker. It ends where the longest task alone takes as long.",
        description="Speed-up over the number of workers, both on logarithmic axes: estimated for "
        f"a paper build up to {_WORKERS[-1]} workers, and measured with one and two.",
        draw=draw,
        data=data,
    )
