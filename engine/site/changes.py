"""What the release notes tell: a comparison with an earlier build, completed by what pages show."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from engine.exhibits.columns import figure_table
from engine.exhibits.export.files import Exhibit
from engine.exhibits.figure import Figure

if TYPE_CHECKING:
    from engine.records.compare import Comparison

PAGE: Final = PurePosixPath("release-notes.md")


def complete(
    changes: "Comparison | None", claims: Mapping[str, str], exhibits: Iterable[Exhibit]
) -> "Comparison | None":
    """Return a comparison that knows what this build says and shows.

    Args:
        changes: What differs in the records; None without an earlier build.
        claims: What this build says of each claim: a verdict by its id.
        exhibits: Tables and figures that its pages show.
    """
    if changes is None:
        return None
    from engine.records.compare_tables import compare_tables

    new = replace(changes.new, claims=claims, tables=_csv_texts(exhibits))
    tables = compare_tables(changes.old.tables, new.tables) if changes.old.tables else None
    return replace(changes, new=new, tables=tables)


def list_changes(changes: "Comparison", limit: int) -> Markup:
    """Return what differs in the records; what compares is imported only then."""
    from engine.records.compare_text import to_markdown

    return Markup(to_markdown(changes, limit, claims_page="claims.md"))


def list_changed_exhibits(
    changes: "Comparison", shown: Mapping[str, PurePosixPath], limit: int
) -> Markup:
    """Return what differs in tables and figures, each linked to where it stands.

    Args:
        changes: The comparison, completed.
        shown: The page of each exhibit, by its anchor.
        limit: Values to list.
    """
    from engine.records.compare_tables_text import tables_markdown

    if changes.tables is None:
        return Markup()
    links = {
        anchor.partition("-")[2]: f"{page.as_posix()}#{anchor}" for anchor, page in shown.items()
    }
    return Markup(tables_markdown(changes.tables, links, limit))


def _csv_texts(exhibits: Iterable[Exhibit]) -> dict[str, str]:
    return {
        one.id: (figure_table(one) if isinstance(one, Figure) else one).to_csv() for one in exhibits
    }
