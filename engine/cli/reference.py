"""What `reference` does: makes the reference anew where it no longer fits, study by study."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import engine
from engine.cli.computing import hold, mnist_folder
from engine.exhibits.prose import duration
from engine.exhibits.terminal import echo
from engine.publish.commands import engine_root
from engine.records.plan import Job, plan_studies
from engine.records.record import Record
from engine.records.reference import PROFILE
from engine.records.reference.costs import Costs
from engine.records.reference.fit import find_misfits, take_over
from engine.records.reference.folder import Reference, ReferenceFaultError
from engine.records.run import ComputeError, forecast_run, missing_jobs, run_jobs
from engine.records.store import RecordStore
from engine.studies.catalogue import all_studies, find_study
from engine.studies.study import Profile

MOST_BYTES = 1_000_000
"""That the reference may take in the repository."""


def make_reference(
    build: Path, studies: Sequence[str], *, workers: int | None, dask: str | None, no_wait: bool
) -> None:
    """Compute what the reference lacks, study by study, and put each in place as it is done.

    Args:
        build: Folder of the build, whose records are used and added to.
        studies: Names of studies; all where there are none.
        workers: Worker processes; by cores and memory without.
        dask: Address of a dask scheduler to compute on, or its file; this machine without.
        no_wait: End at once if another process works in the folder.

    Raises:
        UnknownStudyError: If there is no study of a name.
        ComputeError: If a result could not be computed; studies that are done are in place.
        WriteError: If a file cannot be written.
    """
    wanted = [find_study(name).name for name in studies]
    plan = _plan()
    reference, store = Reference.of(engine_root()), RecordStore(build / "records")
    with hold(build, "reference", no_wait):
        store.remove_unfinished()
        misfits = _misfits(plan, reference)
        chosen = [name for name in plan if name in misfits and (not wanted or name in wanted)]
        older = _take_what_is_valid(plan, reference, store)
        jobs = _with_sources(chosen, plan)
        core_seconds, seconds = forecast_run(jobs, store, workers=workers, older=older)
        echo(
            f"{len(chosen)} of {len(plan)} studies are made anew: "
            f"{len(missing_jobs(jobs, store))} results are missing, about "
            f"{core_seconds / 60:.0f} core-minutes, {duration(seconds)}",
            err=True,
        )
        failed = []
        for name in chosen:
            try:
                needed = _with_sources([name], plan)
                run_jobs(needed, store, workers=workers, dask=dask, data=mnist_folder())
            except ComputeError as error:
                failed.append(f"{name}: {error}")
                continue
            records = [record for job in plan[name] if (record := store.find(name, job.key))]
            reference.write(name, records, PROFILE)
            echo(f"{name}: {len(records)} records are in {reference.folder}", err=True)
        reference.keep(list(plan), PROFILE)
    if failed:
        raise ComputeError("\n\n".join(failed))
    size = reference.measure_bytes()
    echo(f"the reference takes {size / 1000:,.0f} kB of {MOST_BYTES / 1000:,.0f}", err=True)


def say_misfits() -> int:
    """Name the studies whose reference no longer fits the code; return how many there are."""
    plan = _plan()
    misfits = _misfits(plan, Reference.of(engine_root()))
    for name, reason in misfits.items():
        echo(f"the reference of {name} no longer fits: {reason}")
    if misfits:
        echo(f"{len(misfits)} of {len(plan)} studies; `nox -s reference` makes them anew")
    else:
        echo(f"the reference of all {len(plan)} studies fits")
    return len(misfits)


def note_costs(build: Path) -> None:
    """Note what the studies of a build cost, for the table of costs.

    Raises:
        RecordError: If there are no records.
    """
    found = RecordStore(build / "records").read_build()
    path = Costs.read(engine_root() / "docs").note(found, engine.__version__)
    echo(f"what the {found.profile} profile costs is in {path}", err=True)


def _plan() -> dict[str, list[Job]]:
    studies = all_studies()
    plan = plan_studies(studies, studies, Profile(PROFILE))
    return {name: jobs for name, jobs in plan.items() if jobs}


def _misfits(plan: Mapping[str, Sequence[Job]], reference: Reference) -> dict[str, str]:
    try:
        return find_misfits(plan, reference)
    except ReferenceFaultError as error:
        echo(error, err=True)
        return dict.fromkeys(plan, "there is none that can be used")


def _take_what_is_valid(
    plan: Mapping[str, Sequence[Job]], reference: Reference, store: RecordStore
) -> dict[str, tuple[Record, ...]]:
    """Take over what is valid, also of another version; return all that can be read, by study."""
    found: dict[str, tuple[Record, ...]] = {}
    try:
        reference = reference.of_its_own_version()
    except ReferenceFaultError:
        return found
    take_over(plan, reference, store)
    for name in plan:
        try:
            found[name] = reference.read(name)
        except ReferenceFaultError:
            continue
    return found


def _with_sources(names: Sequence[str], plan: Mapping[str, Sequence[Job]]) -> list[Job]:
    """Return the jobs of studies and of all that they read, directly or through others."""
    needed: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in needed and plan.get(name):
            needed[name] = None
            waiting.extend(plan[name][0].sources)
    return [job for name in plan if name in needed for job in plan[name]]
