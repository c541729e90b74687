"""Networks for a table, in lines for a terminal: sure ones, the least ones, expected ones."""

from collections.abc import Iterator, Sequence

from engine.cli.aligned import align
from engine.dataset.candidates import Candidate, Shape
from engine.dataset.description import Described
from engine.dataset.errors import show
from engine.dataset.expected import SizedByRows
from engine.exhibits.readings import READINGS

_SHAPES = {
    Shape.ONE_HIDDEN_LAYER: "one hidden layer",
    Shape.TWO_HIDDEN_LAYERS: "two hidden layers",
}


def direction_lines(described: Described) -> Iterator[str]:
    """Yield the thresholds along each direction, the network of the best, and a tree."""
    yield "Thresholds along a direction: as many hidden step neurons are sure to fit"
    rows = [[one.name, f"{one.neurons:,}", f"{one.rows_wrong:,}"] for one in described.directions]
    yield from align(["direction", "neurons", "rows wrong"], rows)
    alone = described.best_column
    yield (
        f"  best single input: {show(described.inputs[alone.place].name)}, {alone.neurons:,} "
        f"thresholds, {alone.rows_wrong:,} of {alone.rows:,} rows wrong"
    )
    sure, tree = described.sure, described.tree
    yield (
        f"  network {write_sizes(sure.sizes)} along the {sure.direction}: {sure.parameters:,} "
        f"parameters, {sure.rows_right:,} rows right"
    )
    bits = (f"{sure.capacity_bits[key]:,} ({label})" for key, label in READINGS.items())
    yield f"    MEC in bits: {', '.join(bits)}"
    sampled = "" if tree.rows == described.rows else f", grown on {tree.rows:,} rows"
    yield (
        f"  yardstick, a tree of if-then-else: {tree.tests:,} tests, {tree.leaves:,} leaves, depth "
        f"{tree.depth}, {tree.parameters:,} parameters, {tree.bits:,.1f} bits{sampled}"
    )


def candidate_lines(described: Described) -> Iterator[str]:
    """Yield the least networks that reach the requirement, under each reading of rule 4."""
    yield (
        "Least networks for the requirement marked *, and for the label information; "
        f"output neurons: {described.outputs}"
    )
    header = ["bits asked", "reading of rule 4", "network", "MEC (bits)", "parameters"]
    activations = [one.activation for one in next(iter(described.expected.values()), [])]
    header += [f"n50, {activation}" for activation in activations]
    yield from align(header, [_candidate_row(one, described) for one in described.candidates])


def law_lines(described: Described) -> Iterator[str]:
    """Yield the networks that the measured law asks for, or why there is none."""
    if described.law_missing:
        yield f"Nothing is expected by the measured law: {described.law_missing}"
        return
    yield (
        "Least networks that are expected to memorise so many rows with random labels (n50): as "
        f"many as it has, {described.rows:,}, and as it is as hard as, "
        f"{_round(described.effective_rows)}, the rows times the share of random label changes "
        "that are left along the best direction"
    )
    header = ["rows", "network", "sizes", "parameters", "expected n50", "from", "to", "law"]
    counts = (
        (described.rows, described.sized_by_rows),
        (
            described.effective_rows,
            described.sized_by_effective_rows,
        ),
    )
    yield from align(header, [_law_row(rows, one) for rows, sized in counts for one in sized])
    yield "  from, to: the error of the law on networks that it was not fitted to"


def write_sizes(sizes: Sequence[int]) -> str:
    """Return sizes as 4-7-3, of whatever width."""
    return "-".join(map(str, sizes))


def _candidate_row(one: Candidate, described: Described) -> list[str]:
    expected = described.expected.get(write_sizes(one.sizes), [])
    return [
        f"{one.asked.replace('_', ' ')}, {one.asked_bits:,.0f}, {_SHAPES[one.shape]}",
        READINGS[one.reading.value],
        write_sizes(one.sizes),
        f"{one.capacity_bits:,}",
        f"{one.parameters:,}",
        *(_round(found.points) for found in expected),
    ]


def _law_row(rows: float, one: SizedByRows) -> list[str]:
    found = one.expected
    return [
        _round(rows) if isinstance(rows, float) else f"{rows:,}",
        f"{_SHAPES[one.shape]}, {found.activation}",
        write_sizes(one.sizes),
        f"{one.parameters:,}",
        _round(found.points),
        _round(found.low),
        _round(found.high),
        "extrapolated" if found.beyond else "measured",
    ]


def _round(value: float | None) -> str:
    """Return a number to two digits."""
    if value is None:
        return "not known"
    return f"{value:,.1f}" if value < 10 else f"{int(float(f'{value:.1e}')):,}"
