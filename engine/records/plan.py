"""What is to be computed: a job for each result, what it reads, and the waves that follow."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.records.code import code_hash, sha256_text
from engine.records.key import Inputs, package_versions, record_key

DataFiles = Mapping[str, str] | Callable[[dict[str, Any]], Mapping[str, str]] | None
"""SHA-256 by file name: of all results of a study, or a function of the params of one."""


class Computable(Protocol):
    """What the runner needs to know of a study."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def grid(self) -> Callable[[Any], Sequence[dict[str, Any]]]: ...  # noqa: D102
    @property
    def compute(self) -> Callable[..., dict[str, Any]]: ...  # noqa: D102
    @property
    def reads(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def packages(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def framework(self) -> str | None: ...  # noqa: D102
    @property
    def cost(self) -> Callable[[dict[str, Any]], float]: ...  # noqa: D102
    @property
    def memory_gb(self) -> float: ...  # noqa: D102
    @property
    def data_files(self) -> DataFiles: ...  # noqa: D102
    @property
    def prepare(self) -> Callable[[], object] | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Job:
    """One result to be had: a study, its params, what goes in, and the key that follows.

    Attributes:
        study: The study.
        params: Parameters of the result.
        inputs: Code, data, packages and sources that go in.
        key: SHA-256 over study, params and inputs.
        sources: The jobs whose results it reads, by study, each in the order of its grid.
    """

    study: Computable
    params: dict[str, Any]
    inputs: Inputs
    key: str
    sources: Mapping[str, tuple["Job", ...]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The job in words, for messages."""
        params = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.study.name} ({params})"


class PlanError(Exception):
    """What studies say they read cannot be had; the message names them."""


def plan_studies(
    chosen: Sequence[Computable], known: Sequence[Computable], profile: object
) -> dict[str, list[Job]]:
    """Return the jobs of some studies and of all that they read, by study, sources first.

    Args:
        chosen: The studies that are wanted.
        known: All studies there are.
        profile: What their grids are asked for.

    Raises:
        PlanError: If a study reads one that is not known, or studies read each other in a circle.
    """
    by_name = {study.name: study for study in (*known, *chosen)}
    plan: dict[str, list[Job]] = {}
    for study in chosen:
        for name in _sources_first(study.name, by_name, ()):
            if name not in plan:
                one = by_name[name]
                plan[name] = plan_jobs(one, one.grid(profile), plan)
    return plan


def plan_jobs(
    study: Computable,
    grid: Sequence[dict[str, Any]],
    planned: Mapping[str, Sequence[Job]] | None = None,
) -> list[Job]:
    """Return one job for each params of a grid, in its order.

    Args:
        study: The study.
        grid: Its params.
        planned: The jobs of the studies that it reads, by study.

    Raises:
        PlanError: If the jobs of a study that it reads are not given.
    """
    sources = {}
    for name in study.reads:
        if name not in (planned or {}):
            raise PlanError(f"the study {study.name!r} reads {name!r}, which is not planned")
        sources[name] = tuple((planned or {})[name])
    code, packages = code_hash(study.compute.__module__), package_versions(study.packages)
    reads = {name: _hash_keys(jobs) for name, jobs in sorted(sources.items())}
    jobs = []
    for params in grid:
        inputs = Inputs(code, _data_of(study, params), packages, reads)
        jobs.append(Job(study, params, inputs, record_key(study.name, params, inputs), sources))
    return jobs


def in_waves(jobs: Sequence[Job]) -> list[list[Job]]:
    """Split jobs so that none reads what is computed in its own wave or in a later one.

    What is read and not among the jobs is taken to be there.
    """
    by_study: dict[str, Job] = {job.study.name: job for job in jobs}
    waves: dict[int, list[Job]] = {}
    depths: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in depths:
            read = [source for source in by_study[name].sources if source in by_study]
            depths[name] = 1 + max((depth(source) for source in read), default=-1)
        return depths[name]

    for job in jobs:
        waves.setdefault(depth(job.study.name), []).append(job)
    return [waves[level] for level in sorted(waves)]


def _sources_first(
    name: str, by_name: Mapping[str, Computable], path: tuple[str, ...]
) -> Iterator[str]:
    """Yield what a study reads, directly or through others, then the study itself."""
    if name in path:
        circle = (*path[path.index(name) :], name)
        raise PlanError(
            f"studies read each other in a circle: {' reads '.join(circle)}; "
            "take one of these names out of its `reads`"
        )
    for source in by_name[name].reads:
        if source not in by_name:
            raise PlanError(
                f"the study {name!r} reads {source!r}, and there is no such study; "
                f"known: {', '.join(sorted(by_name))}"
            )
        yield from _sources_first(source, by_name, (*path, name))
    yield name


def _data_of(study: Computable, params: dict[str, Any]) -> dict[str, str]:
    files = study.data_files(params) if callable(study.data_files) else study.data_files
    return dict(sorted((files or {}).items()))


def _hash_keys(jobs: Sequence[Job]) -> str:
    return sha256_text("\n".join(job.key for job in jobs))
