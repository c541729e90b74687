"""The packages that the project asks for: where, why, and under which licence."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


class DependencyError(ValueError):
    """A package that is asked for without a reason, or has one and is not asked for."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package that pyproject.toml asks for.

    Attributes:
        name: Its name, as on the package index.
        asked_by: What needs it: "the engine", extras and dependency groups.
        versions: Which versions will do: ">=2.13"; empty where any does.
        locked: The version in the lock file; empty where it is not in there.
        licence: Its licence, an SPDX expression.
        reason: What it is for.
    """

    name: str
    asked_by: tuple[str, ...]
    versions: str
    locked: str
    licence: str
    reason: str


def list_dependencies(root: Path) -> list[Dependency]:
    """Return the packages that a project asks for, sorted by name.

    Args:
        root: Folder of pyproject.toml and requirements.lock.

    Raises:
        DependencyError: If a package has no reason, or a reason has no package.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", lock, re.MULTILINE))
    told = {
        canonicalize_name(name): (name, one)
        for name, one in project["tool"]["mec"]["dependencies"].items()
    }
    asked = _asked(project)
    if missing := sorted(asked.keys() ^ told.keys()):
        raise DependencyError(
            f"pyproject.toml: {missing[0]} stands in only one of the lists of dependencies and "
            "[tool.mec.dependencies]; give its licence and reason there, or take it out"
        )
    return [
        Dependency(
            name=name,
            asked_by=tuple(dict.fromkeys(place for place, _ in asked[key])),
            versions=", ".join(sorted({str(one.specifier) for _, one in asked[key]} - {""})),
            locked=locked.get(key, ""),
            licence=one["licence"],
            reason=one["reason"],
        )
        for key, (name, one) in sorted(told.items())
    ]


def declared_requirements(project: Mapping[str, Any]) -> Iterator[tuple[str, Requirement]]:
    """Yield what a pyproject.toml asks for: what needs it, and the requirement."""
    extras = project["project"]["optional-dependencies"]
    lists = {
        "the engine": project["project"]["dependencies"],
        **{f"extra {name}": listed for name, listed in extras.items()},
        **{f"group {name}": listed for name, listed in project["dependency-groups"].items()},
        "the build": project["build-system"]["requires"],
    }
    for place, listed in lists.items():
        for requirement in listed:
            yield place, Requirement(requirement)


def _asked(project: Mapping[str, Any]) -> dict[str, list[tuple[str, Requirement]]]:
    found: dict[str, list[tuple[str, Requirement]]] = {}
    for place, requirement in declared_requirements(project):
        found.setdefault(canonicalize_name(requirement.name), []).append((place, requirement))
    return found
