"""Ensembles of scikit-learn whose members are networks: networks in parallel, and their vote."""

from collections.abc import Callable, Sequence
from typing import Any

from engine.networks.own_model import ModelError
from engine.networks.trained.model import NoRulesError, Stack
from engine.theory.capacity import Reading, explain_stack


def find_ensemble(estimator: Any, find: Callable[[Any], Stack]) -> Stack | None:  # noqa: ANN401 - of any class
    """Return the members of an ensemble, as networks in parallel, and what joins their answers.

    Args:
        estimator: A fitted classifier.
        find: Returns the layers of a member.

    Returns:
        None if it is no ensemble of a kind that is known.

    Raises:
        NoRulesError: If a member is no network, or their answers are joined in a way that is not
            counted.
    """
    try:
        from sklearn import ensemble, multiclass  # type: ignore[import-untyped, unused-ignore]
    except ModuleNotFoundError:  # a classifier of another library
        return None
    name = type(estimator).__name__
    if isinstance(estimator, ensemble.StackingClassifier):
        if estimator.passthrough:
            raise NoRulesError(
                f"the last estimator of {name} is given the columns too, past its members; what "
                "that holds is not counted"
            )
        members = _find_members(name, estimator.estimators_, find)
        (last,) = _find_members(name, [estimator.final_estimator_], find)
        return _stack_on(members, last)
    kinds = (
        *(ensemble.VotingClassifier, ensemble.BaggingClassifier),
        *(multiclass.OneVsRestClassifier, multiclass.OneVsOneClassifier),
    )
    if isinstance(estimator, kinds):
        return _join_in_parallel(_find_members(name, estimator.estimators_, find))
    return None


def _find_members(
    name: str, estimators: Sequence[Any], find: Callable[[Any], Stack]
) -> tuple[Stack, ...]:
    try:
        return tuple(find(estimator) for estimator in estimators)
    except (NoRulesError, ModelError) as error:
        raise NoRulesError(f"not all members of {name} are networks: {error}") from error


def _join_in_parallel(members: tuple[Stack, ...]) -> Stack:
    """A vote without weights that are learnt has no parameters: it adds nothing (rule 3)."""
    bits = {reading.value: _sum_members(members, reading) for reading in Reading}
    return Stack((), (), bits, 0, members)


def _stack_on(members: tuple[Stack, ...], last: Stack) -> Stack:
    """The last estimator is in series: its layers follow one that is as wide as their answers."""
    sizes = (min(member.sizes[0] for member in members), *last.sizes)
    bits = {}
    for reading in Reading:
        layers = explain_stack(sizes, reading, thresholds=[True, *last.thresholds])[1:]
        added = sum(layer.capacity_bits for layer in layers)
        is_counted = reading is not Reading.DECISION_LAYER
        bits[reading.value] = added + (_sum_members(members, reading) if is_counted else 0)
    return Stack(last.sizes, last.thresholds, bits, 0, members)


def _sum_members(members: Sequence[Stack], reading: Reading) -> int:
    return sum(member.mec_bits[reading.value] for member in members)
