"""Filling one page after another: what a template gets, and what a page shows where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import jinja2
import jinja2.meta
from markupsafe import Markup

import engine
from engine.exhibits.drawing.stack import draw_stack
from engine.exhibits.errata import read_errata
from engine.exhibits.export.citation import Citation
from engine.exhibits.export.datapackage import archive_path
from engine.exhibits.export.files import Exhibit
from engine.exhibits.export.forms import describe_classes
from engine.records.rounding import ACROSS_MACHINES
from engine.records.store import Build
from engine.records.validate import record_fields
from engine.site.addresses import page_address, root_from
from engine.site.banner import put_on_top
from engine.site.changes import PAGE as RELEASE_NOTES_PAGE
from engine.site.changes import complete, list_changed_exhibits, list_changes
from engine.site.claims import PAGE as CLAIMS_PAGE
from engine.site.claims import (
    ClaimPlaceError,
    Register,
    UnknownClaimError,
    claims_table,
)
from engine.site.dependencies import list_dependencies
from engine.site.gaps import Gaps, let_gaps_through
from engine.site.glossary import PAGE as GLOSSARY_PAGE
from engine.site.glossary import Glossary, GlossaryError
from engine.site.memory import Memory
from engine.site.modules import list_modules
from engine.site.references import PAGE as REFERENCES_PAGE
from engine.site.references import Bibliography, BibliographyError
from engine.site.repeats import CLOCKED_FILES
from engine.site.reproduction import Reproduction
from engine.site.scoreboard import TABLE_ID, draw_scores, list_scores
from engine.site.shown import (
    Drawer,
    render_exhibit,
    render_lookup,
    render_neuron,
    render_plain_table,
    render_strips,
)
from engine.site.template import find_line, say_error
from engine.site.third_party import WORKS
from engine.studies.section import Section
from engine.studies.sections import Absent

if TYPE_CHECKING:
    from engine.records.compare import Comparison


class PageError(Exception):
    """A page that cannot be filled; the message names the page and what is wrong."""


_SAID = (PageError, BibliographyError, GlossaryError, ClaimPlaceError, UnknownClaimError)
"""Errors whose message a reader of the page's template understands as it stands."""


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
        reproduction: How the build stands against the reference; None where nothing is compared.
        memory: Keeps what was made of the same before, where pages are filled more than once.
        project: Folder of pyproject.toml, which says what packages the report is made with; None
            where there is none.
    """

    docs: Path
    build: Build
    sections: Sequence[Section]
    citation: Citation
    bibliography: Bibliography
    changes: "Comparison | None" = None
    absent: Sequence[Absent] = ()
    memory: Memory = field(default_factory=Memory)
    reproduction: Reproduction | None = None
    project: Path | None = None


@dataclass
class Writer:
    """Fills the pages of one build and remembers which page shows which exhibit."""

    source: Source
    environment: jinja2.Environment
    exhibits: dict[str, Exhibit]
    register: Register
    glossary: Glossary
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
        except (*_SAID, jinja2.TemplateError) as error:
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

    @cached_property
    def _same_on_every_page(self) -> dict[str, Any]:
        source = self.source
        return {
            **{section.name: section.facts for section in source.sections},
            "bibliography": lambda: Markup(source.bibliography.to_markdown()),
            "citation": source.citation,
            "profile": source.build.profile,
            "version": engine.__version__,
            "archive": archive_path(source.citation.version),
            "modules": list_modules,
            "record_fields": record_fields(),
            "clocked_files": CLOCKED_FILES,
            "across_machines_parts": round(1 / ACROSS_MACHINES),
            "document_classes": list(describe_classes()),
            "dependencies": lambda: list_dependencies(source.project or Path()),
            "works_of_others": WORKS,
            "reproduction": source.reproduction.facts if source.reproduction else None,
            "errata": read_errata(source.docs / "errata.yml"),
            "glossary": list(self.glossary.entries.values()),
            "define": lambda key: Markup(self.glossary.define(key)),
            "draw_stack": let_gaps_through(_show_stack),
            "beat_the_neuron": lambda: render_neuron(self.environment),
            "parameter_strip": lambda strips: render_strips(strips, self.environment),
            "require": _require,
            "bibtex": self._bibtex,
        }

    def _context(self, page: PurePosixPath) -> dict[str, Any]:
        return {
            **self._same_on_every_page,
            "table": self._shower(page, "table"),
            "figure": self._shower(page, "figure"),
            "plain_table": lambda table: render_plain_table(
                table, self.environment, root_from(page)
            ),
            "look_up": lambda: render_lookup(
                self.environment, root_from(page), self.source.citation
            ),
            "scoreboard": lambda: self._show_scoreboard(page),
            "cite": lambda key: self._cite(page, key),
            "term": lambda key, text="": Markup(
                self.glossary.explain(key, root_from(page) + page_address(GLOSSARY_PAGE), text)
            ),
            **self.register.functions(page),
            **self._list_claims(page),
            **self._list_changes(page),
        }

    def _list_claims(self, page: PurePosixPath) -> dict[str, Any]:
        """Return the claims for the page that lists them, which is filled after all others."""
        if page != CLAIMS_PAGE:
            return {}
        rows = self.register.list_stated(page_address)
        table = claims_table(rows, self.register.findings)
        self.exhibits[table.anchor] = table
        return {"claims": rows}

    def _list_changes(self, page: PurePosixPath) -> dict[str, Any]:
        """Return what differs from an earlier build for the page that tells it, filled last."""
        if page != RELEASE_NOTES_PAGE:
            return {}
        return {
            "changes": self.changes,
            "list_changes": list_changes,
            "list_changed_exhibits": partial(list_changed_exhibits, shown=self.shown),
        }

    @cached_property
    def changes(self) -> "Comparison | None":
        """What differs from an earlier build, once all pages but those on it are filled."""
        shown = [self.exhibits[anchor] for anchor in self.shown]
        return complete(self.source.changes, self.register.verdicts(), shown)

    def _shower(
        self, page: PurePosixPath, kind: str, draw: Drawer | None = None
    ) -> Callable[[str], Markup]:
        def show(identifier: str) -> Markup:
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
                draw,
            )

        return show

    def _show_scoreboard(self, page: PurePosixPath) -> Markup:
        """Return how the rules stand, drawn row by row; it is a table like others.

        Rows that wait for records are not there, and where all do, nothing is.
        """
        scores = list_scores(self.source.sections)
        if not scores and self.source.absent:
            return Markup()
        show = self._shower(page, "table", partial(draw_scores, scores))
        return show(TABLE_ID)

    def _bibtex(self, anchor: str) -> Markup:
        """Return the entry of an exhibit that stands in this page or one before it."""
        if anchor not in self.shown:
            raise PageError(f"no page before this one shows {anchor!r}, so it has no address yet")
        exhibit = self.exhibits[anchor]
        place = f"{page_address(self.shown[anchor])}#{anchor}"
        return Markup(self.source.citation.bibtex(place, exhibit.id, exhibit.title))

    def _cite(self, page: PurePosixPath, key: str) -> Markup:
        up = "../" * (len(page.parts) - 1)
        return Markup(f"[{self.source.bibliography.cite(key)}]({up}{REFERENCES_PAGE}#{key})")


def _require(condition: bool) -> str:
    """Stop the build where the sentence that follows would no longer be true."""
    if not condition:
        raise PageError(
            "the records no longer support the sentence behind this require(...); rewrite it"
        )
    return ""


def _show_stack(*given: Any) -> Markup:  # noqa: ANN401 - what draw_stack takes
    return Markup(draw_stack(*given))
