"""A trained model as `mec check` needs it, whatever library made it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.networks.counting import UnknownLayerError
from engine.networks.head import Classifier, NoDecisionLayerError, classifier, mec_bits
from engine.networks.layers import Network
from engine.theory.capacity import Reading, stack_capacity

Answers = NDArray[Any]
"""Labels, shape (n,); or how far each class fits, shape (n, classes), or (n, 1) for two."""


class NoRulesError(Exception):
    """The rules do not apply to a model; the message says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The dense layers between the last embedding of a network and its output.

    Of an ensemble: those of its members, and of a network that joins their answers.

    Attributes:
        sizes: Values that enter, then the neurons of each layer; nothing where members vote.
        thresholds: Whether the neurons of each layer have thresholds.
        mec_bits: MEC in bits, by reading of rule 4.
        parameters_before: Parameters of the layers before, which no reading counts.
        members: Networks in parallel, whose answers enter; none if it is one network.
    """

    sizes: tuple[int, ...]
    thresholds: tuple[bool, ...]
    mec_bits: dict[str, int]
    parameters_before: int
    members: "tuple[Stack, ...]" = ()


class TrainedModel(Protocol):
    """What all trained models do."""

    @property
    def name(self) -> str:
        """What it is: "MLPClassifier"."""

    @property
    def takes_table(self) -> bool:
        """Whether it takes the columns of a table as they stand, not encoded inputs."""

    @property
    def gives_labels(self) -> bool:
        """Whether it answers with labels; else with a number for each class."""

    @property
    def classes(self) -> Sequence[object]:
        """All labels that it may answer with; none where it gives numbers."""

    def answer(self, given: Any) -> Answers:  # noqa: ANN401 - a frame or an array
        """Return its answer for each row of a frame or of inputs, shape (n, d)."""

    def find_stack(self) -> Stack:
        """Return its dense layers, after it has answered.

        Raises:
            NoRulesError: If it has no neurons that the rules are about.
        """


def stack_of_sizes(sizes: Sequence[int], thresholds: Sequence[bool] | None = None) -> Stack:
    """Return the stack of a network of dense layers alone.

    Args:
        sizes: Inputs, then the neurons of each layer.
        thresholds: Whether the neurons of each layer have thresholds; all have if not given.
    """
    has = tuple(thresholds) if thresholds is not None else (True,) * (len(sizes) - 1)
    bits = {reading.value: stack_capacity(sizes, reading, thresholds=has) for reading in Reading}
    return Stack(tuple(sizes), has, bits, 0)


def stack_of_network(network: Network) -> Stack:
    """Return the stack that a network of layers ends in.

    Raises:
        NoRulesError: If it ends in none.
    """
    try:
        head: Classifier = classifier(network)
    except (NoDecisionLayerError, UnknownLayerError) as error:
        raise NoRulesError(str(error)) from error
    bits = {reading.value: found for reading, found in mec_bits(head).items()}
    before = network.parameters - head.parameters
    return Stack(head.sizes, head.thresholds, bits, before)


@dataclass(frozen=True, slots=True)
class Decision:
    """Which class a model names for each row.

    Attributes:
        classes: Index of the class, shape (n,).
        how: In words, how it was told from the outputs.
    """

    classes: NDArray[np.intp]
    how: str


def decide(outputs: Answers, classes: int) -> Decision:
    """Return the class that outputs name: the largest, or for one output which side of a cut.

    One output for two classes is a probability, cut at 0.5, if all of them lie from 0 to 1, else a
    logit, cut at 0.

    Args:
        outputs: Shape (n, k) or (n,).
        classes: How many classes there are, in the order of the outputs.

    Raises:
        ValueError: If there are not as many outputs as classes, or some are no numbers.
    """
    scores = outputs.reshape(len(outputs), -1)
    count = scores.shape[1]
    if not np.isfinite(scores).all():
        raise ValueError("some of its outputs are no finite numbers")
    if count == classes:
        return Decision(scores.argmax(axis=1), "the largest output")
    if (count, classes) != (1, 2):
        expected = "one or two" if classes == 2 else str(classes)
        raise ValueError(f"it has {count} outputs, and the labels need {expected}")
    is_probability = bool(scores.min() >= 0 and scores.max() <= 1)
    cut = 0.5 if is_probability else 0.0
    found = (scores[:, 0] > cut).astype(np.intp)
    return Decision(found, f"its output, second class above {cut:g}")
