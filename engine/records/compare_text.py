"""A comparison of two builds as text, Markdown or JSON."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, TypeVar
from urllib.parse import quote

from engine.records.compare import Comparison, Lone
from engine.records.compare_tables_text import tables_body, tables_lines
from engine.records.difference import Difference, Leaf, Params, Verdict
from engine.records.foreign import json_text, markdown_text

_HEADER = ("Study", "Params", "Quantity", "Old", "New", "Change", "Verdict")
_LONGEST_TEXT = 24
_LONGEST_PARAM = 40

_Told = TypeVar("_Told", Difference, Lone)


def to_text(comparison: Comparison) -> str:
    """Return a comparison for a terminal: a summary, then study by study what differs."""
    lines = [summarize(comparison), *_claim_notes(comparison), *_notes(comparison)]
    for study, differences in _by_study(comparison).items():
        rows = [_HEADER[1:], *(difference_row(one, comparison)[1:] for one in differences)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines += ["", _summarize_study(comparison, study)]
        for row in rows:
            # A column that is empty but for its header tells nothing.
            cells = zip(row, widths, zip(*rows[1:], strict=True), strict=True)
            shown = [cell.ljust(width) for cell, width, column in cells if any(column)]
            lines.append(("  " + "  ".join(shown)).rstrip())
    if comparison.tables:
        lines += ["", *tables_lines(comparison.tables)]
    return "\n".join(lines) + "\n"


def to_markdown(
    comparison: Comparison, limit: int | None = None, claims_page: str | None = None
) -> str:
    """Return a comparison for a page: a summary, notes and studies as a list, then a table.

    Args:
        comparison: The comparison.
        limit: Differences to list; all without. What is more than noise comes first.
        claims_page: Page that has an anchor for each claim, to link those that turned to.
    """
    studies = [_summarize_study(comparison, study) for study in _by_study(comparison)]
    plain = map(markdown_text, (*_notes(comparison), *studies))
    notes = [
        f"- {note}" for note in (*_claim_notes(comparison, claims_page, markdown_text), *plain)
    ]
    lines = [markdown_text(summarize(comparison)), "", *notes, ""]
    ordered = sorted(comparison.differences, key=lambda one: list(Verdict).index(one.verdict))
    shown = ordered[:limit]
    if shown:
        lines += [_markdown_row(_HEADER), "|---|---|---|--:|--:|--:|---|"]
        lines += [_markdown_row(difference_row(one, comparison)) for one in shown]
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
        "only_old": [str(one) for one in comparison.only_old],
        "only_new": [str(one) for one in comparison.only_new],
        "packages": comparison.packages,
        "recoded": comparison.recoded,
        "claims": [
            {"claim": name, "old": old, "new": new} for name, old, new in comparison.turned_claims
        ],
        "claims_only_old": _list_lone(comparison.gone_claims),
        "claims_only_new": _list_lone(comparison.new_claims),
        "exhibits": tables_body(comparison.tables) if comparison.tables else None,
    }
    return json_text(json.dumps(body, indent=1, ensure_ascii=False)) + "\n"


def _list_lone(claims: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"claim": name, "verdict": verdict} for name, verdict in claims]


def summarize(comparison: Comparison) -> str:
    """Return one sentence: how many numbers were compared, how many differ, and how much."""
    old, new = comparison.old, comparison.new
    between = f"{old.version} ({old.profile}) and {new.version} ({new.profile})"
    if comparison.has_same_values:
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


def _claim_notes(
    comparison: Comparison, claims_page: str | None = None, write: Callable[[str], str] = str
) -> Iterator[str]:
    """Tell of claims; one that is gone has no anchor to lead to."""

    def link(name: str) -> str:
        return f"[{write(name)}]({claims_page}#{quote(name)})" if claims_page else write(name)

    for name, old, new in comparison.turned_claims:
        said = write(f"had the verdict {old!r} and now has {new!r}")
        yield f"the claim {link(name)} {said}"
    for name, verdict in comparison.new_claims:
        yield f"the claim {link(name)} {write(f'is new, with the verdict {verdict!r}')}"
    for name, verdict in comparison.gone_claims:
        yield f"the claim {write(name)} {write(f'is gone; it had the verdict {verdict!r}')}"


def _notes(comparison: Comparison) -> Iterator[str]:
    for name, old, new in comparison.packages:
        yield f"{name}: {old} became {new}"
    if comparison.recoded:
        yield f"other code: {', '.join(comparison.recoded)}"
    for label, lone in (("old", comparison.only_old), ("new", comparison.only_new)):
        for study, found in _group_by_study(lone).items():
            if study not in comparison.compared_by_study:
                yield f"in the {label} one alone: {study}, {len(found)} results"
            else:
                for one in found:
                    yield f"in the {label} one alone: {_describe_lone(one, comparison)}"


def _describe_lone(one: Lone, comparison: Comparison) -> str:
    told = " ".join(filter(None, (one.study, _describe(one.params, comparison.telling[one.study]))))
    return told if one.quantity is None else f"{told}: {one.quantity}"


def _by_study(comparison: Comparison) -> dict[str, list[Difference]]:
    return _group_by_study(comparison.differences)


def _group_by_study(ones: Sequence[_Told]) -> dict[str, list[_Told]]:
    grouped: dict[str, list[_Told]] = {}
    for one in ones:
        grouped.setdefault(one.study, []).append(one)
    return grouped


def _summarize_study(comparison: Comparison, study: str) -> str:
    """Return one sentence: how many values of a study differ, and by how much at most."""
    found = _by_study(comparison)[study]
    relative = [one.relative for one in found if one.relative is not None]
    said = f"{study}: {len(found):,} of {comparison.compared_by_study[study]:,} values differ"
    if relative:
        said += f", by {max(relative):.2g} of their size at most"
    others = len(found) - len(relative)
    return said + (f"; {others:,} are not numbers" if others else "")


def difference_row(one: Difference, comparison: Comparison) -> tuple[str, ...]:
    """Return a difference in words: study, params, quantity, old, new, change, verdict.

    Args:
        one: The difference.
        comparison: What it is of, which knows the params that tell.
    """
    seeds = len(one.old_by_seed), len(one.new_by_seed)
    verdict = str(one.verdict) if one.p is None else f"{one.verdict} (p = {one.p:.2g})"
    if one.interval and one.verdict is Verdict.MORE_THAN_NOISE:
        low, high = (f"{end:.6g}" for end in one.interval)
        verdict += f", expected {low} to {high}"
    return (
        one.study,
        _describe(one.params, comparison.telling[one.study]),
        one.quantity,
        _format(one.old) + (f" (n = {seeds[0]})" if seeds[0] else ""),
        _format(one.new) + (f" (n = {seeds[1]})" if seeds[1] else ""),
        _change(one.old, one.new),
        verdict,
    )


def _describe(params: Params, names: Iterable[str]) -> str:
    """Return those params that tell a result apart; of a long one, its beginning and end."""
    return ", ".join(f"{name}={_shorten(str(params[name]))}" for name in names if name in params)


def _shorten(text: str) -> str:
    if len(text) <= _LONGEST_PARAM:
        return text
    half = _LONGEST_PARAM // 2
    return f"{text[:half]}…{text[-half:]}"


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
    return "| " + " | ".join(markdown_text(cell, begins_line=False) for cell in cells) + " |"
