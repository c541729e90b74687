"""What `mec data` prints, writes and refuses."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from engine.cli.app import app
from tests.dataset.tables import draw_rows, write_csv


def run(*arguments):
    return CliRunner().invoke(app, ["data", *map(str, arguments)])


@pytest.fixture
def table(tmp_path):
    return write_csv(tmp_path, draw_rows(lambda row: int(row[0] > 0.2), rows=120))


def test_json_is_one_object_with_all_that_is_said(table, tmp_path):
    done = run(table, "--target", "y", "--json", "--build", tmp_path)
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert said["schema"] == 1
    assert (said["rows"], len(said["inputs"]), len(said["requirements"])) == (120, 4, 6)
    assert sum(one["rows"] for one in said["classes"]) == 120
    assert len(said["words"]) == 3
    assert (said["headline"]["units"], said["headline"]["ties"]) == (
        "standardised",
        "fewest_changes",
    )
    assert said["law_missing"].startswith("no records in")


def test_text_ends_with_three_lines_in_words_and_what_was_not_checked(table, tmp_path):
    done = run(table, "--target", "y", "--build", tmp_path)
    *_, learnt, rule, size, unchecked = done.stdout.splitlines()
    assert done.exit_code == 0
    assert learnt.startswith("Learnt by heart, the 120 labels are")
    assert rule.startswith("A rule shows: labels change")
    assert size.startswith("Neurons of one hidden layer: ")
    assert unchecked.startswith("Not checked: ")
    assert done.stdout.count("Nothing is expected by the measured law: no records in") == 1


def test_arrays_are_written_beside(table, tmp_path):
    done = run(table, "--target", "y", "--arrays", tmp_path / "out" / "a.npz", "--build", tmp_path)
    assert done.exit_code == 0
    with np.load(tmp_path / "out" / "a.npz") as arrays:
        assert arrays["x"].shape == (120, 4)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--target", "z"], "there is no column 'z'; there are c0, c1, c2, c3, y"),
        (["--target", "c0"], "'c0' is a quantity: 120 different numbers"),
        (["--target", "y", "--bins", "1"], "--bins must be 2 to 100, got 1"),
        (["--target", "y", "--arrays", "a.csv"], "name a file that ends in .npz"),
    ],
)
def test_a_slip_is_one_line_with_status_2_and_writes_nothing(table, options, said, monkeypatch):
    monkeypatch.chdir(table.parent)
    arrays = [] if "--arrays" in options else ["--arrays", "a.npz"]
    done = run("table.csv", *options, *arrays)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert [path.name for path in table.parent.iterdir()] == ["table.csv"]


def test_names_cannot_drive_the_terminal(tmp_path):
    text = "a\x1b[2J\u009b\u202e,y\n1,u\x1b]0;x\x07\n2,v\n3,u\x1b]0;x\x07\n4,v\n"
    done = run(write_csv(tmp_path, text), "--target", "y", "--build", tmp_path)
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout
    as_json = run(write_csv(tmp_path, text), "--target", "y", "--build", tmp_path, "--json")
    assert as_json.stdout.isascii()
    assert "\x1b" not in as_json.stdout
    missing = run(write_csv(tmp_path, text), "--target", "z\x1b[2J")
    assert "\x1b" not in missing.stderr
