"""Keras models: what they answer for rows of numbers."""

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.networks.layers import Shape, in_one_line
from engine.networks.own_model import ModelError, network_of
from engine.networks.trained.model import Answers, NoRulesError, Stack, stack_of_network

if TYPE_CHECKING:
    import keras

_ROWS_AT_ONCE = 4096


class KerasModel:
    """A model with one input and one output."""

    def __init__(self, model: "keras.Model", input_shape: Shape | None) -> None:
        """Take a model.

        Args:
            model: With its weights.
            input_shape: Shape of one example, channels last; the model's own if not given.
        """
        self._model = model
        known = getattr(model, "input_shape", None)
        own = known[1:] if isinstance(known, tuple) and None not in known[1:] else None
        self._shape: Shape | None = input_shape or own

    @property
    def name(self) -> str:
        """Its name."""
        return str(self._model.name)

    @property
    def takes_table(self) -> bool:
        """It takes inputs."""
        return False

    @property
    def gives_labels(self) -> bool:
        """It gives a number for each class."""
        return False

    @property
    def classes(self) -> Sequence[object]:
        """It names none."""
        return ()

    def answer(self, given: Any) -> Answers:  # noqa: ANN401 - see the protocol
        """Return its outputs, shape (n, k).

        Raises:
            ModelError: If it cannot be run on such rows.
        """
        inputs = np.asarray(given, dtype=np.float64)
        self._shape = shape = self._shape or (inputs.shape[1],)
        if prod(shape) != inputs.shape[1]:
            raise ModelError(
                f"{self.name} takes {prod(shape)} inputs, the rows have {inputs.shape[1]}"
            )
        try:
            rows = inputs.reshape(-1, *shape)
            outputs = self._model.predict(rows, batch_size=_ROWS_AT_ONCE, verbose=0)
        except Exception as error:
            raise ModelError(
                f"{self.name} fails on rows of {inputs.shape[1]} inputs as shape {shape}: "
                f"{in_one_line(error)}"
            ) from error
        return np.asarray(outputs, dtype=np.float64).reshape(len(inputs), -1)

    def find_stack(self) -> Stack:
        """Return the dense layers that it ends in.

        Raises:
            NoRulesError: If it ends in none, or has layers that nothing counts.
        """
        try:
            return stack_of_network(network_of(self._model, self._shape))
        except (ValueError, LookupError) as error:
            raise NoRulesError(in_one_line(error)) from error
