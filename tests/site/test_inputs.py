"""Whether a built site is still that of its inputs."""

import os

import pytest

from engine.site.inputs import SiteInputs


@pytest.fixture
def tree(tmp_path):
    for name in ("docs/index.md", "engine/a.py", "mkdocs.yml", "CITATION.cff"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name, encoding="utf-8")
    for name in ("records/one.json", "site/index.html"):
        path = tmp_path / "build" / name
        path.parent.mkdir(parents=True)
        path.write_text(f"build/{name}", encoding="utf-8")
    return tmp_path


def inputs(tree, profile="quick"):
    build = tree / "build"
    return SiteInputs(tree, build, profile, build / "site")


def test_unchanged_once_noted(tree):
    assert not inputs(tree).are_unchanged()
    inputs(tree).note()
    assert inputs(tree).are_unchanged()
    assert not inputs(tree, "paper").are_unchanged()
    inputs(tree).forget()
    assert not inputs(tree).are_unchanged()


@pytest.mark.parametrize(
    "name",
    ["docs/index.md", "engine/a.py", "mkdocs.yml", "CITATION.cff", "build/records/one.json"],
)
def test_an_edit_is_seen_by_content(tree, name):
    inputs(tree).note()
    path = tree / name
    times = path.stat()
    path.write_text(name.swapcase(), encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not inputs(tree).are_unchanged()
    path.write_text(name, encoding="utf-8")
    assert inputs(tree).are_unchanged()


@pytest.mark.parametrize("name", ["docs/new.md", "build/records/two.json", "build/site/x.html"])
def test_a_new_file_is_seen(tree, name):
    inputs(tree).note()
    (tree / name).write_text("new", encoding="utf-8")
    assert not inputs(tree).are_unchanged()


def test_a_site_that_was_touched_is_not_taken_for_the_built_one(tree):
    inputs(tree).note()
    (tree / "build" / "site" / "index.html").write_text("", encoding="utf-8")
    assert not inputs(tree).are_unchanged()


def test_the_address_counts(tree, monkeypatch):
    inputs(tree).note()
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    assert not inputs(tree).are_unchanged()


def test_an_edit_during_the_build_counts_as_a_change(tree):
    running = inputs(tree)
    (tree / "docs" / "index.md").write_text("edited", encoding="utf-8")
    running.note()
    assert not inputs(tree).are_unchanged()


def test_what_python_compiled_does_not_count(tree):
    inputs(tree).note()
    (tree / "engine" / "__pycache__").mkdir()
    (tree / "engine" / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert inputs(tree).are_unchanged()
