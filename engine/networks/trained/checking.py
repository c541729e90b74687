"""A trained model checked against rows: what it gets right, over how much it can hold."""

from dataclasses import dataclass
from typing import Any

from engine.dataset.asked import AskedRows, Coding, as_numbers
from engine.dataset.classes import resolve_answers
from engine.dataset.contradictions import find_contradictions
from engine.dataset.errors import show
from engine.dataset.label_changes import Labels
from engine.dataset.scoring import Generalization, Score, generalize, score, wilson_ends
from engine.networks.own_model import ModelError
from engine.networks.trained.given import Inputs
from engine.networks.trained.model import NoRulesError, Stack, TrainedModel, decide


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a model does on rows that it was not trained on.

    Attributes:
        file: The file of the rows.
        score: What it gets right.
        accuracy_low: Lower end of the 95 % interval of its accuracy (Wilson).
        accuracy_high: Upper end.
        seen_rows: Rows whose inputs are those of a row that it is said to be trained on.
        outside_rows: Rows whose target, a quantity that is cut into classes, lies outside the
            values of those rows: they count for the first or the last class.
    """

    file: str
    score: Score
    accuracy_low: float
    accuracy_high: float
    seen_rows: int
    outside_rows: int

    @property
    def is_better_than_naming_one(self) -> bool:
        """Whether it gets more right than naming the commonest class always, beyond chance."""
        return self.accuracy_low > self.score.commonest_rows / self.score.rows


@dataclass(frozen=True, slots=True)
class Checked:
    """A trained model, checked.

    Attributes:
        model: What it is.
        file: The file of the rows.
        rows_in_file: Rows that the file has; more than were asked about where it was sampled.
        target: The column to be learnt.
        classes: Its classes.
        inputs: What the model was given of each row.
        encoded_by: What the encoding was made from; None where columns entered as they stand.
        answers: How its answers were read.
        score: What it gets right.
        repeated_rows: Rows with the inputs of another.
        stack: Its dense layers; None if the rules do not apply.
        no_rules: Why they do not; None if they do.
        generalization: G under each reading of rule 4; empty if the rules do not apply.
        held_out: The same for held-out rows; None if there are none.
    """

    model: str
    file: str
    rows_in_file: int
    target: str
    classes: tuple[str, ...]
    inputs: Inputs
    encoded_by: str | None
    answers: str
    score: Score
    repeated_rows: int
    stack: Stack | None
    no_rules: str | None
    generalization: list[Generalization]
    held_out: HeldOut | None


def check(
    model: TrainedModel,
    coding: Coding,
    asked: AskedRows,
    *,
    inputs: Inputs | None = None,
    held_out: tuple[TrainedModel, AskedRows] | None = None,
) -> Checked:
    """Return what a model gets right of rows, over its MEC.

    Args:
        model: The model.
        coding: How the table became inputs and labels.
        asked: The rows, those that it was trained on.
        inputs: What it is given; columns as they stand for a Pipeline and for an estimator that
            knows their names, else encoded.
        held_out: Rows that it was not trained on, with the model, or the predictions for these.

    Raises:
        DatasetError: If its answers are none of the labels.
        ModelError: If it cannot be asked about these rows.
    """
    form = inputs or (Inputs.RAW if model.takes_table else Inputs.ENCODED)
    predicted, how = _ask(model, asked, coding, form)
    found = score(predicted, asked.labels, len(coding.classes))
    stack, reason = _find_stack(model)
    by_encoding = form is Inputs.ENCODED and coding.encoding is not None
    return Checked(
        model=model.name,
        file=asked.name,
        rows_in_file=asked.rows_in_file,
        target=coding.target,
        classes=coding.classes,
        inputs=form,
        encoded_by=coding.made_from if by_encoding else None,
        answers=how,
        score=found,
        repeated_rows=_count_repeated(asked, len(coding.classes)),
        stack=stack,
        no_rules=reason,
        generalization=generalize(found, stack.mec_bits) if stack else [],
        held_out=_score_held_out(coding, form, asked, *held_out) if held_out else None,
    )


def _ask(model: TrainedModel, asked: AskedRows, coding: Coding, form: Inputs) -> tuple[Labels, str]:
    given: Any = asked.inputs
    if form is Inputs.RAW:
        given = asked.frame if model.takes_table else as_numbers(asked.frame, asked.name)
    answers = model.answer(given)
    if model.gives_labels:
        if answers.shape != asked.labels.shape:
            raise ModelError(f"{model.name} answers with several labels a row; expected is one")
        return resolve_answers(answers, model.classes, coding.classes)
    try:
        decision = decide(answers, len(coding.classes))
    except ValueError as error:
        raise ModelError(f"{model.name} does not fit {show(coding.target)!r}: {error}") from error
    return decision.classes, decision.how


def _find_stack(model: TrainedModel) -> tuple[Stack | None, str | None]:
    try:
        return model.find_stack(), None
    except NoRulesError as error:
        return None, str(error)


def _count_repeated(asked: AskedRows, classes: int) -> int:
    columns = [asked.inputs[:, place].copy() for place in range(asked.inputs.shape[1])]
    return find_contradictions(columns, asked.labels, classes).repeated_rows


def _score_held_out(
    coding: Coding, form: Inputs, trained_on: AskedRows, model: TrainedModel, asked: AskedRows
) -> HeldOut:
    predicted, _ = _ask(model, asked, coding, form)
    found = score(predicted, asked.labels, len(coding.classes))
    low, high = wilson_ends(found.rows_right, found.rows)
    seen = {row.tobytes() for row in trained_on.inputs + 0.0}  # adding 0 turns -0 into 0
    repeated = sum(row.tobytes() in seen for row in asked.inputs + 0.0)
    return HeldOut(asked.name, found, low, high, repeated, asked.outside_rows)
