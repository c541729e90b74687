"""From records to pages: every Markdown file under docs/ is a template, filled and written out."""

import re
import shutil
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2

import engine
from engine.exhibits.export.citation import Citation
from engine.exhibits.export.datapackage import archive_path
from engine.exhibits.export.files import Exhibit
from engine.exhibits.prose import FILTERS
from engine.records.compare import Comparison
from engine.records.compare_text import to_markdown
from engine.records.store import Build
from engine.records.validate import record_fields
from engine.site.claims import PAGE as CLAIMS_PAGE
from engine.site.claims import (
    ClaimPlaceError,
    Register,
    UnknownClaimError,
    claims_table,
    index_findings,
)
from engine.site.data_files import data_files
from engine.site.glossary import Glossary, GlossaryError
from engine.site.modules import list_modules
from engine.site.references import PAGE as REFERENCES_PAGE
from engine.site.references import Bibliography, BibliographyError
from engine.site.shown import render_exhibit
from engine.studies.section import Section

TEMPLATES = Path(__file__).parent / "templates"
_FRONT_MATTER = re.compile(r"---\n.*?\n---\n", re.DOTALL)
_QUICK_BANNER = (
    '<div class="mec-banner" role="note"><strong>Quick profile.</strong> Real data, but one seed '
    "and one epoch: good for trying the build, not for citing.</div>"
)


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
    """

    docs: Path
    build: Build
    sections: Sequence[Section]
    citation: Citation
    bibliography: Bibliography
    changes: Comparison | None = None


@dataclass
class _Writer:
    """Fills the pages of one build and remembers which page shows which exhibit."""

    source: Source
    environment: jinja2.Environment
    exhibits: dict[str, Exhibit]
    register: Register
    glossary: Glossary
    shown: dict[str, PurePosixPath] = field(default_factory=dict)

    def fill(
        self, page: PurePosixPath, template: str = "", extra: Mapping[str, Any] | None = None
    ) -> str:
        """Return a page with its numbers, tables and figures.

        Args:
            page: The page, relative to the folder of the pages.
            template: Name of its template; its own path where it is a file under docs/.
            extra: What the template needs beside the facts of all sections.
        """
        try:
            source = self.environment.get_template(template or str(page))
            return source.render({**self._context(page), **(extra or {})})
        except (*_SAID, jinja2.TemplateError) as error:
            raise PageError(f"docs/{page}{_find_line(error)}: {_say(error)}") from error
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            kind = type(error).__name__
            raise PageError(f"docs/{page}{_find_line(error)}: {kind}: {error}") from error

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
            "list_changes": to_markdown,
            "define": self.glossary.define,
            "glossary": list(self.glossary.entries.values()),
            **self.register.functions(page),
            **self._list_claims(page),
        }

    def _list_claims(self, page: PurePosixPath) -> dict[str, Any]:
        """Return the claims for the page that lists them, which is filled after all others."""
        if page != CLAIMS_PAGE:
            return {}
        rows = self.register.list_stated(page_address)
        table = claims_table(rows, self.register.findings)
        self.exhibits[table.anchor] = table
        return {"claims": rows}

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
        PageError: If a template is malformed, names something unknown, or an exhibit is shown
            twice or nowhere.
    """
    findings = [finding for section in source.sections for finding in section.findings]
    writer = _Writer(
        source,
        _environment(source.docs),
        _index_exhibits(source.sections),
        Register(index_findings(findings)),
        Glossary(source.docs / "glossary.yml"),
    )
    files: dict[str, str | bytes] = {}
    for path in sorted(source.docs.rglob("*.md"), key=_lists_last):
        page = PurePosixPath(path.relative_to(source.docs).as_posix())
        text = writer.fill(page) + writer.glossary.abbreviations()
        files[str(page)] = _add_banner(text, source.build.profile)
    for section in source.sections:
        for generated in section.pages:
            page = PurePosixPath(generated.path)
            text = writer.fill(page, generated.template, generated.context)
            files[generated.path] = _add_banner(text, source.build.profile)
    if unstated := writer.register.unstated():
        raise PageError(
            f"no page states the claims {', '.join(unstated)}; write "
            f'{{{{ claim("{unstated[0]}") }}}} on a page under docs/'
        )
    hidden = sorted(set(writer.exhibits) - set(writer.shown))
    if hidden:
        raise PageError(f"no page shows {', '.join(hidden)}; add it to a page under docs/")
    uncited = source.bibliography.uncited()
    if uncited:
        raise PageError(f"no page cites {', '.join(uncited)}; cite it or take it out of the .bib")
    exhibits = [
        (exhibit, page_address(writer.shown[anchor])) for anchor, exhibit in writer.exhibits.items()
    ]
    files.update(data_files(exhibits, source.build, source.citation, source.changes))
    _replace_folder(target, files)
    return sorted(Path(name) for name in files)


def page_address(page: PurePosixPath) -> str:
    """Return the address of a page relative to the site's root: "backbones/" of "backbones.md"."""
    parts = page.with_suffix("").parts
    folders = parts[:-1] if parts[-1] == "index" else parts
    return "".join(f"{folder}/" for folder in folders)


def root_from(page: PurePosixPath) -> str:
    """Return the way from a page to the site's root: "../" for each level."""
    return "../" * page_address(page).count("/") or "./"


def _require(condition: bool) -> str:
    """Stop the build where the sentence that follows would no longer be true."""
    if not condition:
        raise PageError(
            "the records no longer support the sentence behind this require(...); rewrite it"
        )
    return ""


def _find_line(error: Exception) -> str:
    """Return ", line 12" where the traceback leads through the line of a page."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f", line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename.endswith(".md")]
    return f", line {lines[-1]}" if lines else ""


def _say(error: Exception) -> str:
    """Return the message of an error; that of a template's syntax error without its source."""
    return str(error.message if isinstance(error, jinja2.TemplateError) else error)


def _lists_last(path: Path) -> tuple[int, str]:
    """Claims and references are listed after all other pages have stated and cited them."""
    last = [CLAIMS_PAGE.name, REFERENCES_PAGE.name]
    return last.index(path.name) + 1 if path.name in last else 0, str(path)


def _environment(docs: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([docs, TEMPLATES]),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # Markdown; the HTML templates escape for themselves
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    return environment


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


def _add_banner(text: str, profile: str) -> str:
    """Say at the top of a page, behind its front matter, that the numbers are provisional."""
    if profile != "quick":
        return text
    front = _FRONT_MATTER.match(text)
    head = front.group() if front else ""
    return f"{head}{_QUICK_BANNER}\n\n{text[len(head) :]}"


def _replace_folder(target: Path, files: Mapping[str, str | bytes]) -> None:
    """Write a folder beside the old one, then put it in its place."""
    fresh = target.with_name(f"{target.name}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, content in files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    shutil.rmtree(target, ignore_errors=True)
    fresh.replace(target)
