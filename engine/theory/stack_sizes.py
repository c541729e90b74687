"""A dense stack written as a line of text: 8-8-2-32-1 is inputs, hidden layers, outputs.

The limits are those of networks that are measured by training them many times over: what lies
beyond them is a slip of the hand.
"""

import re
from collections.abc import Sequence

MOST_LAYERS = 12
"""The most layers of neurons, the outputs among them."""

LARGEST_WIDTH = 1024
"""The most inputs, and the most neurons of a layer."""

_WIDTH = re.compile("[1-9][0-9]{0,8}")
_SHOWN_CHARACTERS = 40
_EXPECTED_WIDTH = f"is not a whole number from 1 to {LARGEST_WIDTH}"


def parse_sizes(text: str) -> tuple[int, ...]:
    """Return the sizes that a description gives: inputs, neurons of each hidden layer, outputs.

    Raises:
        ValueError: If the text is no such description or goes beyond the limits.

    Examples:
        >>> parse_sizes("8-8-2-32-1")
        (8, 8, 2, 32, 1)
    """
    if not isinstance(text, str):
        raise ValueError(_complain(text, "it is no text"))
    parts = text.split("-")
    for part in parts[: MOST_LAYERS + 2]:
        if not _WIDTH.fullmatch(part):
            raise ValueError(_complain(text, f"{_shorten(part)} {_EXPECTED_WIDTH}"))
    if len(parts) > MOST_LAYERS + 1:
        raise ValueError(_complain(text, _count_layers(len(parts))))
    return _check(text, tuple(int(part) for part in parts))


def format_sizes(sizes: Sequence[int]) -> str:
    """Return the description of a stack, what `parse_sizes` reads.

    Raises:
        ValueError: As `check_sizes`.

    Examples:
        >>> format_sizes((8, 8, 1))
        '8-8-1'
    """
    return "-".join(str(size) for size in check_sizes(sizes))


def check_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    """Return sizes as a tuple if they are those of a stack within the limits.

    Args:
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.

    Raises:
        ValueError: If there are too few sizes or too many, or one is no integer from 1 to
            `LARGEST_WIDTH`.
    """
    return _check(list(sizes[: MOST_LAYERS + 2]), tuple(sizes))


def _check(given: object, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the sizes, or complain of them as they were given."""
    if not 2 <= len(sizes) <= MOST_LAYERS + 1:
        raise ValueError(_complain(given, _count_layers(len(sizes))))
    for size in sizes:
        if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= LARGEST_WIDTH:
            raise ValueError(
                _complain(
                    given, f"{_shorten(size)} is not a whole number from 1 to {LARGEST_WIDTH}"
                )
            )
    return sizes


def _count_layers(numbers: int) -> str:
    return f"it has {numbers - 1} layers of neurons, 1 to {MOST_LAYERS} are possible"


def _complain(given: object, reason: str) -> str:
    return (
        f"{_shorten(given)} describes no network that can be measured: {reason}; write the number "
        "of inputs, the neurons of each hidden layer and the number of outputs with a hyphen "
        "between them, such as 8-8-2-32-1, or 8-1 for a single neuron"
    )


def _shorten(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN_CHARACTERS else f"{shown[:_SHOWN_CHARACTERS]}..."
