"""What a study measures on the clock beside its result: kept apart from what it computed."""

from typing import Any, Final

CLOCKED: Final = "clocked"
"""Under this name a study returns it; the record has it in `made`, where nothing is compared."""


def take_clocked(result: dict[str, Any]) -> dict[str, Any]:
    """Take what was clocked out of a result, and return it as a part of `made`."""
    return {CLOCKED: result.pop(CLOCKED)} if CLOCKED in result else {}
