"""Every architecture of the installed libraries by its name; imports no framework."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from typing import Final

from engine.networks.catalogue.families import family_of, plain_name
from engine.networks.catalogue.installed import keras_models, timm_families, torchvision_models


class UnknownBackboneError(LookupError):
    """No library of the catalogue has a backbone of that name."""


@dataclass(frozen=True, slots=True)
class Named:
    """An architecture by its name.

    Attributes:
        library: "keras", "timm" or "torchvision".
        name: Its name there.
        family: Its family: that of its paper, or in timm the module that defines it.
    """

    library: str
    name: str
    family: str

    @property
    def target(self) -> str:
        """The text by which `measure` takes it: "timm:resnet50"."""
        return f"{self.library}:{self.name}"


def _families_of(names: Callable[[], tuple[str, ...]]) -> Callable[[], Mapping[str, str]]:
    return lambda: {name: family_of(name).name for name in names()}


_FAMILIES: Final[dict[str, Callable[[], Mapping[str, str]]]] = {
    "keras": _families_of(keras_models),
    "timm": timm_families,
    "torchvision": _families_of(torchvision_models),
}

LIBRARIES: Final = tuple(_FAMILIES)
"""The libraries of architectures, sorted."""


@cache
def list_named(library: str) -> tuple[Named, ...]:
    """Return the architectures of a library, sorted by name.

    Raises:
        MissingPackageError: If the library is not installed.
        UnknownBackboneError: If there is no such library.
    """
    if library not in LIBRARIES:
        raise UnknownBackboneError(
            f"no library {library!r} in the catalogue; there are {', '.join(LIBRARIES)}"
        )
    return tuple(Named(library, name, family) for name, family in _FAMILIES[library]().items())


def installed_libraries() -> tuple[str, ...]:
    """Return the libraries that are installed, sorted."""
    return tuple(library for library in LIBRARIES if find_spec(library))


def find_named(text: str) -> tuple[Named, ...]:
    """Return the architectures with a text in their name, of all installed libraries.

    Case and punctuation do not count; of several words each must be there. Names that are the
    text come first, then those that begin with it.

    Raises:
        UnknownBackboneError: If there is none; the message lists the nearest names.
    """
    words = list(filter(None, map(plain_name, text.split())))
    found = [
        one
        for library in installed_libraries()
        for one in list_named(library)
        if words and all(word in plain_name(one.name) for word in words)
    ]
    if not found:
        raise UnknownBackboneError(f"no architecture has {text!r} in its name; {nearest(text)}")
    whole = "".join(words)
    names = {one: plain_name(one.name) for one in found}
    return tuple(
        sorted(
            found,
            key=lambda one: (names[one] != whole, not names[one].startswith(whole)),
        )
    )


def check_named(library: str, name: str) -> Named:
    """Return an architecture of a library.

    Raises:
        MissingPackageError: If the library is not installed.
        UnknownBackboneError: If it has none of that name; the message lists the nearest ones.
    """
    for one in list_named(library):
        if one.name == name:
            return one
    raise UnknownBackboneError(
        f"{library} has no backbone {name!r}; {nearest(name, library)}. mec find TEXT lists "
        f"those of all {len(list_named(library))} with a text in their name"
    )


def nearest(name: str, library: str | None = None) -> str:
    """Return in words the names that are near in any library, those of one library first."""
    lower: dict[str, list[Named]] = {}
    for one in _all_named(library):
        lower.setdefault(one.name.lower(), []).append(one)
    close = get_close_matches(name.lower(), lower, n=5, cutoff=0.5)
    found = [one for match in close for one in lower[match]]
    if not found:
        return "no other name is near"
    found.sort(key=lambda near: (near.library != library, close.index(near.name.lower())))
    return "the nearest are " + ", ".join(near.target for near in found)


def _all_named(library: str | None) -> Iterator[Named]:
    for one in LIBRARIES:
        if one == library or find_spec(one):
            yield from list_named(one)
