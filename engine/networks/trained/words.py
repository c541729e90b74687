"""What a check comes to, in plain words, and what it leaves open."""

from collections.abc import Iterator

from engine.dataset.scoring import Generalization, Score, Verdict
from engine.networks.trained.checking import Checked
from engine.networks.trained.model import Stack
from engine.theory.capacity import Reading

NOT_CHECKED = (
    "whether the model was trained on these rows",
    "what was chosen by looking at the held-out rows",
)


def say(checked: Checked) -> tuple[str, str, str]:
    """Return three sentences: what is right, what that says of heart, what held-out rows say.

    Args:
        checked: A model.
    """
    verdict = _say_verdict(checked) + _say_members(checked.stack)
    return _say_right(checked.score), verdict, _say_held_out(checked)


def list_unchecked(checked: Checked) -> Iterator[str]:
    """Yield what was not checked, of any model and of this one."""
    yield NOT_CHECKED[0]
    if checked.held_out:
        yield NOT_CHECKED[1]
    if checked.stack and checked.stack.parameters_before:
        yield (
            f"what the {checked.stack.parameters_before:,} parameters before the dense layers "
            "store: no reading of rule 4 counts them"
        )
    if checked.score.rows < checked.rows_in_file:
        unseen = checked.rows_in_file - checked.score.rows
        yield f"{unseen:,} rows of the file, which were not looked at"


def _say_right(found: Score) -> str:
    text = (
        f"Right are {_share(found)}; naming the commonest class always gets "
        f"{found.commonest_rows:,} right."
    )
    return text if found.is_better_than_naming_one else f"{text} It does no better than that."


def _say_verdict(checked: Checked) -> str:
    told = f"the {checked.score.told_bits:,.1f} bits that its answers tell of the labels"
    if not checked.stack:
        return (
            f"The rules do not apply ({checked.no_rules}): whether {told} are learnt by heart "
            "cannot be told from its size."
        )
    by_reading = {one.reading: one for one in checked.generalization}
    most = max(checked.generalization, key=lambda one: one.mec_bits)
    if most.verdict is Verdict.SURE_TO_FIT:
        text = f"All of it may be learnt by heart: {told} are no more than {_mec(most)}."
        decision = by_reading[Reading.DECISION_LAYER]
        if decision.verdict is Verdict.SURE_TO_FIT:
            return text
        return (
            f"{text} The decision layer alone, with {decision.mec_bits:,} bits, is not sure to "
            "hold them."
        )
    if most.verdict is Verdict.NOT_SURE_TO_FIT:
        text = (
            f"Not all of it is sure to fit by heart: {told} are more than {_mec(most)}, by any "
            "reading; up to twice as many, half of all labellings still fit a neuron."
        )
    else:
        text = (
            "Learning by heart alone does not account for it, unless a parameter stores more than "
            f"it does in a neuron: {told} are more than twice {_mec(most)}, by any reading."
        )
    if before := checked.stack.parameters_before:
        text += f" That is of its dense layers alone: {before:,} parameters before them store too."
    return text


def _say_members(stack: Stack | None) -> str:
    if stack is None or not stack.members:
        return ""
    text = f" That MEC is the sum of its {len(stack.members):,} members, networks in parallel"
    if not stack.sizes:
        return f"{text}; their vote has no weights of its own, and adds nothing."
    return (
        f"{text}, and of the estimator on their answers, a layer in series; by the decision layer "
        "that alone."
    )


def _mec(one: Generalization) -> str:
    return f"its MEC of {one.mec_bits:,} bits"


def _say_held_out(checked: Checked) -> str:
    if not checked.held_out:
        return "Whether it generalises is not told by this: give rows that it has not seen."
    held_out, found = checked.held_out, checked.held_out.score
    text = (
        f"On held-out rows right are {_share(found)}, 95 % interval "
        f"{100 * held_out.accuracy_low:.1f} to {100 * held_out.accuracy_high:.1f} %; naming the "
        f"commonest class always gets {found.commonest_rows:,} right"
    )
    if held_out.seen_rows:
        text += f"; {held_out.seen_rows:,} of them have the inputs of a row above, and were seen"
    if held_out.outside_rows:
        text += (
            f"; {held_out.outside_rows:,} of them lie outside the values that were cut into "
            "classes, and count for the first or the last"
        )
    if held_out.is_better_than_naming_one:
        return f"{text}. That is more than chance gives."
    return (
        f"{text}. Within chance it does no better: nothing shows that what was learnt carries over."
    )


def _share(found: Score) -> str:
    return f"{found.rows_right:,} of {found.rows:,} rows ({100 * found.accuracy:.1f} %)"
