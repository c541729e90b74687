"""What the two notebooks print, as a record: the report sets its own numbers beside it."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from engine.studies.study import Params, Profile, Result, Study

VALUES_FILE = Path(__file__).with_name("notebook_values.json")


def grid(profile: Profile) -> Sequence[Params]:
    """Return one entry: all that the notebooks print."""
    return [{"notebooks": "both"}]


def compute(params: Params) -> Result:
    """Return the printed values by topic; those that are ratios are texts, as printed."""
    values: Result = json.loads(VALUES_FILE.read_text(encoding="utf-8"))
    return values


STUDY = Study(
    name="notebooks",
    title="Reading what the notebooks print",
    grid=grid,
    compute=compute,
    cost=lambda params: 0.01,
    data_files={VALUES_FILE.name: sha256(VALUES_FILE.read_bytes()).hexdigest()},
)
