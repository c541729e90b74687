import re
from itertools import pairwise

import pytest

from tests import ROOT

SHEETS = sorted((ROOT / "docs" / "assets" / "stylesheets").glob("*.css"))
DISTANCE = re.compile(
    r"^\s*(?:(?:margin|padding)(?:-[a-z-]+)?|(?:row-|column-)?gap): ([^;]+);", re.M
)
STEP = re.compile(r"var\((--mec-space-\d)\)")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_distances_are_steps_of_the_scale(sheet):
    styles = sheet.read_text(encoding="utf-8")
    assert not [value for value in DISTANCE.findall(styles) if re.search(r"\drem\b", value)]


def test_every_step_is_defined_and_used_and_larger_than_the_one_before():
    palette = next(sheet for sheet in SHEETS if sheet.stem == "palette").read_text(encoding="utf-8")
    steps = dict(re.findall(r"(--mec-space-\d): ([\d.]+)rem;", palette))
    used = {step for sheet in SHEETS for step in STEP.findall(sheet.read_text(encoding="utf-8"))}
    assert used == set(steps)
    sizes = [float(steps[step]) for step in sorted(steps)]
    assert all(later > earlier for earlier, later in pairwise(sizes))
