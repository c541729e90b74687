"""Keras models: what they answer for rows of numbers."""

from math import prod
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.networks.layers import Network, Shape
from engine.networks.own_model import ModelError, network_of
from engine.networks.trained.model import Answers
from engine.networks.trained.network_model import ROWS_AT_ONCE, NetworkModel

if TYPE_CHECKING:
    import keras


class KerasModel(NetworkModel):
    """A model with one input and one output."""

    def __init__(self, model: "keras.Model", input_shape: Shape | None) -> None:
        """Take a model.

        Args:
            model: With its weights.
            input_shape: Shape of one example, channels last; the model's own if not given.
        """
        known = getattr(model, "input_shape", None)
        own = known[1:] if isinstance(known, tuple) and None not in known[1:] else None
        super().__init__(input_shape or own)
        self._model = model

    @property
    def name(self) -> str:
        """Its name."""
        return str(self._model.name)

    def _run(self, inputs: NDArray[np.float64], shape: Shape) -> Answers:
        if prod(shape) != inputs.shape[1]:
            raise ModelError(
                f"{self.name} takes {prod(shape)} inputs, the rows have {inputs.shape[1]}"
            )
        rows = inputs.reshape(-1, *shape)
        outputs = self._model.predict(rows, batch_size=ROWS_AT_ONCE, verbose=0)
        return np.asarray(outputs, dtype=np.float64).reshape(len(inputs), -1)

    def _read_network(self, shape: Shape | None) -> Network:
        return network_of(self._model, shape)
