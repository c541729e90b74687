"""What a description comes to, in plain words, and what it leaves open."""

from collections.abc import Iterator

from engine.dataset.candidates import Shape
from engine.dataset.curve import LEVEL_BELOW
from engine.dataset.description import Described
from engine.dataset.null import BEST_DIRECTION, Null

NOT_CHECKED = (
    "whether training finds such a network, and how it does on other rows",
    "whether labels are right, rows are independent, and no column gives the answer away",
    "rules that no single direction shows: XOR of two columns looks like no rule here",
)


def say(described: Described) -> tuple[str, str, str]:
    """Return three sentences: what there is to memorise, whether a rule shows, what size it takes.

    Args:
        described: A table.
    """
    return _say_information(described), _say_rule(described), _say_size(described)


def list_unchecked(described: Described) -> Iterator[str]:
    """Yield what was not checked, of any table and of this one."""
    yield from NOT_CHECKED
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
    best = _find(described, BEST_DIRECTION)
    shown = [one for one in described.null if one.shows_rule]
    if not shown:
        return (
            f"No rule shows: along the best direction labels change {best.found:,} times, shuffled "
            f"labels {best.mean:,.0f} ({best.lowest:,} to {best.highest:,}); what is to be "
            "memorised grows with the rows."
        )
    clearest = min(shown, key=lambda one: one.found / one.mean if one.mean else 1.0)
    text = (
        f"A rule shows: labels change {clearest.found:,} times, shuffled labels "
        f"{clearest.mean:,.0f} ({clearest.lowest:,} to {clearest.highest:,})"
    )
    growth = described.curve.growth
    if growth is None:
        return f"{text}; there are too few rows to say whether that levels off."
    if growth < LEVEL_BELOW:
        level = described.curve.levels_off_at
        return f"{text}; that levels off from {level:,} rows on: more teach little about the rule."
    return f"{text}; but it still grows with the rows: part of the labels follows no rule found."


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
    return (
        f"One hidden layer: {min(widths):,} to {max(widths):,} neurons by the estimate, as rule 4 "
        f"is read; {sure.sizes[1]:,} step neurons are sure to get {right} right."
    )


def _find(described: Described, counted: str) -> Null:
    return next(one for one in described.null if one.counted == counted)
