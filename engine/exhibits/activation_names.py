"""How pages name what neurons compute; files and addresses keep the values of records."""

from typing import Final

_NAMES: Final = {"relu": "ReLU"}


def say_activation(activation: str) -> str:
    """Return the name of an activation as readers write it: "ReLU" of "relu", "tanh" as it is."""
    return _NAMES.get(activation, activation)
