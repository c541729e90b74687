"""Every full form in LaTeX of the built site compiles as it stands in an article, and fits.

The other forms are compiled by tests/journals.
"""

import os
import re
import shutil
from pathlib import Path

import pytest

from engine.exhibits.export.forms import Form
from tests import ROOT
from tests.exhibits.export.latex_compiler import compile_in_article, packages_of, require_latex
from tests.required import skip_unless_required

SITE = Path(os.environ.get("MEC_SITE_DIR", ROOT / "build" / "site"))


@pytest.mark.journals
def test_every_table_and_figure_compiles_and_fits(tmp_path):
    require_latex()
    others = tuple(form for form in Form if form)
    files = sorted(file for file in (SITE / "data").glob("*.tex") if not file.stem.endswith(others))
    if not files:
        skip_unless_required(f"no built site in {SITE}: run `nox -s build` first")

    groups = {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        groups.setdefault(packages_of(text), {})[file.stem] = text
    shutil.copytree(SITE / "figures", tmp_path, dirs_exist_ok=True)
    found = {}
    for texts in groups.values():
        found.update(compile_in_article(texts, tmp_path))
    assert found == {}


def test_every_character_that_is_published_has_a_form_in_latex():
    files = sorted((SITE / "data").glob("*.tex"))
    if not files:
        skip_unless_required(f"no built site in {SITE}: run `nox -s build` first")
    without = {
        file.name: found
        for file in files
        if (found := re.findall(r"\\texttt\{(U\+[0-9A-F]+)\}", file.read_text(encoding="utf-8")))
    }
    assert without == {}, "add them to engine/exhibits/export/latex.py"
