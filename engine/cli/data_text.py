"""What is said of a table, in lines for a terminal."""

from collections.abc import Iterator

from engine.cli.aligned import align
from engine.cli.data_networks_text import candidate_lines, direction_lines, law_lines
from engine.dataset.curve import CurvePoint
from engine.dataset.description import HEADLINE, Described
from engine.dataset.errors import show
from engine.dataset.null import BEST_DIRECTION, NEIGHBOURS, Null
from engine.dataset.requirement import Requirement, Units
from engine.dataset.words import list_unchecked, say
from engine.theory.information import TieOrder

_UNITS = {Units.AS_THEY_ARE: "columns as they are", Units.STANDARDISED: "columns standardised"}
_TIES = {
    TieOrder.AS_GIVEN: "ties as in the file",
    TieOrder.FEWEST_CHANGES: "ties for fewest changes",
    TieOrder.MOST_CHANGES: "ties for most changes",
}
_COUNTED = {
    **{units.value: f"sum, {name}" for units, name in _UNITS.items()},
    BEST_DIRECTION: "best direction below",
    NEIGHBOURS: "rows next to another label",
}
_MOST_NAMED = 12


def render_text(described: Described) -> str:
    """Return a description for reading."""
    parts = (
        *(_table_lines, _requirement_lines, _null_lines, _curve_lines),
        *(direction_lines, candidate_lines, law_lines, _word_lines),
    )
    return "\n\n".join("\n".join(lines(described)) for lines in parts) + "\n"


def _table_lines(described: Described) -> Iterator[str]:
    rows = f"{described.rows:,} rows"
    if described.rows < described.rows_in_file:
        rows += f", a sample of the {described.rows_in_file:,} of the file"
    yield f"{rows}; {len(described.inputs):,} inputs of a network"
    for one in described.left_out[:_MOST_NAMED]:
        yield f"  left out: {show(one.source)} ({one.reason})"
    if len(described.left_out) > _MOST_NAMED:
        yield f"  left out: {len(described.left_out) - _MOST_NAMED} more"
    yield f"{len(described.classes)} classes of {show(described.target)}:"
    for found in described.classes[:_MOST_NAMED]:
        yield f"  {show(found.name)}: {found.rows:,} rows, {found.share:.1%}"
    if len(described.classes) > _MOST_NAMED:
        yield f"  and {len(described.classes) - _MOST_NAMED} more"
    yield (
        f"label information: {described.label_information_bits:,.1f} bits, "
        f"{described.label_entropy_bits:.3f} a row"
    )
    same = described.contradictions
    yield (
        f"{same.repeated_rows:,} rows have the inputs of another, {same.contradicting_rows:,} of "
        f"them with differing labels: at most {100 * same.most_right:.2f} % can be right"
    )


def _requirement_lines(described: Described) -> Iterator[str]:
    yield "Capacity requirement, by label changes along the sum of the inputs, in bits"
    header = ["convention", "changes", "maximum", "estimated", "unrounded"]
    yield from align(header, [_requirement_row(one) for one in described.requirements])


def _requirement_row(one: Requirement) -> list[str]:
    mark = " *" if (one.units, one.ties) == HEADLINE else ""
    return [
        f"{_UNITS[one.units]}, {_TIES[one.ties]}{mark}",
        f"{one.changes:,}",
        f"{one.maximum_bits:,}",
        f"{one.estimated_bits:,}",
        f"{one.unrounded_bits:,.2f}",
    ]


def _null_lines(described: Described) -> Iterator[str]:
    times = described.shuffled.counts[0].permutations
    yield (
        f"Label changes beside those of labels shuffled {times} times; "
        f"without ties {described.random_changes:,.1f} are to be expected"
    )
    header = ["along", "found", "shuffled", "lowest", "highest", "bits", "bits shuffled", "p"]
    yield from align(header, [_null_row(one) for one in described.shuffled.counts])
    yield (
        f"  of all together, p = {described.shuffled.p:.2f}; next to another label: of "
        f"{described.shuffled.neighbour_rows:,} rows"
    )


def _null_row(one: Null) -> list[str]:
    return [
        _COUNTED[one.counted],
        f"{one.found:,}",
        f"{one.mean:,.1f}",
        f"{one.lowest:,}",
        f"{one.highest:,}",
        *("" if bits is None else f"{bits:,.2f}" for bits in (one.found_bits, one.mean_bits)),
        f"{one.p:.2f}",
    ]


def _curve_lines(described: Described) -> Iterator[str]:
    yield "Over growing shares of the rows: label changes, and log2(changes + 1) x inputs in bits"
    header = ["rows", "plain sum", "best", "random", "bits: plain sum", "best", "random"]
    yield from align(header, [_curve_row(one) for one in described.curve.points])
    if described.curve.growth is not None:
        yield (
            f"  growth of the best direction {described.curve.growth:.2f} over the last two "
            "doublings: 0 levels off, 1 grows as the rows do"
        )


def _curve_row(one: CurvePoint) -> list[str]:
    changes = (one.sum_changes, one.best_changes, one.random_changes)
    bits = (one.sum_bits, one.best_bits, one.random_bits)
    return [f"{one.rows:,}", *(f"{value:,.1f}" for value in (*changes, *bits))]


def _word_lines(described: Described) -> Iterator[str]:
    yield from say(described)
    yield f"Not checked: {'; '.join(list_unchecked(described))}."
