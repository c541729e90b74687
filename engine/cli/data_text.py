"""What is said of a table, in lines for a terminal."""

from collections.abc import Iterator, Sequence

from engine.dataset.candidates import Candidate, Shape
from engine.dataset.description import HEADLINE, Described
from engine.dataset.errors import show
from engine.dataset.requirement import Requirement, Units
from engine.exhibits.readings import READINGS
from engine.theory.information import TieOrder

_UNITS = {Units.AS_THEY_ARE: "columns as they are", Units.STANDARDISED: "columns standardised"}
_TIES = {
    TieOrder.AS_GIVEN: "ties as in the file",
    TieOrder.FEWEST_CHANGES: "ties for fewest changes",
    TieOrder.MOST_CHANGES: "ties for most changes",
}
_SHAPES = {
    Shape.ONE_HIDDEN_LAYER: "one hidden layer",
    Shape.TWO_HIDDEN_LAYERS: "two hidden layers",
}
_MOST_NAMED = 12


def render_text(described: Described) -> str:
    """Return a description for reading."""
    parts = (_table_lines, _requirement_lines, _candidate_lines)
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


def _requirement_lines(described: Described) -> Iterator[str]:
    yield "Capacity requirement, by label changes along the sum of the inputs"
    yield from align(
        ["convention", "changes", "maximum (bits)", "estimated (bits)", "unrounded"],
        [_requirement_row(one) for one in described.requirements],
    )


def _requirement_row(one: Requirement) -> list[str]:
    mark = " *" if (one.units, one.ties) == HEADLINE else ""
    return [
        f"{_UNITS[one.units]}, {_TIES[one.ties]}{mark}",
        f"{one.changes:,}",
        f"{one.maximum_bits:,}",
        f"{one.estimated_bits:,}",
        f"{one.unrounded_bits:,.2f}",
    ]


def _candidate_lines(described: Described) -> Iterator[str]:
    yield "Least networks that reach it, by the convention marked *"
    yield from align(
        ["asked", "reading of rule 4", "network", "MEC (bits)", "parameters"],
        [_candidate_row(one) for one in described.candidates],
    )


def _candidate_row(one: Candidate) -> list[str]:
    return [
        f"{one.asked.replace('_', ' ')}, {one.asked_bits:,.0f} bits, {_SHAPES[one.shape]}",
        READINGS[one.reading.value],
        "-".join(map(str, one.sizes)),
        f"{one.capacity_bits:,}",
        f"{one.parameters:,}",
    ]


def align(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table; all columns but the first are set to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    return [
        "  "
        + "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (header, *rows)
    ]
