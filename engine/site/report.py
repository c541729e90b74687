"""The report of a build folder: read from its records, filled into its pages."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.exhibits.drawing.cache import keep_drawings
from engine.exhibits.export.citation import read_citation
from engine.records.reference.costs import Costs
from engine.records.reference.folder import Reference
from engine.records.store import MANIFEST, Build, RecordStore
from engine.site.addresses import site_address
from engine.site.memory import Memory
from engine.site.output import Files, write_changed
from engine.site.pages import Filled, fill_pages, write_pages
from engine.site.references import Bibliography
from engine.site.reproduction import Reproduction
from engine.site.writer import PageError, Source
from engine.studies.catalogue import find_folder
from engine.studies.section import Section
from engine.studies.sections import Absent, SectionKeeper, build_sections
from engine.studies.study import Profile

if TYPE_CHECKING:
    from engine.records.compare import Comparison
    from engine.records.reference.standing import Standing

_CODE = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_EXHIBIT = re.compile(r"""\b(?:table|figure|claim)\(\s*["']([^"']+)""")
_FACT = re.compile(r"\b([a-z]\w*)\.\w")


class Report:
    """Fills the pages, as often as asked, and makes anew only what has changed in between.

    Args:
        root: Folder of docs/ and CITATION.cff.
        build: Folder of the records, and of all that is made.
    """

    def __init__(self, root: Path, build: Path) -> None:
        self.root = root
        self.build = build
        self.pages = build / "pages"
        self._sections = SectionKeeper()
        self._memory = Memory()
        self._reference = Reference.of(root)
        self._standing: tuple[Build, Standing] | None = None
        self._build: Build | None = None

    def write(self, changes: "Comparison | None" = None) -> int:
        """Fill all pages and put them in place of those that were there.

        Args:
            changes: What differs from an earlier build, for the release notes.

        Returns:
            How many files were written.

        Raises:
            RecordError: If a study has no records.
            PageError: If a page cannot be filled.
        """
        build = self.read_records()
        source = self._source(build, build_sections(build), changes=changes)
        with keep_drawings(self.build / "drawings"):
            return len(write_pages(source, self.pages))

    def write_only(self, names: list[str]) -> list[str]:
        """Fill some pages around what waits for records; the others stay as they are.

        Args:
            names: Pages ("mnist", "docs/mnist.md"), or folders or names of studies: the pages that
                show them.

        Returns:
            The pages written, relative to docs/.

        Raises:
            PageError: If a page cannot be filled, or there is none of a name.
        """
        wanted = [page for name in names for page in self._find_pages(name)]
        filled = self.fill_draft()
        write_changed(self.pages, {name: filled.pages[name] for name in wanted})
        write_changed(self.pages, self.data_of(filled))
        return sorted(set(wanted))

    def fill_draft(self) -> Filled:
        """Fill all pages, with a note in the place of what waits for records.

        Raises:
            PageError: If a page cannot be filled.
        """
        if (self.build / "records" / MANIFEST).is_file():
            build = self.read_records()
        else:
            build = Build(str(Profile.STANDARD), {})
        with keep_drawings(self.build / "drawings", prune=False):
            return fill_pages(self._source(build, *self._sections.build(build)))

    def data_of(self, filled: Filled) -> Files:
        """Return what is published beside pages."""
        with keep_drawings(self.build / "drawings", prune=False):
            return filled.data()

    def read_records(self) -> Build:
        """Return the records.

        Raises:
            RecordError: If there are none, or one is missing or damaged.
        """
        found = RecordStore(self.build / "records").read_build()
        if found != self._build:
            self._build = found
        return self._build

    def stand(self, build: Build) -> "Standing":
        """Return how a build stands against the reference, which is read once."""
        from engine.records.reference.standing import stand

        if self._standing is None or self._standing[0] != build:
            self._standing = build, stand(build, self._reference)
        return self._standing[1]

    def _source(
        self,
        build: Build,
        sections: list[Section],
        absent: Sequence[Absent] = (),
        changes: "Comparison | None" = None,
    ) -> Source:
        return Source(
            docs=self.root / "docs",
            build=build,
            sections=sections,
            citation=read_citation(self.root / "CITATION.cff", site_address()),
            bibliography=Bibliography(self.root / "docs" / "references.bib"),
            changes=changes,
            absent=absent,
            memory=self._memory,
            reproduction=Reproduction(self.stand(build), Costs.read(self.root / "docs"), build),
            project=self.root,
        )

    def _find_pages(self, name: str) -> list[str]:
        """Return the pages that a name means: itself, or those that show a study."""
        docs = self.root / "docs"
        page = docs / f"{name.removeprefix('docs/').removesuffix('.md')}.md"
        if page.is_file():
            return [page.relative_to(docs).as_posix()]
        shown = Absent(find_folder(name), ())
        pages = sorted(docs.rglob("*.md"))
        found = [path for path in pages if _shows(path.read_text(encoding="utf-8"), shown)]
        if not found:
            raise PageError(f"no page under docs/ shows anything of engine/studies/{shown.folder}")
        return [path.relative_to(docs).as_posix() for path in found]


def _shows(template: str, study: Absent) -> bool:
    """Return whether a template names an exhibit or a fact of a study."""
    code = " ".join(_CODE.findall(template))
    return any(map(study.mentions, _EXHIBIT.findall(code))) or any(
        map(study.gives, set(_FACT.findall(code)))
    )
