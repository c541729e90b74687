"""The measured law of what networks memorise, from the records of a build."""

from pathlib import Path
from typing import Any

from engine.theory.stack_expectation import describe_law

_STUDIES = ("series-law-fits", "series-readings-fits")


def read_law(build: Path) -> tuple[dict[str, Any] | None, str | None]:
    """Return the law that the records of a build have, or why there is none.

    Args:
        build: Folder of the build.

    Returns:
        The law as `describe_law` returns it and None, or None and the reason.
    """
    try:
        from engine.records.record import RecordError
        from engine.records.store import RecordStore
    except ModuleNotFoundError as error:
        return None, f"reading records needs {error.name}: pip install 'mec-report[report]'"
    try:
        records = RecordStore(build / "records").read_build(only=_STUDIES)
        fitted, fits = (records.study(name)[0].result for name in _STUDIES)
    except (RecordError, OSError) as error:
        return None, str(error)
    law = describe_law(fitted, fits)
    return (law, None) if law else (None, fitted["reason"] or "the law has no known error")
