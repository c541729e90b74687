"""What was made for the pages, kept while a process lives: made again only of something else."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from engine.exhibits.export.citation import Citation

_T = TypeVar("_T")
_BY_VALUE = (str, bool, Path, Citation)


class Memory:
    """Values by name, each with what it was made of."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[tuple[object, ...], object]] = {}

    def once(self, name: str, made_of: tuple[object, ...], make: Callable[[], _T]) -> _T:
        """Return the value of a name, made again where it was made of something else.

        Args:
            name: Name of the value.
            made_of: All that goes in; texts count by what they say, all else by being the same
                object, so that nothing large is compared.
            make: Makes the value.
        """
        kept = self._kept.get(name)
        if kept and len(kept[0]) == len(made_of) and all(map(_is_same, kept[0], made_of)):
            return cast(_T, kept[1])
        value = make()
        self._kept[name] = (made_of, value)
        return value


def _is_same(first: object, second: object) -> bool:
    return first is second or (isinstance(first, _BY_VALUE) and first == second)
