"""What every study declares: its grid for each profile, and a pure function params -> result."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

Params = dict[str, Any]
"""Parameters of one result: JSON values only, they are part of its key."""

Result = dict[str, Any]
"""One result: JSON values only."""


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
        compute: Pure function from params to result; must be importable (a module-level function)
            and import its framework inside.
        packages: Distributions whose version can change the numbers, for example ("torch",).
        framework: The deep-learning framework that `compute` imports, if any. A worker process
            sees one framework only.
        cost: Expected seconds of one result, to start the longest first.
        data_files: SHA-256 of the input files of a result, by file name; a function of its params
            where a result depends on a part of a file alone.
        prepare: Run once before the workers start if anything is to be computed: fetches data.
    """

    name: str
    title: str
    grid: Callable[[Profile], Sequence[Params]]
    compute: Callable[[Params], Result]
    packages: tuple[str, ...] = ()
    framework: Literal["keras", "torch"] | None = None
    cost: Callable[[Params], float] = lambda params: 1.0
    data_files: Mapping[str, str] | Callable[[Params], Mapping[str, str]] | None = None
    prepare: Callable[[], object] | None = None
