"""What is said of a table, as JSON."""

import json
from dataclasses import asdict

from engine.dataset.description import Described

SCHEMA = 1


def render_json(described: Described) -> str:
    """Return a description as one JSON object; its keys are the attributes of `Described`."""
    values = {"schema": SCHEMA, **asdict(described)}
    return json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
