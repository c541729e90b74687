"""All studies of the report, found by being there: each folder beside this file is one."""

import difflib
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from engine.exhibits.claim import Claim
from engine.studies.study import Study

FOLDER = Path(__file__).parent
PACKAGE = __name__.rpartition(".")[0]
COMPUTING = ("study", "analysis")
"""Modules that hold a `Study` bear one of these names, or end in it: networks_study.py."""


class UnknownStudyError(LookupError):
    """There is no study of that name."""


class StudyError(Exception):
    """A folder of a study that cannot be used; the message names the file and what is wrong."""


def study_folders() -> list[str]:
    """Return the names of the folders that hold a study, sorted."""
    return sorted(path.parent.name for path in FOLDER.glob("*/__init__.py"))


@cache
def all_studies() -> tuple[Study, ...]:
    """Return every study, by folder and within it by module.

    Raises:
        StudyError: If a module of a study holds none, or two studies share a name.
    """
    found: dict[str, str] = {}
    studies = []
    for module in _computing_modules():
        for study in _studies_of(module):
            if study.name in found:
                raise StudyError(
                    f"the study {study.name!r} stands in {found[study.name]} and in {module}; "
                    "give one of them another name"
                )
            found[study.name] = module
            studies.append(study)
    return tuple(studies)


def find_study(name: str) -> Study:
    """Return the study with a name.

    Raises:
        UnknownStudyError: If there is none; the message names the nearest.
    """
    by_name = {study.name: study for study in all_studies()}
    if name not in by_name:
        near = difflib.get_close_matches(name, by_name, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(by_name)}"
        raise UnknownStudyError(f"there is no study {name!r}; {hint}")
    return by_name[name]


def find_folder(name: str) -> str:
    """Return the folder of a study, given the folder's name or the study's.

    Raises:
        UnknownStudyError: If there is none; the message names the nearest.
    """
    folders = study_folders()
    if name in folders:
        return name
    by_name = {one.name: one.compute.__module__.split(".")[-2] for one in all_studies()}
    if name not in by_name:
        known = sorted({*folders, *by_name})
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known)}"
        raise UnknownStudyError(f"there is no page and no study {name!r}; {hint}")
    return by_name[name]


def _computing_modules() -> Iterator[str]:
    for folder in study_folders():
        for path in sorted((FOLDER / folder).glob("*.py")):
            if path.stem.rpartition("_")[2] in COMPUTING:
                yield f"{PACKAGE}.{folder}.{path.stem}"


def _studies_of(module: str) -> list[Study]:
    import_module(module)
    studies = [value for value in vars(sys.modules[module]).values() if isinstance(value, Study)]
    if not studies:
        raise StudyError(
            f"{module} holds no study; end it with STUDY = Study(name=..., title=..., "
            "grid=grid, compute=compute)"
        )
    return studies


def all_claims() -> tuple[Claim, ...]:
    """Return every claim that the modules named claims.py of the studies define, sorted by id."""
    claims = [claim for folder in study_folders() for claim in claims_of(folder)]
    return tuple(sorted(claims, key=lambda claim: claim.id))


def claims_of(folder: str) -> list[Claim]:
    """Return the claims that the claims.py in a study's folder defines; none without one."""
    if not (FOLDER / folder / "claims.py").is_file():
        return []
    module = import_module(f"{PACKAGE}.{folder}.claims")
    return [value for value in vars(module).values() if isinstance(value, Claim)]
