"""What is said of a table, as JSON."""

import json
from dataclasses import asdict

from engine.dataset.description import Described
from engine.dataset.words import list_unchecked, say

SCHEMA = 1


def render_json(described: Described) -> str:
    """Return a description as one JSON object; the attributes of `Described`, and words.

    All but ASCII is escaped, so that no name drives a terminal.
    """
    values = {
        "schema": SCHEMA,
        **asdict(described),
        "headline": asdict(described.headline),
        "words": say(described),
        "not_checked": list(list_unchecked(described)),
    }
    return json.dumps(values, indent=1, allow_nan=False) + "\n"
