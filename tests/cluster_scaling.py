"""Time a build on a cluster of this machine, with one worker and with two, and note it as data.

Also noted: how long each result of the paper profile is expected to take, from the records of a
build. The page on clusters reads both; `nox -s cluster -- --measure` runs this.
"""

import csv
import tempfile
import time
from collections import Counter
from pathlib import Path

import engine.studies.cluster
from engine.cli.computing import mnist_folder
from engine.records.forecast import Forecast, read_history
from engine.records.made import cpu_name
from engine.records.plan import Job, plan_studies
from engine.records.run import run_jobs
from engine.records.store import RecordStore
from engine.records.workers import usable_cores
from engine.studies.catalogue import all_studies, find_study
from engine.studies.study import Profile
from tests import ROOT
from tests.records.cluster.loopback import Loopback

STUDIES = ("mnist", "rule-2-memorisation", "capacity-requirement", "worked-examples")
WORKERS = (1, 2)
FOLDER = Path(engine.studies.cluster.__file__).parent


def plan(names: tuple[str, ...], profile: Profile) -> list[Job]:
    """Return the jobs of some studies, or of all where none is named."""
    chosen = [find_study(name) for name in names] or all_studies()
    return [job for part in plan_studies(chosen, all_studies(), profile).values() for job in part]


def time_run(workers: int) -> dict[str, object]:
    """Compute on some workers, each ready before the clock starts, and return what it took."""
    from distributed import Client

    jobs = plan(STUDIES, Profile.QUICK)
    with tempfile.TemporaryDirectory() as folder:
        cluster = Loopback(Path(folder))
        try:
            cluster.start_scheduler()
            for number in range(workers):
                cluster.start_worker(f"worker-{number}")
            with Client(scheduler_file=cluster.address, set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=60)
            store = RecordStore(Path(folder) / "records")
            started = time.perf_counter()
            run_jobs(jobs, store, dask=cluster.address, data=mnist_folder())
            seconds = time.perf_counter() - started
            found = [store.find(job.study.name, job.key) for job in jobs]
            taken = [float(one.made["seconds"]) for one in found if one]
        finally:
            cluster.close()
    return {
        "workers": workers,
        "results": len(taken),
        "core_seconds": round(sum(taken), 1),
        "longest_seconds": round(max(taken), 1),
        "seconds": round(seconds, 1),
        "machine": f"{cpu_name()}, {usable_cores()} cores, shared with other work",
    }


def paper_tasks() -> list[dict[str, object]]:
    """Return how many results of each study take how long, to 0.1 s, by the records of a build.

    A study without records is taken at what it guesses.
    """
    jobs = plan((), Profile.PAPER)
    store = RecordStore(ROOT / "build" / "records")
    history = {job.study.name: read_history(store, job.study) for job in jobs}
    forecast = Forecast([], history, 0.0)
    counts = Counter((job.study.name, round(forecast.expect(job), 1)) for job in jobs)
    return [
        {
            "study": study,
            "seconds": seconds,
            "results": count,
            "basis": "records" if history[study] else "guess",
        }
        for (study, seconds), count in sorted(counts.items())
    ]


def write(path: Path, rows: list[dict[str, object]]) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    write(FOLDER / "paper_tasks.csv", paper_tasks())
    write(FOLDER / "measured_runs.csv", [time_run(workers) for workers in WORKERS])
