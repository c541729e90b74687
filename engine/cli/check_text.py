"""What is said of a trained model, in lines for a terminal."""

from collections import Counter
from collections.abc import Iterator

from engine.cli.aligned import align
from engine.dataset.errors import show
from engine.dataset.scoring import Generalization, Score, Verdict
from engine.exhibits.readings import READINGS
from engine.networks.trained.checking import Checked
from engine.networks.trained.given import Inputs
from engine.networks.trained.model import Stack
from engine.networks.trained.words import list_unchecked, say

_VERDICTS = {
    Verdict.SURE_TO_FIT: "sure to fit by heart",
    Verdict.NOT_SURE_TO_FIT: "more than is sure to fit",
    Verdict.BEYOND_HALF: "over twice what is sure to fit",
}


def render_text(checked: Checked) -> str:
    """Return a check for reading."""
    parts = (_model_lines, _score_lines, _generalization_lines, _word_lines)
    written = ("\n".join(lines(checked)) for lines in parts)
    return "\n\n".join(part for part in written if part) + "\n"


def _model_lines(checked: Checked) -> Iterator[str]:
    network = f", {_show_network(checked.stack)}" if checked.stack else ""
    yield f"{show(checked.model)}{network}"
    rows = f"{checked.score.rows:,} rows of {checked.file}"
    if checked.score.rows < checked.rows_in_file:
        rows += f", a sample of its {checked.rows_in_file:,}"
    yield f"  asked about {rows}; {len(checked.classes):,} classes of {show(checked.target)}"
    given = "columns as they stand"
    if checked.encoded_by:
        given = f"encoded and standardised as in {checked.encoded_by}"
    elif checked.inputs is Inputs.ENCODED:
        given = "x as it stands"
    yield f"  given: {given}; answers: {show(checked.answers)}"
    if checked.repeated_rows:
        yield f"  {checked.repeated_rows:,} rows have the inputs of another, and are stored as one"


def _show_network(stack: Stack) -> str:
    own = "-".join(map(str, stack.sizes))
    if not stack.members:
        return own
    counts = Counter(map(_show_network, stack.members))
    members = ", ".join(
        f"{count:,} × {network}" if count > 1 else network for network, count in counts.items()
    )
    return f"in parallel {members}" + (f"; on their answers {own}" if own else "")


def _score_lines(checked: Checked) -> Iterator[str]:
    header = ["", "right", "rows", "accuracy", "commonest class", "right × H", "told"]
    rows = [_score_row("these rows", checked.score)]
    if checked.held_out:
        rows.append(_score_row(f"held out, {checked.held_out.file}", checked.held_out.score))
    yield from align(header, rows)
    found = checked.score
    yield (
        f"  bits: right rows times H(labels) = {found.label_entropy_bits:.3f}; told: rows times "
        "the mutual information of answer and label"
    )


def _score_row(name: str, found: Score) -> list[str]:
    return [
        name,
        f"{found.rows_right:,}",
        f"{found.rows:,}",
        f"{100 * found.accuracy:.1f} %",
        f"{100 * found.commonest_rows / found.rows:.1f} %",
        f"{found.right_bits:,.1f}",
        f"{found.told_bits:,.1f}",
    ]


def _generalization_lines(checked: Checked) -> Iterator[str]:
    if checked.generalization:
        yield "Generalization G: bits over MEC, by reading of rule 4"
        header = ["reading", "MEC (bits)", "G, right × H", "G, right rows", "G, told", "verdict"]
        yield from align(header, [_generalization_row(one) for one in checked.generalization])


def _generalization_row(one: Generalization) -> list[str]:
    return [
        READINGS[one.reading.value],
        f"{one.mec_bits:,}",
        *(f"{value:,.3f}" for value in (one.g_bits, one.g_rows, one.g_told)),
        _VERDICTS[one.verdict],
    ]


def _word_lines(checked: Checked) -> Iterator[str]:
    yield from map(show_line, say(checked))
    yield f"Not checked: {'; '.join(list_unchecked(checked))}."


def show_line(text: str) -> str:
    """Return a sentence without what a name in it could do to a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
