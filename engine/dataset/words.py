"""What a description comes to, in plain words, and what it leaves open."""

from collections.abc import Iterator, Sequence

from engine.dataset.candidates import Shape
from engine.dataset.description import Described
from engine.dataset.errors import show
from engine.dataset.expected import SizedByRows
from engine.dataset.null import BEST_DIRECTION, NEIGHBOURS
from engine.dataset.requirement import Units

NOT_CHECKED = (
    "whether training finds such a network, and how it does on other rows",
    "whether labels are right, rows are independent, and no column gives the answer away",
    "rules that neither a direction nor near rows show, such as the parity of many columns",
)
_PLACES = {
    Units.AS_THEY_ARE.value: "the sum of the columns",
    Units.STANDARDISED.value: "the sum of the standardised columns",
    BEST_DIRECTION: "the best direction",
}


def say(described: Described) -> tuple[str, str, str]:
    """Return three sentences: what there is to memorise, whether a rule shows, what size it takes.

    Args:
        described: A table.
    """
    return _say_information(described), _say_rule(described), _say_size(described)


def list_unchecked(described: Described) -> Iterator[str]:
    """Yield what was not checked, of any table and of this one."""
    yield from NOT_CHECKED
    if described.best_column.tells_all:
        column = show(described.inputs[described.best_column.place].name)
        yield f"whether {column} is known before the label is: alone it tells all classes apart"
    if len(described.classes) > 2:
        yield (
            "requirements of more than two classes: they are defined for two, here label changes "
            "are counted whatever the classes that meet"
        )
    if described.rows < described.rows_in_file:
        unseen = described.rows_in_file - described.rows
        yield f"{unseen:,} rows of the file, which were not looked at"


def _say_information(described: Described) -> str:
    found = described.contradictions
    text = (
        f"Learnt by heart, the {described.rows:,} labels are "
        f"{described.label_information_bits:,.0f} bits."
    )
    if not found.rows_wrong:
        return text
    return (
        f"{text} {found.contradicting_rows:,} rows contradict others with the same inputs: "
        f"no network gets more than {100 * found.most_right:.2f} % right."
    )


def _say_rule(described: Described) -> str:
    found = described.shuffled.clearest
    shuffled = f"shuffled labels {found.mean:,.0f} ({found.lowest:,} to {found.highest:,})"
    if found.counted == NEIGHBOURS:
        beside = (
            f"of {described.shuffled.neighbour_rows:,} rows {found.found:,} lie next to another "
            f"label, with {shuffled}"
        )
    else:
        beside = f"labels change {_times(found.found)} along {_PLACES[found.counted]}, {shuffled}"
    if not described.shuffled.shows_rule:
        return f"No rule shows: {beside}; what is to be learnt by heart grows with the rows."
    level = described.curve.levels_off_at
    if described.curve.growth is None:
        return f"A rule shows: {beside}; there are too few rows to say whether it levels off."
    if level is not None:
        return (
            f"A rule shows: {beside}; the changes along a direction level off at {level:,} rows, "
            "more teach nothing new about it."
        )
    return (
        f"A rule shows: {beside}; but the changes along a direction grow with the rows: it bends, "
        "part of the labels follows none, or more rows would tell more."
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _say_size(described: Described) -> str:
    widths = [
        one.sizes[1]
        for one in described.candidates
        if one.shape is Shape.ONE_HIDDEN_LAYER and one.asked == "estimated"
    ]
    sure = described.sure
    right = (
        "all rows"
        if sure.rows_right == described.rows
        else f"{sure.rows_right:,} of {described.rows:,} rows"
    )
    asked = f"{min(widths):,} to {max(widths):,} by the requirement, as rule 4 is read"
    likely = _find_width(described.sized_by_effective_rows)
    enough = _find_width(described.sized_by_rows)
    if likely and enough:
        asked = (
            f"about {likely:,} of tanh, as for {described.effective_rows:,.0f} rows with random "
            f"labels; {enough:,} if no rule helps, as for all {described.rows:,}; {asked}"
        )
    return (
        f"Neurons of one hidden layer: {asked}; {sure.sizes[1]:,} of step are sure to get {right} "
        "right."
    )


def _find_width(sized: Sequence[SizedByRows]) -> int | None:
    """Return the neurons of the one hidden layer of tanh, which is what was put to the test."""
    return next(
        (
            one.sizes[1]
            for one in sized
            if one.shape is Shape.ONE_HIDDEN_LAYER and one.expected.activation == "tanh"
        ),
        None,
    )
