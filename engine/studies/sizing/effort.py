"""How far the search for the smallest hidden layer may be trusted: its two probes, counted."""

from collections.abc import Sequence
from typing import Any

from engine.records.record import Record


def describe_effort(records: Sequence[Record]) -> dict[str, Any]:
    """Return how often the probes of the search spoke against it.

    Args:
        records: Of the study `sizing`.

    Returns:
        `restarts` and `steps`; `refused`, cases in which a narrower layer was tried in vain, and
        `lowered`, those of them in which as many further restarts found it enough;
        `memorised`, cases with an h*, and `wider_failed`, those of them in which training failed
        with twice as many neurons; `lowered_share` and `wider_failed_share`, None if none.
    """
    cases = [case for record in records for case in record.result["cases"]]
    again = [case["refused_again"] for case in cases if case["refused_again"] is not None]
    wider = [case["wider_memorised"] for case in cases if case["wider_memorised"] is not None]
    lowered, failed = again.count(False), wider.count(False)
    return {
        "restarts": records[0].params["restarts"],
        "steps": records[0].params["steps"],
        "refused": len(again),
        "lowered": lowered,
        "lowered_share": lowered / len(again) if again else None,
        "memorised": len(wider),
        "wider_failed": failed,
        "wider_failed_share": failed / len(wider) if wider else None,
    }
