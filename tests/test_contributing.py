"""The recipes for contributors, followed in a copy of the tree, up to the page."""

import csv
import json
import re
import shutil
import subprocess
import sys

import pytest

from engine.site.new_study import lay_out_study
from tests import ROOT

DOCS = ROOT / "docs" / "contributing"
LEFT_OUT = shutil.ignore_patterns("build", ".nox", ".git", "__pycache__", "tests")


def blocks(page):
    """The code of a page, by the title of its block."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return dict(re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', text, re.DOTALL))


@pytest.mark.parametrize("page", ["adding-a-study.md", "adding-a-table.md"])
def test_the_code_on_a_page_is_what_is_laid_out(tmp_path, page):
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    lay_out_study(tmp_path, "stack-width")
    for title, code in blocks(page).items():
        if (tmp_path / title).is_file():
            assert code in (tmp_path / title).read_text(encoding="utf-8"), title


class Tree:
    """A copy of the working tree, without anything built."""

    def __init__(self, root):
        self.root = root

    def run(self, *command):
        done = subprocess.run(
            [sys.executable, "-m", "engine", *command],
            cwd=self.root,
            check=False,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    def succeed(self, *command):
        code, said = self.run(*command)
        assert code == 0, said
        return said

    def edit(self, name, old, new):
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def read(self, name):
        return (self.root / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A tree in which the study of the recipes is laid out and computed."""
    root = tmp_path_factory.mktemp("recipes") / "tree"
    shutil.copytree(ROOT, root, ignore=LEFT_OUT)
    made = Tree(root)
    made.succeed("new-study", "stack-width")
    made.succeed("compute", "--profile", "quick", "--study", "stack-width")
    return made


@pytest.mark.recipe
def test_a_study_with_table_and_figure(tree):
    assert "build/pages/stack-width.md" in tree.succeed("pages", "--only", "stack-width")
    page = tree.read("build/pages/stack-width.md")
    assert "The widest stack has 16 neurons." in page
    assert 'id="table-stack-width"' in page
    assert 'id="figure-stack-width-curve"' in page
    assert "<svg" in page
    assert tree.read("build/pages/data/stack-width.csv").splitlines()[:2] == [
        "width,width_capped_bits",
        f"2,{2 * (8 + 1) + 2}",
    ]
    for name in ("data/stack-width.tex", "figures/stack-width-curve.pdf"):
        assert (tree.root / "build" / "pages" / name).is_file()


@pytest.mark.recipe
def test_a_study_that_reads_another(tree):
    name = "engine/studies/stack_width/analysis.py"
    (tree.root / name).write_text(blocks("adding-a-study.md")[name], encoding="utf-8")
    tree.succeed("compute", "--study", "stack-slope")
    records = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in (tree.root / "build" / "records" / "stack-slope").glob("*.json")
    ]
    slopes = {one["params"]["reading"]: one["result"]["bits_per_neuron"] for one in records}
    # A hidden neuron has 8 + 1 parameters and adds one to the output; capped, its output one bit.
    assert slopes["all_parameters"] == pytest.approx(10)
    assert set(slopes) == {"all_parameters", "width_capped"}


@pytest.mark.recipe
def test_a_column(tree):
    exhibits = "engine/studies/stack_width/exhibits.py"
    parts = blocks("adding-a-table.md")
    last_value = '        "width_capped_bits": record.result["mec_bits"]["width_capped"],\n'
    last_column = '            Column("width_capped_bits", "Width-capped", "integer", "bits"),\n'
    tree.edit(exhibits, last_value, last_value + parts["in _row"])
    tree.edit(exhibits, last_column, last_column + parts["in columns"])
    tree.succeed("pages", "--only", "stack-width")
    rows = list(csv.reader(tree.read("build/pages/data/stack-width.csv").splitlines()))
    assert rows[0] == ["width", "width_capped_bits", "all_parameters_bits"]
    assert rows[1][2] == str(2 * (8 + 1) + 1 * (2 + 1))
    assert "All parameters" in tree.read("build/pages/stack-width.md")


@pytest.mark.recipe
def test_a_claim(tree):
    claims, exhibits = (f"engine/studies/stack_width/{name}.py" for name in ("claims", "exhibits"))
    before = {name: tree.read(name) for name in (exhibits, "docs/stack-width.md")}
    (tree.root / claims).write_text(blocks("adding-a-claim.md")[claims], encoding="utf-8")
    last_import = "from engine.studies.section import Section\n"
    ours = "from engine.studies.stack_width.claims import judge\n"
    tree.edit(exhibits, last_import, last_import + ours)
    tree.edit(exhibits, "        name=", "        findings=judge(records),\n        name=")
    said = '## {{ heading("stack-width-grows") }}\n\n{{ claim("stack-width-grows") }}\n'
    (tree.root / "docs/stack-width.md").write_text(before["docs/stack-width.md"] + said)
    tree.succeed("pages", "--only", "stack-width")
    page = tree.read("build/pages/stack-width.md")
    assert "## Wider stacks hold more" in page
    assert f"It grows at every step, to {16 * (8 + 1) + 16} bits." in page
    for name, text in before.items():
        (tree.root / name).write_text(text, encoding="utf-8")
    (tree.root / claims).unlink()


@pytest.mark.recipe
def test_a_page(tree):
    text = "---\ntitle: New\n---\n\n# New\n\n{{ stack_width.largest | integer }} neurons\n"
    (tree.root / "docs" / "new.md").write_text(text, encoding="utf-8")
    tree.succeed("pages", "--only", "new")
    assert "16 neurons" in tree.read("build/pages/new.md")
    (tree.root / "docs" / "new.md").unlink()


@pytest.mark.recipe
@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "engine/studies/stack_width/exhibits.py",
            '["width_capped"]',
            '["width_caped"]',
            ": KeyError: 'width_caped'; did you mean width_capped?",
        ),
        (
            "engine/studies/stack_width/exhibits.py",
            "def _row(",
            "def _row((",
            "exhibits.py, line 28: SyntaxError",
        ),
        (
            "docs/stack-width.md",
            "stack_width.largest",
            "stack_width.largets",
            "docs/stack-width.md, line 7: 'this section' has no attribute 'largets'; it has larg",
        ),
        (
            "docs/stack-width.md",
            '{{ table("stack-width") }}',
            "",
            "no page shows table-stack-width; add it to a page under docs/",
        ),
        (
            "docs/stack-width.md",
            'table("stack-width")',
            'table("stack-widht")',
            "docs/stack-width.md, line 11: there is no table 'stack-widht'; known:",
        ),
    ],
)
def test_a_mistake_is_said_in_one_line(tree, name, old, new, said):
    before = tree.read(name)
    tree.edit(name, old, new)
    try:
        code, output = tree.run("pages", "--only", "stack-width")
    finally:
        (tree.root / name).write_text(before, encoding="utf-8")
    (line,) = output.splitlines()
    assert code == 1
    assert line.startswith("error: ")
    assert said in line


@pytest.mark.recipe
def test_a_study_that_is_not_there(tree):
    code, output = tree.run("pages", "--only", "stack-widht")
    (line,) = output.splitlines()
    assert code == 1
    assert line.startswith(
        "error: there is no page and no study 'stack-widht'; did you mean stack-"
    )


@pytest.mark.recipe
def test_a_full_fill_stops_where_studies_have_no_records(tree):
    code, output = tree.run("pages")
    assert code == 1
    assert "this build has no records of the study" in output
