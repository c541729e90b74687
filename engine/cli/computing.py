"""What `compute` does: plans what is missing, says what it waits for, computes and notes it."""

import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from engine.exhibits.terminal import echo
from engine.lab.device import prepare_device
from engine.lab.mnist_checks import FOLDER_VARIABLE, MNIST_SHA256, data_folder, mnist_file
from engine.publish.commands import engine_root
from engine.records.cluster.address import read_address
from engine.records.cluster.needs import DataFolder
from engine.records.lock import hold_folder
from engine.records.plan import Job, plan_studies
from engine.records.reference.fit import take_over
from engine.records.reference.folder import Reference, ReferenceFaultError
from engine.records.run import ComputeError, missing_jobs, run_jobs
from engine.records.store import Build, RecordStore
from engine.studies.catalogue import all_studies, find_study
from engine.studies.study import Profile, Study
from engine.studies.training_study import device_of, place


def compute_records(
    build: Path,
    profile: Profile | None,
    studies: Sequence[str],
    *,
    workers: int | None,
    dask: str | None,
    device: str,
    check: bool,
    no_wait: bool,
    from_reference: bool = False,
) -> None:
    """Compute what has no valid record yet, and say how much that was.

    Args:
        build: Folder of the build.
        profile: How much; without one that of the records which some studies join, else standard.
        studies: Names of studies to compute with what they read; all where there are none.
        workers: Worker processes; by cores and memory without.
        dask: Address of a dask scheduler to compute on, or its file; this machine without.
        device: What trains, "cpu" or "cuda".
        check: Compute nothing, and fail if a record is missing.
        no_wait: End at once if another process works in the folder.
        from_reference: Take over what the reference holds and is valid here, and compute the rest.

    Raises:
        UnknownStudyError: If there is no study of a name.
        ComputeError: If a result could not be computed, or one is missing under `check`.
        ClusterError: If there is no such scheduler, or it cannot compute.
        DeviceError: If there is no such device on this machine.
    """
    chosen = [find_study(name) for name in studies]
    if dask:
        read_address(dask)
    elif not check:
        prepare_device(device)
    store = RecordStore(build / "records")
    if check:
        _require_records(_plan(chosen, profile or _profile_of(store, chosen), device), store)
    with hold(build, f"compute --profile {profile}" if profile else "compute", no_wait):
        profile = profile or _profile_of(store, chosen)
        plan = _plan(chosen, profile, device)
        if chosen:
            _tell_of_sources({one.name for one in chosen}, plan, store)
        jobs = [job for part in plan.values() for job in part]
        store.remove_unfinished()
        if from_reference:
            _take_from_reference(plan, store)
        computed = run_jobs(jobs, store, workers=workers, dask=dask, data=mnist_folder())
        keys = {name: [job.key for job in part] for name, part in plan.items()}
        store.write_manifest(profile, keys)
    kept = len(jobs) - computed
    echo(f"{profile} profile: {computed} results computed, {kept} already there", err=True)


def _take_from_reference(plan: dict[str, list[Job]], store: RecordStore) -> None:
    """Take over what is valid here, and say how much, and why not more."""
    try:
        taken = take_over(plan, Reference.of(engine_root()), store)
    except ReferenceFaultError as error:
        echo(f"nothing is taken over: {error}", err=True)
        return
    echo(f"{taken.count} of {taken.wanted} results are taken from the reference", err=True)
    for study, reason in taken.misfits.items():
        echo(f"  not all of {study}: {reason}", err=True)


def mnist_folder() -> DataFolder:
    """Return where the files of MNIST are, here and on the workers of a cluster."""
    root = data_folder()
    paths = {name: mnist_file(root, name).relative_to(root).as_posix() for name in MNIST_SHA256}
    return DataFolder(FOLDER_VARIABLE, root, paths)


def hold(build: Path, command: str, no_wait: bool) -> AbstractContextManager[None]:
    """Hold the folder of a build; say for whom this process waits."""
    say = partial(echo, err=True)
    return hold_folder(build, command, wait=not no_wait, say=say)


def warn_of_stale(build: Build) -> None:
    """Say which studies would be computed anew, since their code, data or packages changed."""
    first = {name: records[0] for name, records in build.records.items() if records}
    studies = [
        place(study, device_of(first[study.name].params)) if study.name in first else study
        for study in all_studies()
    ]
    for name, jobs in plan_studies(studies, studies, Profile(build.profile)).items():
        found = [record.key for record in build.records.get(name, ())]
        if found and [job.key for job in jobs] != found:
            warnings.warn(
                f"the records of {name} are not those of the code as it stands; "
                f"`python -m engine compute --profile {build.profile}` brings them up to date",
                stacklevel=2,
            )


def _plan(chosen: list[Study], profile: Profile, device: str) -> dict[str, list[Job]]:
    """Return what some studies need, or all where none is chosen; what trains, on a device."""
    known = [place(study, device) for study in all_studies()]
    return plan_studies([place(study, device) for study in chosen] or known, known, profile)


def _profile_of(store: RecordStore, chosen: list[Study]) -> Profile:
    """Return the profile that is meant where none is named: some studies join what is there."""
    found = store.read_profile() if chosen else None
    return Profile(found) if found else Profile.STANDARD


def _tell_of_sources(chosen: set[str], plan: dict[str, list[Job]], store: RecordStore) -> None:
    """Say which results of other studies are computed first, since the chosen ones read them."""
    for name, jobs in plan.items():
        missing = [] if name in chosen else missing_jobs(jobs, store)
        if missing:
            readers = [
                other for other, part in plan.items() if any(name in job.sources for job in part)
            ]
            echo(
                f"{' and '.join(readers)} reads {name}: its missing results are computed first "
                f"({len(missing)} of {len(jobs)})",
                err=True,
            )


def _require_records(plan: dict[str, list[Job]], store: RecordStore) -> None:
    jobs = [job for part in plan.values() for job in part]
    missing = [job.label for job in missing_jobs(jobs, store)]
    if missing:
        raise ComputeError(
            f"{len(missing)} of {len(jobs)} records are missing, or made by other code; compute "
            "them first, without --check:\n" + "\n".join(missing)
        )
