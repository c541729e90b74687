"""How exactly a result is the same on another machine."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from engine.records.record import Record

ACROSS_MACHINES: Final = 1e-9
"""Relative difference up to which another processor may round a computed value differently."""

_TRAINS: Final = "torch"
_DESCRIBES: Final = ("torchvision", "timm")
"""With these, torch describes the layers of a network, and computes nothing."""


def trained_studies(builds: Iterable[Mapping[str, Sequence[Record]]]) -> set[str]:
    """Return the studies whose results rest on training, their own or that of what they read.

    A sum that is rounded otherwise changes one digit of a weight, and then which way all further
    steps go: no tolerance holds for what comes of it.

    Args:
        builds: Records by study, of each build.
    """
    records = [one for build in builds for found in build.values() for one in found]
    trained = {one.study for one in records if _trains(one)}
    reads = {one.study: set(one.inputs.reads or ()) for one in records}
    while more := {study for study in reads if reads[study] & trained} - trained:
        trained |= more
    return trained


def _trains(record: Record) -> bool:
    packages = record.inputs.packages
    return _TRAINS in packages and not any(name in packages for name in _DESCRIBES)
