"""From records to pages: every Markdown file under docs/ is a template, filled and written out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from jinja2 import Environment

from engine.exhibits.claim import Finding
from engine.exhibits.export.citation import Citation
from engine.exhibits.export.files import Exhibit
from engine.exhibits.figure import Figure
from engine.site.addresses import page_address, root_from
from engine.site.banner import add_banner
from engine.site.cards import card_files
from engine.site.changes import PAGE as RELEASE_NOTES_PAGE
from engine.site.claims import PAGE as CLAIMS_PAGE
from engine.site.claims import Register, index_findings
from engine.site.data_files import data_files
from engine.site.example_data import example_files
from engine.site.fonts import LICENCE_FILE as FONT_LICENCE_FILE
from engine.site.fonts import font_licence
from engine.site.glossary import Glossary
from engine.site.links import name_file
from engine.site.output import replace_folder
from engine.site.references import PAGE as REFERENCES_PAGE
from engine.site.reuse import embed_path, render_embed
from engine.site.sbom import PATH as BILL_PATH
from engine.site.sbom import bill_of_materials
from engine.site.scoreboard import list_scores, scores_table
from engine.site.template import make_environment
from engine.site.third_party import licence_files
from engine.site.writer import PageError, Source, Writer
from engine.studies.section import MovedPage, Section

if TYPE_CHECKING:
    from engine.records.compare import Comparison


_LAST: Final = (CLAIMS_PAGE, REFERENCES_PAGE, RELEASE_NOTES_PAGE)
"""Pages that list claims, references and changes: filled once all others are."""


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
        claims: What the records say of each claim: a verdict by its id.
        changes: What differs from an earlier build; None without one.
    """

    pages: dict[str, str | bytes]
    exhibits: Sequence[tuple[Exhibit, str]]
    source: Source
    claims: Mapping[str, str]
    changes: "Comparison | None"

    def data(self) -> dict[str, str | bytes]:
        """Return all that is published beside the pages: path from the site's root, and content."""
        of = self.source
        data = data_files(
            self.exhibits,
            of.build,
            of.citation,
            self.changes,
            of.memory,
            self.claims,
        )
        bill = (
            {BILL_PATH: bill_of_materials(of.project, of.citation.version, of.citation.licence)}
            if of.project
            else {}
        )
        cards = card_files(_index_all_findings(of.sections))
        licences = {FONT_LICENCE_FILE: font_licence(), **licence_files()}
        return {**data, **example_files(), **licences, **bill, **cards}


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
    writer = Writer(
        source,
        environment,
        _index_exhibits(source),
        Register(_index_all_findings(source.sections)),
        Glossary(source.docs / "glossary.yml"),
    )
    files: dict[str, str | bytes] = {}
    pages = sorted(
        PurePosixPath(path.relative_to(source.docs).as_posix())
        for path in source.docs.rglob("*.md")
    )
    for page in pages:
        if page not in _LAST:
            files[str(page)] = _fill(writer, page)
    for section in source.sections:
        files.update(section.files)
        for generated in section.pages:
            page = PurePosixPath(generated.path)
            text = writer.fill(page, generated.template, generated.context)
            files[generated.path] = add_banner(text, source.build.profile)
        for moved in section.moved:
            files[f"{moved.old}index.html"] = _lead_on(moved, environment, source.citation)
    for page in _LAST:
        if page in pages:
            files[str(page)] = _fill(writer, page)
    _check_all_shown(writer)
    exhibits = [
        (exhibit, page_address(writer.shown[anchor]))
        for anchor, exhibit in writer.exhibits.items()
        if anchor in writer.shown
    ]
    for exhibit, page_at in exhibits:
        if isinstance(exhibit, Figure):
            place = f"{page_at}#{exhibit.anchor}"
            files[embed_path(exhibit)] = render_embed(exhibit, environment, source.citation, place)
    return Filled(files, exhibits, source, writer.register.verdicts(), writer.changes)


def _fill(writer: Writer, page: PurePosixPath) -> str:
    text = writer.fill(page) + writer.glossary.abbreviations()
    if writer.source.reproduction:
        shown = [writer.exhibits[anchor] for anchor, at in writer.shown.items() if at == page]
        text = writer.source.reproduction.put_line(page, text, shown)
    return add_banner(text, writer.source.build.profile)


def _lead_on(moved: MovedPage, environment: Environment, citation: Citation) -> str:
    """Return what stands at the old address of a page: it works from any folder, and from disk."""
    link = root_from(PurePosixPath(moved.old, "index.md")) + moved.new
    return environment.get_template("moved.html").render(
        link=link, file=name_file(link), canonical=citation.link(moved.new)
    )


def _check_all_shown(writer: Writer) -> None:
    """Stop at an exhibit or a reference that no page uses, unless a page waits for records."""
    if writer.unfilled:
        return
    if unstated := writer.register.unstated():
        raise PageError(
            f"no page states the claims {', '.join(unstated)}; write "
            f'{{{{ claim("{unstated[0]}") }}}} on a page under docs/'
        )
    hidden = sorted(set(writer.exhibits) - set(writer.shown))
    if hidden:
        raise PageError(f"no page shows {', '.join(hidden)}; add it to a page under docs/")
    uncited = writer.source.bibliography.uncited()
    if uncited:
        raise PageError(f"no page cites {', '.join(uncited)}; cite it or take it out of the .bib")


def _index_all_findings(sections: Sequence[Section]) -> dict[str, Finding]:
    return index_findings([finding for section in sections for finding in section.findings])


def _index_exhibits(source: Source) -> dict[str, Exhibit]:
    scores = list_scores(source.sections)
    tables = [scores_table(scores)] if scores else []
    tables += source.reproduction.tables if source.reproduction else ()
    exhibits: dict[str, Exhibit] = {table.anchor: table for table in tables}
    identifiers = {table.id for table in tables}
    for section in source.sections:
        of_section: tuple[Exhibit, ...] = (*section.tables, *section.figures)
        for exhibit in of_section:
            if exhibit.id in identifiers:
                raise PageError(f"two exhibits have the id {exhibit.id!r}; ids are file names")
            identifiers.add(exhibit.id)
            exhibits[exhibit.anchor] = exhibit
    return exhibits
