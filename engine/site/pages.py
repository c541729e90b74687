"""From records to pages: every Markdown file under docs/ is a template, filled and written out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import jinja2
import jinja2.meta

import engine
from engine.exhibits.export.citation import Citation
from engine.exhibits.export.datapackage import archive_path
from engine.exhibits.export.files import Exhibit
from engine.records.store import Build
from engine.records.validate import record_fields
from engine.site.addresses import page_address, root_from
from engine.site.banner import add_banner, put_on_top
from engine.site.data_files import data_files
from engine.site.gaps import Gaps
from engine.site.memory import Memory
from engine.site.modules import list_modules
from engine.site.output import replace_folder
from engine.site.references import PAGE as REFERENCES_PAGE
from engine.site.references import Bibliography, BibliographyError
from engine.site.shown import render_exhibit
from engine.site.template import find_line, make_environment, say_error
from engine.studies.section import Section
from engine.studies.sections import Absent

if TYPE_CHECKING:
    from engine.records.compare import Comparison


class PageError(Exception):
    """A page that cannot be filled; the message names the page and what is wrong."""


@dataclass(frozen=True, slots=True)
class Source:
    """What the pages are made from.

    Attributes:
        docs: Folder of the templates.
        build: The records.
        sections: Tables, figures and facts, by study.
        citation: How the report is cited.
        bibliography: The references.
        changes: What differs from an earlier build, for the release notes; None without one.
        absent: Sections that wait for records. Where there are any, pages say so in their place;
            without, what a page lacks is an error.
        memory: Keeps what was made of the same before, where pages are filled more than once.
    """

    docs: Path
    build: Build
    sections: Sequence[Section]
    citation: Citation
    bibliography: Bibliography
    changes: "Comparison | None" = None
    absent: Sequence[Absent] = ()
    memory: Memory = field(default_factory=Memory)


@dataclass
class _Writer:
    """Fills the pages of one build and remembers which page shows which exhibit."""

    source: Source
    environment: jinja2.Environment
    exhibits: Mapping[str, Exhibit]
    shown: dict[str, PurePosixPath] = field(default_factory=dict)
    unfilled: list[PurePosixPath] = field(default_factory=list)

    def fill(
        self, page: PurePosixPath, template: str = "", extra: Mapping[str, Any] | None = None
    ) -> str:
        """Return a page with its numbers, tables and figures.

        Args:
            page: The page, relative to the folder of the pages.
            template: Name of its template; its own path where it is a file under docs/.
            extra: What the template needs beside the facts of all sections.
        """
        context = {**self._context(page), **(extra or {})}
        name = template or str(page)
        try:
            if self.source.absent:
                return self._fill_around_gaps(page, name, context)
            return self.environment.get_template(name).render(context)
        except (PageError, BibliographyError, jinja2.TemplateError) as error:
            raise PageError(f"docs/{page}{find_line(error)}: {say_error(error)}") from error
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            kind = type(error).__name__
            raise PageError(f"docs/{page}{find_line(error)}: {kind}: {error}") from error

    def _fill_around_gaps(
        self, page: PurePosixPath, template: str, context: Mapping[str, Any]
    ) -> str:
        """Fill what can be filled; where that is nothing, say on the page what it waits for."""
        assert self.environment.loader is not None
        text = self.environment.loader.get_source(self.environment, template)[0]
        wanted = jinja2.meta.find_undeclared_variables(self.environment.parse(text))
        gaps = Gaps(self.source.absent, self.source.build.profile)
        known = gaps.fill(context, wanted)
        try:
            filled = self.environment.get_template(template).render(known)
        except Exception:
            if not gaps.found:
                raise
            self.unfilled.append(page)
            filled = gaps.replace_body(text)
        return put_on_top(gaps.note(), filled)

    def _context(self, page: PurePosixPath) -> dict[str, Any]:
        facts = {section.name: section.facts for section in self.source.sections}
        return {
            **facts,
            "table": self._shower(page, "table"),
            "figure": self._shower(page, "figure"),
            "require": _require,
            "cite": lambda key: self._cite(page, key),
            "bibliography": self.source.bibliography.to_markdown,
            "bibtex": self._bibtex,
            "citation": self.source.citation,
            "profile": self.source.build.profile,
            "modules": list_modules,
            "version": engine.__version__,
            "record_fields": record_fields(),
            "archive": archive_path(self.source.citation.version),
            "changes": self.source.changes,
            "list_changes": _list_changes,
        }

    def _shower(self, page: PurePosixPath, kind: str) -> Callable[[str], str]:
        def show(identifier: str) -> str:
            anchor = f"{kind}-{identifier}"
            exhibit = self.exhibits.get(anchor)
            if exhibit is None:
                known = ", ".join(sorted(self.exhibits))
                raise PageError(f"there is no {kind} {identifier!r}; known: {known}")
            if anchor in self.shown:
                raise PageError(
                    f"the {kind} {identifier!r} stands already in {self.shown[anchor]}; "
                    "link to it instead"
                )
            self.shown[anchor] = page
            return render_exhibit(
                exhibit,
                self.environment,
                root_from(page),
                self.source.build.profile,
                self.source.citation,
                f"{page_address(page)}#{anchor}",
            )

        return show

    def _bibtex(self, anchor: str) -> str:
        """Return the entry of an exhibit that stands in this page or one before it."""
        if anchor not in self.shown:
            raise PageError(f"no page before this one shows {anchor!r}, so it has no address yet")
        exhibit = self.exhibits[anchor]
        place = f"{page_address(self.shown[anchor])}#{anchor}"
        return self.source.citation.bibtex(place, exhibit.id, exhibit.title)

    def _cite(self, page: PurePosixPath, key: str) -> str:
        up = "../" * (len(page.parts) - 1)
        return f"[{self.source.bibliography.cite(key)}]({up}{REFERENCES_PAGE}#{key})"


def write_pages(source: Source, target: Path) -> list[Path]:
    """Fill every template under docs/ and write pages, data and figures.

    The target folder is replaced as a whole when all of it is made; if anything fails, it stays
    as it was.

    Args:
        source: What the pages are made from.
        target: Folder to write, `build/pages`.

    Returns:
        The files written, relative to `target`, sorted.

    Raises:
        PageError: As `fill_pages`.
    """
    filled = fill_pages(source)
    files = {**filled.pages, **filled.data()}
    replace_folder(target, files)
    return sorted(Path(name) for name in files)


@dataclass(frozen=True, slots=True)
class Filled:
    """The pages of a report, and what their exhibits are published from.

    Attributes:
        pages: Every page: path from the site's root, and content.
        exhibits: Tables and figures, each with the address of its page.
        source: What the pages were made from.
    """

    pages: dict[str, str | bytes]
    exhibits: Sequence[tuple[Exhibit, str]]
    source: Source

    def data(self) -> dict[str, str | bytes]:
        """Return all that is published beside the pages: path from the site's root, and content."""
        of = self.source
        return data_files(self.exhibits, of.build, of.citation, of.changes, of.memory)


def fill_pages(source: Source) -> Filled:
    """Return every page, filled.

    Raises:
        PageError: If a template is malformed, names something unknown, or an exhibit is shown
            twice or nowhere.
    """
    environment = source.memory.once(
        "environment",
        (source.docs, bool(source.absent)),
        lambda: make_environment(source.docs, with_gaps=bool(source.absent)),
    )
    writer = _Writer(source, environment, _index_exhibits(source.sections))
    files: dict[str, str | bytes] = {}
    for path in sorted(source.docs.rglob("*.md"), key=_references_last):
        page = PurePosixPath(path.relative_to(source.docs).as_posix())
        files[str(page)] = add_banner(writer.fill(page), source.build.profile)
    for section in source.sections:
        for generated in section.pages:
            page = PurePosixPath(generated.path)
            text = writer.fill(page, generated.template, generated.context)
            files[generated.path] = add_banner(text, source.build.profile)
    _check_all_shown(writer)
    exhibits = [
        (exhibit, page_address(writer.shown[anchor]))
        for anchor, exhibit in writer.exhibits.items()
        if anchor in writer.shown
    ]
    return Filled(files, exhibits, source)


def _check_all_shown(writer: _Writer) -> None:
    """Stop at an exhibit or a reference that no page uses, unless a page waits for records."""
    if writer.unfilled:
        return
    hidden = sorted(set(writer.exhibits) - set(writer.shown))
    if hidden:
        raise PageError(f"no page shows {', '.join(hidden)}; add it to a page under docs/")
    uncited = writer.source.bibliography.uncited()
    if uncited:
        raise PageError(f"no page cites {', '.join(uncited)}; cite it or take it out of the .bib")


def _require(condition: bool) -> str:
    """Stop the build where the sentence that follows would no longer be true."""
    if not condition:
        raise PageError(
            "the records no longer support the sentence behind this require(...); rewrite it"
        )
    return ""


def _references_last(path: Path) -> tuple[bool, str]:
    return path.name == REFERENCES_PAGE.name, str(path)


def _index_exhibits(sections: Sequence[Section]) -> dict[str, Exhibit]:
    exhibits: dict[str, Exhibit] = {}
    identifiers: set[str] = set()
    for section in sections:
        of_section: tuple[Exhibit, ...] = (*section.tables, *section.figures)
        for exhibit in of_section:
            if exhibit.id in identifiers:
                raise PageError(f"two exhibits have the id {exhibit.id!r}; ids are file names")
            identifiers.add(exhibit.id)
            exhibits[exhibit.anchor] = exhibit
    return exhibits


def _list_changes(changes: "Comparison") -> str:
    """Return what differs from an earlier build; what compares is imported only then."""
    from engine.records.compare_text import to_markdown

    return to_markdown(changes)
