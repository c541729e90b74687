"""What the manifest of the reference says of one study: its file, and how its records were made."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from engine.records.made import core_seconds, distinct_made
from engine.records.record import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """One study of the reference.

    Attributes:
        sha256: Of its file.
        records: How many there are.
        core_seconds: How long cores worked on them, together.
        longest_seconds: How long on the one that took longest.
        packages: Version of each package that can change the numbers.
        cpus: Models of the processors that computed.
        platforms: Operating systems and architectures.
        pythons: Versions of Python.
        commits: Git commits of the code.
        first: When the first record was made, ISO 8601, UTC.
        last: When the last was.
    """

    sha256: str
    records: int
    core_seconds: float
    longest_seconds: float
    packages: Mapping[str, str]
    cpus: tuple[str, ...]
    platforms: tuple[str, ...]
    pythons: tuple[str, ...]
    commits: tuple[str, ...]
    first: str
    last: str

    @classmethod
    def describe(cls, records: Sequence[Record], sha256: str) -> Self:
        """Return the entry of records, of which there is one at least.

        Args:
            records: The records of a study.
            sha256: Of the file that they stand in.
        """
        times = sorted(one.made["time"] for one in records)
        seconds = [core_seconds(one.made) for one in records]
        return cls(
            sha256=sha256,
            records=len(records),
            core_seconds=round(sum(seconds), 1),
            longest_seconds=round(max(seconds), 1),
            packages=dict(sorted(records[0].inputs.packages.items())),
            cpus=distinct_made(records, "cpu"),
            platforms=distinct_made(records, "platform"),
            pythons=distinct_made(records, "python"),
            commits=distinct_made(records, "commit"),
            first=times[0],
            last=times[-1],
        )

    @classmethod
    def parse(cls, body: Any) -> Self:  # noqa: ANN401 - any JSON value
        """Return the entry that JSON values describe.

        Raises:
            TypeError: If they describe none.
            ValueError: If a number is none.
        """
        if not isinstance(body, dict):
            raise TypeError(f"{body!r} is no object")
        lists = {name: tuple(map(str, body.get(name, ()))) for name in _LISTS}
        numbers = {name: float(body.get(name, 0)) for name in ("core_seconds", "longest_seconds")}
        return cls(**{**body, **lists, **numbers})

    def body(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


_LISTS = ("cpus", "platforms", "pythons", "commits")
