"""Laying out a study."""

import pytest

from engine.site.new_study import NewStudyError, lay_out_study
from tests import ROOT


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    return tmp_path


def test_folder_page_and_navigation(tree):
    before = (tree / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    written = [path.as_posix() for path in lay_out_study(tree, "stack-width")]
    assert written == [
        "engine/studies/stack_width/__init__.py",
        "engine/studies/stack_width/study.py",
        "engine/studies/stack_width/exhibits.py",
        "docs/stack-width.md",
        "mkdocs.yml",
    ]
    after = (tree / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    (at,) = (n for n, line in enumerate(after) if line == "      - Stack width: stack-width.md")
    assert before == after[:at] + after[at + 1 :]
    assert after[at + 1] == "  - Method:"


@pytest.mark.parametrize("name", ["Stack", "stack_width", "stack--width", "../x", "1st", ""])
def test_a_malformed_name_writes_nothing(tree, name):
    with pytest.raises(NewStudyError, match="lower-case words joined by hyphens"):
        lay_out_study(tree, name)
    assert [path.name for path in tree.iterdir()] == ["mkdocs.yml"]


def test_a_name_that_is_taken(tree):
    lay_out_study(tree, "stack-width")
    text = (tree / "mkdocs.yml").read_text(encoding="utf-8")
    with pytest.raises(NewStudyError, match="is there already; choose another name"):
        lay_out_study(tree, "stack-width")
    assert (tree / "mkdocs.yml").read_text(encoding="utf-8") == text


def test_a_navigation_without_results(tree):
    (tree / "mkdocs.yml").write_text("nav: []\n", encoding="utf-8")
    with pytest.raises(NewStudyError, match="no single entry 'Results'"):
        lay_out_study(tree, "stack-width")
    assert not (tree / "engine").exists()
