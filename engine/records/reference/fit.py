"""Which studies of the reference still fit the code, and records taken over from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.records.key import canonical_json
from engine.records.plan import Job
from engine.records.record import Record
from engine.records.reference.folder import Reference, ReferenceFaultError
from engine.records.store import RecordStore

Plan = Mapping[str, Sequence[Job]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken over from the reference.

    Attributes:
        by_study: How many records, by study; those that were there before do not count.
        wanted: Results that were asked for.
        misfits: Why others were not taken, a reason by study.
    """

    by_study: Mapping[str, int]
    wanted: int
    misfits: Mapping[str, str]

    @property
    def count(self) -> int:
        """How many records were taken over."""
        return sum(self.by_study.values())


def find_misfits(plan: Plan, reference: Reference) -> dict[str, str]:
    """Return why the reference of studies does not fit what they would compute, by study.

    Args:
        plan: All jobs of the reference's profile, by study.
        reference: The reference.

    Raises:
        ReferenceFaultError: If there is no reference that can be used.
    """
    known = reference.manifest.studies
    reasons = {}
    for study, jobs in plan.items():
        if not jobs:
            continue
        try:
            reason = explain_misfit(jobs, reference.read(study))
        except ReferenceFaultError as error:
            reason = str(error)
        if reason:
            reasons[study] = reason
    gone = "there is no such study any more"
    planned = [study for study, jobs in plan.items() if jobs]
    return {**reasons, **{study: gone for study in known if study not in planned}}


def explain_misfit(jobs: Sequence[Job], records: Sequence[Record]) -> str | None:
    """Return why records are not the results of jobs, in words; None if they are.

    Args:
        jobs: What a study would compute.
        records: What it computed once.
    """
    keys = {one.key for one in records}
    lacking = [job for job in jobs if job.key not in keys]
    if not lacking:
        more = len(records) - len(jobs)
        return f"{more} of its {len(records)} results are of no use any more" if more else None
    by_params = {_name(one.params): one for one in records}
    causes = {
        cause: None
        for job in lacking
        if (before := by_params.get(_name(job.params)))
        for cause in _causes(job, before)
    }
    asked = sum(_name(job.params) not in by_params for job in lacking)
    if asked:
        causes[f"{asked} of its {len(jobs)} results were not asked for then"] = None
    return "; ".join(causes)


def _causes(job: Job, record: Record) -> list[str]:
    now, then = job.inputs, record.inputs
    causes = [
        f"{name} {then.packages[name]} there, {version} here"
        for name, version in now.packages.items()
        if then.packages.get(name, version) != version
    ]
    if now.packages.keys() != then.packages.keys():
        causes.append("it rests on other packages")
    if now.code != then.code:
        causes.append("its code has changed")
    if dict(now.data) != dict(then.data):
        causes.append("its data have changed")
    changed = [name for name in now.reads if then.reads.get(name) != now.reads[name]]
    if changed:
        causes.append(f"what it reads of {' and '.join(changed)} has changed")
    return causes


def take_over(plan: Plan, reference: Reference, store: RecordStore) -> Taken:
    """Write records of the reference where they are the results of jobs that have none yet.

    Args:
        plan: What is wanted, by study.
        reference: The reference.
        store: Where valid records are looked up and written.

    Raises:
        ReferenceFaultError: If there is no reference that can be used.
        WriteError: If a record cannot be written.
    """
    known = reference.manifest.studies
    taken: dict[str, int] = {}
    misfits: dict[str, str] = {}
    for study, jobs in plan.items():
        if not jobs:
            continue
        if study not in known:
            misfits[study] = "the reference does not have it"
            continue
        try:
            records = reference.read(study)
        except ReferenceFaultError as error:
            misfits[study] = str(error)
            continue
        by_key = {one.key: one for one in records}
        for job in jobs:
            if job.key in by_key and store.find(study, job.key) is None:
                store.write(by_key[job.key])
                taken[study] = taken.get(study, 0) + 1
        if any(job.key not in by_key for job in jobs):
            misfits[study] = explain_misfit(jobs, records) or ""
    return Taken(taken, sum(map(len, plan.values())), misfits)


def _name(params: Mapping[str, object]) -> str:
    return canonical_json(dict(params))
