"""What a study gets of another study whose records it reads."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """One result of another study, as plain values.

    Attributes:
        params: Parameters of the result.
        result: The result, JSON values.
    """

    params: dict[str, Any]
    result: dict[str, Any]
