"""What authors take from the site stands in their papers: every class, no box too full."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from engine.exhibits.export.forms import CLASSES, Form
from tests import ROOT
from tests.journals.documents import (
    choose_tables,
    compile_document,
    require_class,
    write_document,
)
from tests.required import require_command, skip_unless_required

SITE = Path(os.environ.get("MEC_SITE_DIR", ROOT / "build" / "site")).absolute()
PACKAGES = {"article": "texlive-latex-base", "beamer": "texlive-latex-recommended"}

MOST_CITED = 26
"""Entries of one author and one year that a style tells apart by a letter."""

pytestmark = pytest.mark.journals


@pytest.fixture(scope="module")
def published():
    """Ids of the tables and of the figures of the site."""
    data = SITE / "data"
    tables = sorted(file.stem.removesuffix(Form.SLIDE) for file in data.glob(f"*{Form.SLIDE}.tex"))
    narrow = {file.stem.removesuffix(Form.NARROW) for file in data.glob(f"*{Form.NARROW}.tex")}
    if not tables:
        skip_unless_required(f"no built site in {SITE}: run `nox -s build` first")
    return tables, sorted(narrow - set(tables))


@pytest.mark.parametrize("one", CLASSES, ids=[one.name for one in CLASSES])
def test_all_that_is_published_stands_in_a_paper(one, published, tmp_path):
    require_class(one.name, PACKAGES.get(one.name, "texlive-publishers"))
    tables, figures = published
    text = write_document(one, choose_tables(tables), figures, SITE)
    assert compile_document(text, tmp_path, SITE / "figures") == {}


WRONG = {
    "too wide": ("\\rule{2\\textwidth}{1pt}", r"Overfull \\hbox"),
    "too high": ("\\rule{1pt}{1.2\\textheight}", r"too large|Overfull \\vbox"),
    "unknown": ("\\nonsense", "! Undefined control sequence"),
}


@pytest.mark.parametrize("one", CLASSES, ids=[one.name for one in CLASSES])
def test_what_does_not_stand_in_a_paper_is_noticed(one, published, tmp_path):
    require_class(one.name, PACKAGES.get(one.name, "texlive-publishers"))
    narrow = replace(one, tables=one.tables[-1:], figure=None)
    text = write_document(narrow, published[0][:1], [], SITE)
    for said in WRONG.values():
        wrong = text.replace("\\bottomrule", f"{{{said[0]}}} \\\\ \\bottomrule")
        (found,) = compile_document(wrong, tmp_path, SITE / "figures").values()
        assert re.search(said[1], "\n".join(found))


@pytest.fixture(scope="module")
def bibliography(published, tmp_path_factory):
    """All entries of the site in one file."""
    file = tmp_path_factory.mktemp("bib") / "site.bib"
    entries = [path.read_text(encoding="utf-8") for path in sorted((SITE / "data").glob("*.bib"))]
    file.write_text("\n".join(entries), encoding="utf-8")
    return file


def call(*command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_biber_finds_nothing_wrong(bibliography):
    require_command("biber", "biber")
    command = ("biber", "--tool", "--validate-datamodel", "--nolog", bibliography.name)
    status, said = call(*command, folder=bibliography.parent)
    assert status == 0
    assert "Datamodel validation complete" in said
    assert [line for line in said.splitlines() if not line.startswith("INFO")] == []


def test_biber_notices_a_wrong_entry(bibliography, tmp_path):
    require_command("biber", "biber")
    text = bibliography.read_text(encoding="utf-8").replace("date = {2", "date = {x2", 1)
    (tmp_path / "wrong.bib").write_text(text, encoding="utf-8")
    command = ("biber", "--tool", "--validate-datamodel", "--nolog", "wrong.bib")
    assert "WARN" in call(*command, folder=tmp_path)[1]


@pytest.mark.parametrize("style", ["plain", "IEEEtran", "ACM-Reference-Format", "splncs04"])
def test_bibtex_finds_nothing_wrong(style, bibliography, tmp_path):
    require_command("bibtex", "texlive-binaries")
    require_class("acmart", "texlive-publishers")
    shutil.copy(bibliography, tmp_path)
    keys = re.findall(r"@misc\{([^,]+),", bibliography.read_text(encoding="utf-8"))
    for start in range(0, len(keys), MOST_CITED):
        cited = ",".join(keys[start : start + MOST_CITED])
        (tmp_path / "paper.aux").write_text(
            f"\\relax\n\\citation{{{cited}}}\n\\bibstyle{{{style}}}\n\\bibdata{{site}}\n",
            encoding="utf-8",
        )
        status, said = call("bibtex", "paper", folder=tmp_path)
        assert status == 0, said
        assert [line for line in said.splitlines() if "arning" in line] == []
