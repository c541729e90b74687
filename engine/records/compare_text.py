"""A comparison of two builds as text, Markdown or JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from engine.records.compare import Comparison, Difference, Leaf, Verdict

_HEADER = ("Study", "Params", "Quantity", "Old", "New", "Change", "Verdict")
_LONGEST_TEXT = 24


def to_text(comparison: Comparison) -> str:
    """Return a comparison for a terminal: a summary, then one line for each difference."""
    lines = [summarize(comparison), *_notes(comparison)]
    rows = [_HEADER, *(_row(one) for one in comparison.differences)]
    if comparison.differences:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines.append("")
        lines += [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
    return "\n".join(lines) + "\n"


def to_markdown(comparison: Comparison, limit: int | None = None) -> str:
    """Return a comparison for a page: a summary, notes as a list, differences as a table.

    Args:
        comparison: The comparison.
        limit: Differences to list; all without. What is more than noise comes first.
    """
    lines = [summarize(comparison), "", *(f"- {note}" for note in _notes(comparison)), ""]
    ordered = sorted(comparison.differences, key=lambda one: list(Verdict).index(one.verdict))
    shown = ordered[:limit]
    if shown:
        lines += [_markdown_row(_HEADER), "|---|---|---|--:|--:|--:|---|"]
        lines += [_markdown_row(_row(one)) for one in shown]
    if len(shown) < len(ordered):
        lines += ["", f"and {len(ordered) - len(shown):,} more."]
    return "\n".join(lines) + "\n"


def to_json(comparison: Comparison) -> str:
    """Return a comparison as JSON, with the values of every seed."""
    body: dict[str, Any] = {
        "old": {"version": comparison.old.version, "profile": comparison.old.profile},
        "new": {"version": comparison.new.version, "profile": comparison.new.profile},
        "same": comparison.is_same,
        "compared": comparison.compared,
        "differences": [asdict(one) for one in comparison.differences],
        "only_old": comparison.only_old,
        "only_new": comparison.only_new,
        "packages": comparison.packages,
        "recoded": comparison.recoded,
    }
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def summarize(comparison: Comparison) -> str:
    """Return one sentence: how many numbers were compared, how many differ, and how much."""
    old, new = comparison.old, comparison.new
    between = f"{old.version} ({old.profile}) and {new.version} ({new.profile})"
    if comparison.is_same:
        return f"{between} have the same {comparison.compared:,} values."
    counts = [
        f"{comparison.count(verdict):,} {verdict}"
        for verdict in Verdict
        if comparison.count(verdict)
    ]
    said = f" ({'; '.join(counts)})" if counts else ""
    return (
        f"Of the {comparison.compared:,} values that both {between} have, "
        f"{len(comparison.differences):,} differ{said}."
    )


def _notes(comparison: Comparison) -> Iterator[str]:
    for name, old, new in comparison.packages:
        yield f"{name}: {old} became {new}"
    if comparison.recoded:
        yield f"other code: {', '.join(comparison.recoded)}"
    for label, names in (("old", comparison.only_old), ("new", comparison.only_new)):
        for name in names:
            yield f"in the {label} one alone: {name}"


def _row(one: Difference) -> tuple[str, ...]:
    seeds = len(one.old_by_seed), len(one.new_by_seed)
    verdict = str(one.verdict) if one.p is None else f"{one.verdict} (p = {one.p:.2g})"
    return (
        one.study,
        ", ".join(f"{name}={value}" for name, value in one.params.items()),
        one.quantity,
        _format(one.old) + (f" (n = {seeds[0]})" if seeds[0] else ""),
        _format(one.new) + (f" (n = {seeds[1]})" if seeds[1] else ""),
        _change(one.old, one.new),
        verdict,
    )


def _format(value: Leaf) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    text = "none" if value is None else str(value)
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def _change(old: Leaf, new: Leaf) -> str:
    """Return the difference of two numbers, with its sign."""
    if not isinstance(old, int | float) or not isinstance(new, int | float):
        return ""
    return f"{new - old:+d}" if isinstance(new - old, int) else f"{new - old:+.3g}"


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
