"""What changed between two builds: every number that differs, and whether it is more than noise."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.records.compare_tables import TablesComparison, compare_tables
from engine.records.difference import Difference, Params, Verdict, correct
from engine.records.document import Document
from engine.records.key import canonical_json
from engine.records.quantities import Group, Groups, group_results, shared_quantities
from engine.records.record import Record
from engine.records.rounding import ACROSS_MACHINES, trained_studies

_INDEX = re.compile(r"\[\d+\]")


class NothingSharedError(ValueError):
    """Two builds that have no result in common, so that nothing can be compared."""


@dataclass(frozen=True, slots=True)
class Lone:
    """A result, or one quantity of it, that one of two builds alone has.

    Attributes:
        study: Name of the study.
        params: Parameters of the result, the seed apart.
        quantity: The quantity, "losses[] (2 values)"; None for a whole result.
    """

    study: str
    params: Params
    quantity: str | None = None

    def __str__(self) -> str:
        whole = f"{self.study} {canonical_json(self.params)}"
        return whole if self.quantity is None else f"{whole}: {self.quantity}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is not the same in two builds.

    Attributes:
        old: The old build.
        new: The new build.
        compared_by_study: Quantities that both have, by study.
        differences: Those that differ, by study.
        telling: For each study, the params that are not the same in all of its results.
        only_old: Results that the old build alone has, and quantities.
        only_new: Likewise for the new build.
        packages: Packages whose version changed: name, old version, new version.
        recoded: Studies whose code changed.
        tables: What differs in the published tables and figures; None where one build has none.
    """

    old: Document
    new: Document
    compared_by_study: Mapping[str, int]
    differences: tuple[Difference, ...]
    telling: Mapping[str, tuple[str, ...]]
    only_old: tuple[Lone, ...]
    only_new: tuple[Lone, ...]
    packages: tuple[tuple[str, str, str], ...]
    recoded: tuple[str, ...]
    tables: TablesComparison | None = None

    @property
    def compared(self) -> int:
        """Quantities that both builds have."""
        return sum(self.compared_by_study.values())

    @property
    def is_same(self) -> bool:
        """Whether both builds hold and publish the same values, and say the same of every claim."""
        claims = (self.turned_claims, self.gone_claims, self.new_claims)
        same_tables = self.tables is None or self.tables.is_same
        return self.has_same_values and same_tables and not any(claims)

    @property
    def is_same_but_for_noise(self) -> bool:
        """Whether no value differs by more than noise, rounding, or another path of training."""
        excused = (Verdict.WITHIN_NOISE, Verdict.OTHER_PATH)
        is_whole = not (self.only_old or self.only_new)
        claims = (self.turned_claims, self.gone_claims, self.new_claims)
        return is_whole and all(d.verdict in excused for d in self.differences) and not any(claims)

    @property
    def has_same_values(self) -> bool:
        """Whether both builds hold the same results with the same values."""
        return not (self.differences or self.only_old or self.only_new)

    @property
    def gone_claims(self) -> tuple[tuple[str, str], ...]:
        """Claims of the old build alone, with their verdict; none if the new one has no claims."""
        return _lone_claims(self.old, self.new)

    @property
    def new_claims(self) -> tuple[tuple[str, str], ...]:
        """Claims of the new build alone, with their verdict; none if the old one has no claims."""
        return _lone_claims(self.new, self.old)

    @property
    def turned_claims(self) -> tuple[tuple[str, str, str], ...]:
        """Claims whose verdict is not the same: id, old verdict, new verdict."""
        return tuple(
            (name, self.old.claims[name], self.new.claims[name])
            for name in sorted(self.old.claims.keys() & self.new.claims.keys())
            if self.old.claims[name] != self.new.claims[name]
        )

    def shared(self) -> "Comparison":
        """Return the comparison without what one of the builds alone has.

        Raises:
            NothingSharedError: If the builds have no result in common.
        """
        if not self.compared:
            raise NothingSharedError(
                f"{self.old.version} ({self.old.profile}) and {self.new.version} "
                f"({self.new.profile}) have no result in common; name two builds of one study"
            )
        return replace(self, only_old=(), only_new=())

    def count(self, verdict: Verdict) -> int:
        """Return how many differences have a verdict."""
        return sum(one.verdict is verdict for one in self.differences)


def compare(
    old: Document,
    new: Document,
    tolerance: float = 0.0,
    *,
    across_machines: bool = False,
    on_shared: bool = False,
) -> Comparison:
    """Compare the results of two builds, number by number.

    Results are matched by study and params. Where they have seeds, the runs of one build are
    tested against those of the other by Welch's t test, a single run against three or more by a
    prediction interval, and the p-values corrected by Holm's method, over all quantities that vary
    by chance. Runs from the same seed are not taken as pairs: another version of a package or
    another processor draws and rounds differently.

    Args:
        old: The old build.
        new: The new build.
        tolerance: Relative difference up to which two numbers count as equal. Next to 0 nothing
            is relatively small: there a thousandth of it counts as an absolute difference.
        across_machines: Whether the builds were computed by different processors: sums may be
            rounded in another order, and what rests on training may have gone another way. Then
            only that has noise, and all else is to be the same; an estimate with one seed, whose
            result states its 95 % interval as `low` and `high`, is tested with that.
        on_shared: Whether values are the same if they are for the seeds that both builds have.
    """
    if across_machines:
        tolerance = max(tolerance, ACROSS_MACHINES)
    old_groups, new_groups = group_results(old.records), group_results(new.records)
    trained = trained_studies([old.records, new.records]) if across_machines else set()
    found: list[Difference] = []
    equal = 0
    only_old = _alone(old_groups, new_groups)
    only_new = _alone(new_groups, old_groups)
    compared: Counter[str] = Counter()
    for group in old_groups:
        if group not in new_groups:
            continue
        before, after = old_groups[group], new_groups[group]
        only_old += _unmatched(group[0], before, after)
        only_new += _unmatched(group[0], after, before)
        is_exact = across_machines and group[0] not in trained
        for quantity in shared_quantities(group[0], before, after, with_intervals=across_machines):
            compared[group[0]] += 1
            noise = None if is_exact else quantity.find_noise()
            if not quantity.is_same(tolerance, on_shared=on_shared):
                found.append(quantity.differ(noise, is_exact=is_exact))
            elif noise and noise.error:
                equal += 1
    return Comparison(
        old=old,
        new=new,
        compared_by_study=dict(compared),
        differences=_excuse(correct(found, equal), trained),
        telling=_telling({**old_groups, **new_groups}),
        only_old=tuple(only_old),
        only_new=tuple(only_new),
        packages=_changed_packages(old, new),
        recoded=_recoded(old, new),
        tables=compare_tables(old.tables, new.tables, tolerance)
        if old.tables and new.tables
        else None,
    )


def _excuse(differences: Sequence[Difference], trained: Collection[str]) -> tuple[Difference, ...]:
    """Return differences with the verdict of what no test can tell from another path."""
    untold = (Verdict.CHANGED, Verdict.ONE_SEED)
    return tuple(
        replace(one, verdict=Verdict.OTHER_PATH)
        if one.study in trained and one.verdict in untold
        else one
        for one in differences
    )


def _alone(groups: Groups, others: Groups) -> list[Lone]:
    return [Lone(name[0], group.params) for name, group in groups.items() if name not in others]


def _unmatched(study: str, group: Group, other: Group) -> list[Lone]:
    """Name quantities that the other build lacks; the places in a list are counted, not listed."""
    counts = Counter(_INDEX.sub("[]", path) for path in group.values.keys() - other.values.keys())
    return [
        Lone(study, group.params, path + (f" ({count} values)" if count > 1 else ""))
        for path, count in sorted(counts.items())
    ]


def _lone_claims(document: Document, other: Document) -> tuple[tuple[str, str], ...]:
    """Return claims that the other build lacks; without any, its pages were not filled."""
    if not other.claims:
        return ()
    names = sorted(document.claims.keys() - other.claims.keys())
    return tuple((name, document.claims[name]) for name in names)


def _telling(groups: Groups) -> dict[str, tuple[str, ...]]:
    """Return for each study the params by which its results are told apart."""
    by_study: dict[str, list[Params]] = {}
    for (study, _), group in groups.items():
        by_study.setdefault(study, []).append(group.params)
    return {
        study: tuple(
            name
            for name in dict.fromkeys(name for params in found for name in params)
            if len({canonical_json([params[name]] if name in params else []) for params in found})
            > 1
        )
        for study, found in by_study.items()
    }


def _changed_packages(old: Document, new: Document) -> tuple[tuple[str, str, str], ...]:
    before, after = _versions(old), _versions(new)
    return tuple(
        (name, before[name], after[name])
        for name in sorted(before.keys() & after.keys())
        if before[name] != after[name]
    )


def _versions(document: Document) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for record in _records(document):
        for name, version in record.inputs.packages.items():
            found.setdefault(name, set()).add(version)
    return {name: ", ".join(sorted(versions)) for name, versions in found.items()}


def _recoded(old: Document, new: Document) -> tuple[str, ...]:
    before, after = _code(old), _code(new)
    return tuple(
        sorted(name for name in before.keys() & after.keys() if before[name] != after[name])
    )


def _code(document: Document) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record in _records(document):
        found.setdefault(record.study, set()).add(record.inputs.code)
    return found


def _records(document: Document) -> Iterator[Record]:
    for records in document.records.values():
        yield from records
