"""What trained networks of all frameworks share: numbers in, a number for each class out."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.networks.layers import Network, Shape, in_one_line
from engine.networks.own_model import ModelError
from engine.networks.trained.model import Answers, NoRulesError, Stack, stack_of_network

ROWS_AT_ONCE = 4096


class NetworkModel(ABC):
    """A network with one input and one output, see `TrainedModel`."""

    def __init__(self, input_shape: Shape | None) -> None:
        """Take its shape.

        Args:
            input_shape: Shape of one example; that of the first rows it sees if not given.
        """
        self._shape = input_shape

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is called."""

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
        try:
            return self._run(inputs, shape)
        except ModelError:
            raise
        except Exception as error:
            raise ModelError(
                f"{self.name} fails on rows of {inputs.shape[1]} inputs as shape {shape}: "
                f"{in_one_line(error)}"
            ) from error

    def find_stack(self) -> Stack:
        """Return the dense layers that it ends in.

        Raises:
            NoRulesError: If it ends in none, or has layers that nothing counts.
        """
        try:
            return stack_of_network(self._read_network(self._shape))
        except (ValueError, LookupError) as error:
            raise NoRulesError(in_one_line(error)) from error

    @abstractmethod
    def _run(self, inputs: NDArray[np.float64], shape: Shape) -> Answers:
        """Return the outputs for inputs, (n, d), each example in a shape: (n, k)."""

    @abstractmethod
    def _read_network(self, shape: Shape | None) -> Network:
        """Return its layers, for examples of a shape."""
