"""The page that sizes a network counts what the command line counts."""

import numpy as np
import pytest

from tests.browser.size_site import write_size
from tests.browser.size_tables import (
    TABLES,
    describe_by_engine,
    describe_by_page,
    find_differences,
    iris,
    wine_like,
)

SAID = {
    *("target", "bins", "rows", "inputs", "left_out", "classes", "outputs", "headline", "words"),
    *("label_entropy_bits", "label_information_bits", "random_changes", "requirements"),
    *("contradictions", "directions", "best_column", "shuffled", "curve", "candidates", "sure"),
    *("expected", "sized_by_rows", "effective_rows", "sized_by_effective_rows", "not_checked"),
}
NOT_ON_THE_PAGE = {"rows_in_file", "tree", "law_missing"}
REPEATS = 6


@pytest.fixture(scope="module")
def scripts(browser, tmp_path_factory):
    """A page with the scripts, opened from disk."""
    folder = write_size(tmp_path_factory.mktemp("size"), on_disk=True)
    page = browser.new_page()
    page.goto((folder / "size/index.html").as_uri())
    yield page
    page.close()


def differences(scripts, tmp_path, text, target, bins=None):
    engine = describe_by_engine(tmp_path / "table.csv", text, target, bins)
    page = describe_by_page(scripts, text, target, bins)
    assert set(page) & set(engine) == SAID
    assert set(engine) - SAID == NOT_ON_THE_PAGE
    engine["expected"] = {key: engine["expected"][key] for key in page["expected"]}
    return find_differences(engine, page)


@pytest.mark.parametrize("make", TABLES)
def test_all_numbers_and_words_are_those_of_the_command_line(scripts, tmp_path, make):
    text, target = make(np.random.default_rng(24))
    assert differences(scripts, tmp_path, text, target) == []


@pytest.mark.parametrize("bins", [2, 3, 7])
def test_a_quantity_is_cut_as_on_the_command_line(scripts, tmp_path, bins):
    text, _ = wine_like(np.random.default_rng(1))
    for target in ("x2", "x9"):
        assert differences(scripts, tmp_path, text, target, bins) == []


def test_a_difference_is_found(scripts, tmp_path):
    """The comparison sees one label changed, in counts, floats and words."""
    text, target = iris(None)
    engine = describe_by_engine(tmp_path / "a.csv", text, target)
    changed = describe_by_page(scripts, text.replace("setosa", "virginica", 1), target)
    found = "\n".join(find_differences(engine, changed))
    for path in (".label_information_bits", ".requirements[0].changes", ".words[2]"):
        assert f"{path}: " in found


@pytest.mark.every_page
@pytest.mark.parametrize("seed", range(REPEATS))
@pytest.mark.parametrize("make", TABLES[1:])
def test_more_tables_give_the_same_numbers(scripts, tmp_path, make, seed):
    text, target = make(np.random.default_rng(seed))
    assert differences(scripts, tmp_path, text, target) == []
