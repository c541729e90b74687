"""What every study declares: its grid for each profile, and a pure function params -> result."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from engine.records.source import Source

Params = dict[str, Any]
"""Parameters of one result: JSON values only, they are part of its key."""

Result = dict[str, Any]
"""One result: JSON values only."""

Sources = Mapping[str, Sequence[Source]]
"""Results of the studies that a study reads, by name of the study, in the order of its grid."""


class Profile(StrEnum):
    """How much is computed."""

    QUICK = "quick"
    STANDARD = "standard"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Study:
    """One study of the report.

    Attributes:
        name: Name of the study and of its folder of records, in lower case with hyphens.
        title: What the study does, for progress lines: "Training the MNIST networks".
        grid: The params of every result that a profile asks for.
        compute: Pure function from params to result, `compute(params)`; must be importable (a
            module-level function) and import its framework inside. A study that reads others is
            given what it reads as well: `compute(params, sources)`.
        reads: Names of the studies whose results this one is made from. They are computed first,
            in the same profile; a change of any of their keys changes the key of this one.
        packages: Distributions whose version can change the numbers, for example ("torch",).
        framework: The deep-learning framework that `compute` imports, if any. A worker process
            sees one framework only.
        cost: Expected seconds of one result, to start the longest first.
        memory_gb: Most memory that a worker takes for one result, in GB of 10^9 bytes, its
            framework included: so many workers are started as fit.
        data_files: SHA-256 of the input files of a result, by file name; a function of its params
            where a result depends on a part of a file alone.
        prepare: Run once before the workers start if anything is to be computed: fetches data.
    """

    name: str
    title: str
    grid: Callable[[Profile], Sequence[Params]]
    compute: Callable[..., Result]
    reads: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    framework: Literal["keras", "torch"] | None = None
    cost: Callable[[Params], float] = lambda params: 1.0
    memory_gb: float = 1.0
    data_files: Mapping[str, str] | Callable[[Params], Mapping[str, str]] | None = None
    prepare: Callable[[], object] | None = None
