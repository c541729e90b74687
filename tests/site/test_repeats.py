"""What may differ between two builds, and finding what does."""

import pytest

from engine.site.repeats import CLOCKED_FILES, differing_files, is_clocked


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


@pytest.mark.parametrize("name", ["timings-narrow.tex", "timings-slide.tex", "timings.bib"])
def test_every_form_of_the_one_table_is_on_the_list(name):
    assert is_clocked(f"data/{name}")


@pytest.mark.parametrize("name", ["timings.csv", "data/timing.csv", "mnist/index.html", "x/y"])
def test_the_list_is_narrow(name):
    assert not is_clocked(name)
    assert all("*" not in pattern.partition("timings")[0] for pattern in CLOCKED_FILES)
