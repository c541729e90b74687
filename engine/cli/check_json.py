"""What is said of a trained model, as JSON."""

import json
from dataclasses import asdict

from engine.networks.trained.checking import Checked
from engine.networks.trained.words import list_unchecked, say
from engine.theory.information import Convention

SCHEMA = 1


def render_json(checked: Checked) -> str:
    """Return a check as one JSON object; the attributes of `Checked`, its convention and words.

    All but ASCII is escaped, so that no name drives a terminal.
    """
    values = {
        "schema": SCHEMA,
        "convention": Convention.CORRECT_BITS,
        **asdict(checked),
        "words": say(checked),
        "not_checked": list(list_unchecked(checked)),
    }
    return json.dumps(values, indent=1, allow_nan=False) + "\n"
