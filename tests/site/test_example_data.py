"""The example tables are those of the package they come from."""

import csv

import pytest

from engine.site.example_data import IRIS_FILE, IRIS_LICENCE_FILE, example_files, iris_table
from engine.site.from_disk import make_readable_from_disk


def test_iris_is_what_scikit_learn_loads():
    iris = pytest.importorskip("sklearn.datasets").load_iris()
    names, *rows = csv.reader(iris_table().splitlines())
    assert names[-1] == "species"
    assert [[float(cell) for cell in row[:-1]] for row in rows] == iris.data.tolist()
    assert [row[-1] for row in rows] == [str(iris.target_names[one]) for one in iris.target]


def test_each_table_comes_with_its_source_and_licence():
    files = example_files()
    assert sorted(files) == sorted([IRIS_FILE, IRIS_LICENCE_FILE])
    assert "R. A. Fisher" in files[IRIS_LICENCE_FILE]
    assert "BSD 3-Clause" in files[IRIS_LICENCE_FILE]


def test_a_site_read_from_disk_hands_its_examples_over(tmp_path):
    for name, text in {**example_files(), "search/search_index.json": '{"docs": []}'}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    make_readable_from_disk(tmp_path, {})
    script = (tmp_path / "from-disk/examples/iris.js").read_text(encoding="utf-8")
    assert '"examples/iris.csv":"sepal_length_cm' in script
