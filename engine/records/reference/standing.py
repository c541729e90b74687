"""How a build stands against the reference, study by study, as `compare` judges it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.records.compare import Comparison, compare
from engine.records.difference import Difference, Verdict
from engine.records.document import Document
from engine.records.key import canonical_json
from engine.records.quantities import count_values
from engine.records.record import Record
from engine.records.reference.entry import Entry
from engine.records.reference.folder import Reference, ReferenceFaultError
from engine.records.store import Build

_OUTSIDE = (Verdict.CHANGED, Verdict.MORE_THAN_NOISE)


@dataclass(frozen=True, slots=True)
class StudyStanding:
    """How the values of a study, or of all, stand against the reference.

    Attributes:
        compared: Values that were computed anew and that the reference has too.
        within_noise: Of these, those that differ by no more than chance explains.
        outside_noise: Those that differ by more, or by anything where chance has no part.
        not_judged: Those that differ and rest on one training, so that nothing tells how far
            chance moves them.
        taken_over: Values that were not computed, but taken from the reference.
        other: Values of this build that the reference has not.
    """

    compared: int = 0
    within_noise: int = 0
    outside_noise: int = 0
    not_judged: int = 0
    taken_over: int = 0
    other: int = 0

    @property
    def equal(self) -> int:
        """Values that are the same, up to rounding."""
        return self.compared - self.within_noise - self.outside_noise - self.not_judged

    def __add__(self, more: "StudyStanding") -> "StudyStanding":
        names = self.__slots__
        return StudyStanding(*(getattr(self, name) + getattr(more, name) for name in names))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a build stands against the reference.

    Attributes:
        profile: Profile of the build.
        version: Version of the report that the reference is of; None without a reference.
        reference_profile: Profile of the reference; None without one.
        entries: What its manifest says, by study.
        studies: How each study of the build stands.
        outside: What differs by more than chance explains, worst first.
        comparison: All that differs; None where nothing is compared.
        faults: What is wrong with the reference, in words.
    """

    profile: str
    version: str | None = None
    reference_profile: str | None = None
    entries: Mapping[str, Entry] = field(default_factory=dict)
    studies: Mapping[str, StudyStanding] = field(default_factory=dict)
    outside: tuple[Difference, ...] = ()
    comparison: Comparison | None = None
    faults: tuple[str, ...] = ()

    @property
    def total(self) -> StudyStanding:
        """All studies together."""
        return sum(self.studies.values(), StudyStanding())

    def of(self, studies: Sequence[str]) -> StudyStanding:
        """Return how some studies stand together."""
        found = (self.studies[name] for name in studies if name in self.studies)
        return sum(found, StudyStanding())


def stand(build: Build, reference: Reference) -> Standing:
    """Judge a build by the reference: what both have, and what was computed anew.

    A record that was taken over from the reference proves nothing, and is counted apart. Values
    that chance has a part in are judged by intervals, corrected for how many there are; all else
    is to be the same up to rounding: see `engine.records.compare.compare`. What a study made of
    the results of others is compared where these were asked for alike, and so not with the
    reference of another profile.

    Args:
        build: The build.
        reference: The reference; where it cannot be used, the standing says why.
    """
    try:
        manifest = reference.manifest
    except ReferenceFaultError as error:
        counts = {study: count_values({study: found}) for study, found in build.records.items()}
        studies = {study: StudyStanding(other=count) for study, count in counts.items() if count}
        return Standing(build.profile, studies=studies, faults=(str(error),))
    known: dict[str, tuple[Record, ...]] = {}
    faults = []
    for study in manifest.studies:
        try:
            known[study] = reference.read(study)
        except ReferenceFaultError as error:
            faults.append(str(error))
    taken, anew = _split(build, known)
    like = {study: anew[study] for study in anew if _reads_the_same(study, build.records, known)}
    found = compare(
        Document(manifest.version, manifest.profile, known),
        Document(manifest.version, build.profile, like),
        across_machines=True,
        on_shared=True,
    )
    verdicts = Counter((one.study, _place(one)) for one in found.differences)
    studies = {
        study: StudyStanding(
            compared=found.compared_by_study.get(study, 0),
            within_noise=verdicts[study, "within"],
            outside_noise=verdicts[study, "outside"],
            not_judged=verdicts[study, "not judged"],
            taken_over=count_values({study: taken.get(study, ())}),
            other=count_values({study: anew.get(study, ())})
            - found.compared_by_study.get(study, 0),
        )
        for study, records in build.records.items()
        if records
    }
    outside = [one for one in found.differences if one.verdict in _OUTSIDE]
    return Standing(
        profile=build.profile,
        version=manifest.version,
        reference_profile=manifest.profile,
        entries=manifest.studies,
        studies=studies,
        outside=tuple(sorted(outside, key=lambda one: (one.p or 0.0, -(one.relative or 1.0)))),
        comparison=found if found.compared else None,
        faults=tuple(faults),
    )


_Records = Mapping[str, Sequence[Record]]


def _split(
    build: Build, known: _Records
) -> tuple[dict[str, tuple[Record, ...]], dict[str, tuple[Record, ...]]]:
    """Return the records that were taken from the reference, and those that were computed."""
    made = {one.key: one.made for records in known.values() for one in records}
    taken, anew = {}, {}
    for study, records in build.records.items():
        taken[study] = tuple(one for one in records if made.get(one.key) == one.made)
        anew[study] = tuple(one for one in records if made.get(one.key) != one.made)
    return taken, anew


def _reads_the_same(study: str, build: _Records, known: _Records) -> bool:
    """Return whether what a study reads was asked for alike: that of another profile is not."""
    here, there = build.get(study, ()), known.get(study, ())
    if not (here and there):
        return False
    return all(
        _names(build.get(source, ())) == _names(known.get(source, ()))
        and _reads_the_same(source, build, known)
        for source in {**here[0].inputs.reads, **there[0].inputs.reads}
    )


def _names(records: Sequence[Record]) -> set[str]:
    return {canonical_json(one.params) for one in records}


def _place(difference: Difference) -> str:
    if difference.verdict in _OUTSIDE:
        return "outside"
    return "within" if difference.verdict is Verdict.WITHIN_NOISE else "not judged"


def summarize(standing: Standing) -> str:
    """Return in one line how a build stands against the reference."""
    if standing.version is None:
        return f"not compared with a reference: {'; '.join(standing.faults)}"
    total = standing.total
    where = f"the reference ({standing.reference_profile}, {standing.version})"
    if not total.compared:
        said = f"nothing was computed anew that {where} has"
    else:
        said = (
            f"against {where}: of {total.compared:,} values that both have, {total.equal:,} are "
            f"equal, {total.within_noise:,} within noise, {total.outside_noise:,} outside it, and "
            f"{total.not_judged:,} rest on one training, which nothing judges"
        )
    if total.taken_over:
        said += f"; {total.taken_over:,} values were taken from it"
    if standing.faults:
        said += f"; {'; '.join(standing.faults)}"
    return said
