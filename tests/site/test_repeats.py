"""What may differ between two builds, and finding what does."""

from dataclasses import replace

import pytest

from engine.exhibits.export.files import exhibit_files
from engine.site.repeats import CLOCKED_FILES, differing_files, is_clocked
from engine.studies.catalogue import FOLDER
from tests.exhibits.report_samples import CITATION, awkward_table


@pytest.fixture
def sites(tmp_path):
    """Two folders with the same files."""
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        for name in ("index.html", "data/made.json", "data/timings.csv", "timings/index.html"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"{name} of the same day")
    return folders


def test_the_same_files_do_not_differ(sites):
    assert differing_files(*sites) == []


def test_what_was_clocked_may_differ(sites):
    for name in ("data/made.json", "data/timings.csv", "timings/index.html"):
        (sites[1] / name).write_text("of another day")
    assert differing_files(*sites) == []


@pytest.mark.parametrize("name", ["index.html", "data/rules.csv", "data/made.json.bak"])
def test_all_else_that_differs_or_is_missing_is_named(sites, name):
    (sites[1] / name).write_text("of another day")
    assert differing_files(*sites) == [name]
    assert differing_files(*reversed(sites)) == [name]


def test_every_file_of_a_clocked_exhibit_is_on_the_list_and_of_no_other():
    table = awkward_table()
    clocked = replace(table, id="timings", clocked=True)
    assert all(is_clocked(name) for name, _ in exhibit_files(clocked, CITATION, "timings/"))
    assert not any(is_clocked(name) for name, _ in exhibit_files(table, CITATION, "page/"))


def test_what_is_clocked_is_the_one_table():
    """Another would need its files on the list."""
    marked = [
        path.relative_to(FOLDER).as_posix()
        for path in FOLDER.glob("*/*.py")
        if "clocked=True" in path.read_text(encoding="utf-8")
    ]
    assert marked == ["timings/exhibits.py"]


@pytest.mark.parametrize("name", ["timings.csv", "data/timing.csv", "mnist/index.html", "x/y"])
def test_the_list_is_narrow(name):
    assert not is_clocked(name)
    assert all("*" not in pattern.partition("timings")[0] for pattern in CLOCKED_FILES)
