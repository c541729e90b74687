"""What the report shows of each study: found by the exhibits.py in its folder."""

from collections.abc import Callable
from importlib import import_module

from engine.records.store import Build
from engine.studies.catalogue import FOLDER, PACKAGE, StudyError, study_folders
from engine.studies.section import Section

Builder = Callable[[Build], Section]


def section_builders() -> dict[str, Builder]:
    """Return the function that makes the section of each study's folder that shows something.

    Raises:
        StudyError: If an exhibits.py has no `build_section`.
    """
    builders: dict[str, Builder] = {}
    for folder in study_folders():
        if not (FOLDER / folder / "exhibits.py").is_file():
            continue
        module = import_module(f"{PACKAGE}.{folder}.exhibits")
        builder = getattr(module, "build_section", None)
        if not callable(builder):
            raise StudyError(
                f"{module.__name__} has no build_section; write "
                "def build_section(build: Build) -> Section"
            )
        builders[folder] = builder
    return builders


def build_sections(build: Build) -> list[Section]:
    """Return all sections of the report.

    Raises:
        RecordError: If the build lacks the records of a study.
    """
    return [builder(build) for builder in section_builders().values()]
