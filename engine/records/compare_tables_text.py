"""What changed in published tables and figures, as text, Markdown or JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from engine.records.compare_tables import CellChange, Row, TableChange, TablesComparison
from engine.records.foreign import code_html, markdown_text

_HEADER = ("Table or figure", "Row", "Column", "Old", "New")
_LONGEST = 60


def tables_lines(comparison: TablesComparison) -> Iterator[str]:
    """Yield what a terminal shows: a summary, then a line an exhibit and a line a value."""
    yield summarize_tables(comparison)
    for change in comparison.changed:
        yield ""
        yield f"{change.id}: {_summarize(change)}"
        for cell in change.cells:
            told = (_describe(cell.row), cell.column, _shown(cell.old), "->", _shown(cell.new))
            yield "  " + "  ".join(told)


def tables_markdown(
    comparison: TablesComparison, links: Mapping[str, str], limit: int | None = None
) -> str:
    """Return it for a page: a summary, a line an exhibit, then the values in a table.

    Args:
        comparison: The comparison.
        links: Where each exhibit of the new build stands, by its id.
        limit: Values to list; all without. Each exhibit gets its share of them.
    """
    lines = [f"{summarize_tables(comparison)}", ""]
    lines += [
        f"- {_link(one.id, links)}: {markdown_text(_summarize(one))}" for one in comparison.changed
    ]
    for what, found in (("new", comparison.only_new), ("gone", comparison.only_old)):
        if found:
            lines.append(f"- {what}: {', '.join(_link(one, links) for one in found)}")
    listed, left = _share(comparison, limit)
    if listed:
        lines += ["", "| " + " | ".join(_HEADER) + " |", "|---|---|---|--:|--:|"]
        lines += [_markdown_row(change, cell, links) for change, cell in listed]
    if left:
        lines += ["", f"and {left:,} more."]
    return "\n".join(lines) + "\n"


def tables_body(comparison: TablesComparison) -> dict[str, Any]:
    """Return it as what becomes JSON: every value, row and column."""
    return asdict(comparison)


def summarize_tables(comparison: TablesComparison) -> str:
    """Return one sentence: of how many tables and figures how many changed, are new, are gone."""
    alone = [
        f"{len(found):,} {'are' if len(found) > 1 else 'is'} {what}"
        for found, what in ((comparison.only_new, "new"), (comparison.only_old, "gone"))
        if found
    ]
    changed = f"{len(comparison.changed) or 'none'} changed"
    said = "; ".join([changed, *([", ".join(alone)] if alone else [])])
    return f"Of the {comparison.compared:,} tables and figures that both have, {said}."


def _summarize(change: TableChange) -> str:
    """Return in a phrase what changed in an exhibit."""
    said = []
    if change.cells:
        relative = [one.relative for one in change.cells if one.relative is not None]
        largest = f", by {max(relative):.2g} of their size at most" if relative else ""
        said.append(f"{len(change.cells):,} of {change.compared:,} values differ{largest}")
    for rows, what in ((change.rows_only_new, "new"), (change.rows_only_old, "gone")):
        if rows:
            said.append(f"{len(rows):,} row{'s' if len(rows) > 1 else ''} {what}")
    for columns, what in ((change.columns_only_new, "new"), (change.columns_only_old, "gone")):
        if columns:
            said.append(f"{what}: the column{'s' if len(columns) > 1 else ''} {', '.join(columns)}")
    return "; ".join(said)


def _share(
    comparison: TablesComparison, limit: int | None
) -> tuple[list[tuple[TableChange, CellChange]], int]:
    """Return the values to list, and how many are left: the same number of each exhibit at most."""
    total = sum(len(change.cells) for change in comparison.changed)
    most = total if limit is None else max(1, limit // max(1, len(comparison.changed)))
    listed = [(change, cell) for change in comparison.changed for cell in change.cells[:most]]
    return listed[:limit], total - len(listed[:limit])


def _link(identifier: str, links: Mapping[str, str]) -> str:
    if identifier not in links:
        return code_html(identifier)
    return f"[{markdown_text(identifier)}]({links[identifier]})"


def _markdown_row(change: TableChange, cell: CellChange, links: Mapping[str, str]) -> str:
    told = (_describe(cell.row), cell.column, _shown(cell.old), _shown(cell.new))
    return "| " + " | ".join((_link(change.id, links), *map(_escape, told))) + " |"


def _describe(row: Row) -> str:
    return ", ".join(f"{name}={value}" for name, value in row.items())


def _shown(value: str) -> str:
    return value or "none"


def _escape(text: str) -> str:
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return markdown_text(short, begins_line=False)
