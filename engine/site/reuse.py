"""What a reader of a table or figure takes away: its files, its citation, a line to embed it."""

from dataclasses import dataclass

from jinja2 import Environment

from engine.exhibits.export.citation import Citation
from engine.exhibits.export.files import Exhibit, list_downloads, plain_text
from engine.exhibits.figure import Figure
from engine.records.foreign import html_text
from engine.studies.study import Profile


@dataclass(frozen=True, slots=True)
class Reuse:
    """What stands in the fold "Use or cite" of an exhibit.

    Attributes:
        is_citable: Whether the numbers of this build are to be cited; those of a quick one are not.
        downloads: Label and path from the site's root of each file, the CSV apart.
        link: Address of the exhibit in this version.
        version: The version.
        citation: How it is cited, plain text.
        embedding: The line of HTML that shows a figure on another site; empty for a table.
        licence: Under which terms it may be used, plain text.
        report_link: Address that reports a fault in it; empty without a repository.
    """

    is_citable: bool
    downloads: list[tuple[str, str]]
    link: str
    version: str
    citation: str
    embedding: str
    licence: str
    report_link: str


def describe_reuse(exhibit: Exhibit, citation: Citation, place: str, profile: str) -> Reuse:
    """Return how an exhibit may be used and cited.

    Args:
        exhibit: The table or figure.
        citation: How the report is cited.
        place: Where the exhibit stands, relative to the site's root: "rules/#table-studies".
        profile: Profile of the build.
    """
    return Reuse(
        is_citable=profile != Profile.QUICK,
        downloads=[each for each in list_downloads(exhibit) if not each[1].endswith(".csv")],
        link=citation.link(place),
        version=citation.version,
        citation=citation.plain(place, exhibit.title),
        embedding=_embedding(exhibit, citation) if isinstance(exhibit, Figure) else "",
        licence=". ".join(filter(None, [citation.licence, exhibit.terms])),
        report_link=citation.report_link(place, exhibit.anchor),
    )


def embed_path(figure: Figure) -> str:
    """Return where the page of a figure alone is published, relative to the site's root."""
    return f"embed/{figure.id}.html"


def render_embed(figure: Figure, environment: Environment, citation: Citation, place: str) -> str:
    """Return the page of a figure alone, without script, for a frame in another site.

    Args:
        figure: The figure.
        environment: Where the templates are.
        citation: How the report is cited.
        place: Where the figure stands, relative to the site's root.
    """
    return environment.get_template("embed.html").render(
        figure=figure,
        caption=plain_text(figure.caption),
        link=citation.link(place),
        source=f"{citation.short_title}, version {citation.version}",
    )


def _embedding(figure: Figure, citation: Citation) -> str:
    return (
        f'<iframe src="{html_text(citation.link(embed_path(figure)))}" '
        f'title="{html_text(figure.title)}" '
        'width="100%" height="480" style="border:0" loading="lazy"></iframe>'
    )
