"""What the report shows of each study: found by the exhibits.py in its folder."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from engine.records.record import Record, RecordError
from engine.records.store import Build
from engine.studies.catalogue import FOLDER, PACKAGE, StudyError, claims_of, study_folders
from engine.studies.section import Section

Builder = Callable[[Build], Section]


@dataclass(frozen=True, slots=True)
class Absent:
    """The section of a study that waits for records.

    Attributes:
        folder: Folder of the study.
        studies: The studies without records that it reads.
    """

    folder: str
    studies: tuple[str, ...]

    def gives(self, name: str) -> bool:
        """Return whether the section bears a name."""
        return bool(
            re.search(rf'Section\(\s*(name=)?"{re.escape(name)}"', folder_code(self.folder))
        )

    def mentions(self, identifier: str) -> bool:
        """Return whether its code holds the id of an exhibit, or one of its claims bears it."""
        if f'"{identifier}"' in folder_code(self.folder):
            return True
        return any(claim.id == identifier for claim in claims_of(self.folder))


def folder_code(folder: str) -> str:
    """Return the code of a study's folder, all modules in one text."""
    files = sorted((FOLDER / folder).glob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


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


@dataclass(slots=True)
class SectionKeeper:
    """Makes sections again only where what they were made of has changed."""

    _kept: dict[str, tuple[Builder, dict[str, object], Section]] = field(default_factory=dict)

    def build(self, build: Build) -> tuple[list[Section], list[Absent]]:
        """Return the sections that can be made, and those that wait for records."""
        sections, absent = [], []
        for folder, builder in section_builders().items():
            if not build.records:
                absent.append(Absent(folder, ()))
                continue
            made = self._kept_section(folder, builder, build) or self._make(folder, builder, build)
            if isinstance(made, Section):
                sections.append(made)
            else:
                absent.append(made)
        return sections, absent

    def _kept_section(self, folder: str, builder: Builder, build: Build) -> Section | None:
        if folder not in self._kept:
            return None
        made_by, read, section = self._kept[folder]
        is_same = made_by is builder and read == _keys(build, read)
        return section if is_same else None

    def _make(self, folder: str, builder: Builder, build: Build) -> Section | Absent:
        noted = _NotedRecords(build.records)
        try:
            section = builder(Build(build.profile, noted))
        except RecordError:
            missing = tuple(name for name in noted.asked if not build.records.get(name))
            if not missing:
                raise
            return Absent(folder, missing)
        self._kept[folder] = (builder, _keys(build, noted.asked), section)
        return section


class _NotedRecords(Mapping[str, tuple[Record, ...]]):
    """The records of a build, which note the studies they are asked for."""

    def __init__(self, records: Mapping[str, tuple[Record, ...]]) -> None:
        self._records = records
        self.asked: dict[str, None] = {}

    def __getitem__(self, study: str) -> tuple[Record, ...]:
        self.asked[study] = None
        return self._records[study]

    def __iter__(self) -> Iterator[str]:
        self.asked.update(dict.fromkeys(self._records))
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


def _keys(build: Build, studies: Mapping[str, object]) -> dict[str, object]:
    """Return what tells the records of some studies from others."""
    return {name: [(one.key, one.made) for one in build.records.get(name, ())] for name in studies}
