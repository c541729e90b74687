from dataclasses import replace
from pathlib import PurePosixPath

import pandas as pd
import pytest

from engine.exhibits.table import Column, Table
from engine.records.key import Inputs, record_key
from engine.records.record import Record
from engine.records.reference.costs import Costs
from engine.records.reference.folder import Reference
from engine.records.reference.standing import stand
from engine.records.store import Build
from engine.site.reproduction import COSTS_ID, TABLE_ID, Reproduction

MADE = {"seconds": 30.0, "cpu": "here", "python": "3.11", "commit": "abc", "time": "2026-11-27"}
MNIST = PurePosixPath("mnist.md")
PAGE = "---\ntitle: MNIST\n---\n\n# MNIST CNNs\n\nHow well?\n"


def run(accuracy, seed, packages=("torch",), study="mnist"):
    params = {"network": "cnn2", "seed": seed}
    inputs = Inputs("c0de", {}, dict.fromkeys(packages, "2.13"), {})
    key = record_key(study, params, inputs)
    return Record(study, params, key, inputs, {"accuracy": accuracy}, MADE)


RUNS = tuple(run(accuracy, seed) for seed, accuracy in enumerate([0.981, 0.982, 0.983, 0.9815]))


@pytest.fixture
def reproduce(tmp_path):
    """A function from records of a build, and those of the reference, to what pages say."""

    def make(here, there=(), profile="standard"):
        reference = Reference(tmp_path / "paper-run", "1.0.0")
        if there:
            then = [replace(one, made={**MADE, "time": "2026-11-26"}) for one in there]
            reference.write("mnist", then, "paper")
        build = Build(profile, {"mnist": tuple(here)})
        return Reproduction(stand(build, reference), Costs.read(tmp_path), build)

    return make


def table_of(records):
    columns = (Column("accuracy", "Accuracy", "number"),)
    frame = pd.DataFrame([one.result for one in records])
    return Table("runs", "Runs", "Runs.", columns, frame, tuple(records))


def line_of(reproduction, records, page=MNIST):
    text = reproduction.put_line(page, PAGE, [table_of(records)])
    before, _, after = PAGE.partition("# MNIST CNNs\n")
    assert text.startswith(f"{before}# MNIST CNNs\n")
    assert text.endswith(after)
    return text.removeprefix(f"{before}# MNIST CNNs\n").removesuffix(after).strip()


def test_a_page_of_trained_results_says_what_made_them_and_how_they_compare(reproduce):
    line = line_of(reproduce(RUNS, RUNS), RUNS)
    assert "are of the standard profile: of 1 values that the reference has too, 1 agree." in line
    assert '<a href="../reproduction/">' in line
    far = [replace(one, result={"accuracy": 0.9 + one.params["seed"] / 1e4}) for one in RUNS]
    line = line_of(reproduce(far, RUNS), far)
    assert "0 agree, 1 lie outside noise." in line
    line = line_of(reproduce([run(0.9, 1)], [run(0.98, 1)]), far)
    assert "0 agree, 1 rest on one training each." in line


def test_a_page_says_where_nothing_was_computed_anew(reproduce):
    taken = [replace(one, made={**MADE, "time": "2026-11-26"}) for one in RUNS]
    assert "those of the reference, not computed anew" in line_of(reproduce(taken, RUNS), taken)
    assert "there is no reference" not in line_of(reproduce(taken, RUNS), taken)


def test_a_page_without_a_reference_says_so(reproduce):
    assert "there is no reference to compare them with" in line_of(reproduce(RUNS), RUNS)


def test_other_pages_say_nothing(reproduce):
    counted = [run(3, 1, packages=("numpy",))]
    reproduction = reproduce(counted, counted)
    assert reproduction.put_line(MNIST, PAGE, [table_of(counted)]) == PAGE
    assert reproduce(RUNS, RUNS).put_line(PurePosixPath("index.md"), PAGE, [table_of(RUNS)]) == PAGE
    assert reproduce(RUNS, RUNS).put_line(MNIST, PAGE, []) == PAGE


def test_the_table_has_each_study_and_its_counts_add_up(reproduce):
    far = [replace(one, result={"accuracy": 0.9 + one.params["seed"] / 1e4}) for one in RUNS]
    table, _ = reproduce(far, RUNS).tables
    assert table.id == TABLE_ID
    (row,) = table.frame.to_dict(orient="records")
    assert (row["study"], row["compared"], row["outside_noise"]) == ("mnist", 1, 1)
    parts = ("equal", "within_noise", "outside_noise", "not_judged")
    assert sum(row[name] for name in parts) == row["compared"]


def test_the_table_begins_with_what_was_done(reproduce):
    taken = [replace(one, made={**MADE, "time": "2026-11-26"}) for one in RUNS]
    leading = [
        [column.name for column in reproduce(build, RUNS).tables[0].page_columns][1]
        for build in (RUNS, taken)
    ]
    assert leading == ["compared", "taken_over"]


def test_what_lies_outside_is_named_with_both_values_and_its_interval(reproduce):
    far = [replace(one, result={"accuracy": 0.9 + one.params["seed"] / 1e4}) for one in RUNS]
    said = reproduce(far, RUNS).facts["outside"]
    assert said.startswith("- mnist")
    assert "accuracy: 0.981875 (n = 4) in the reference, 0.90015 (n = 4) here" in said
    assert "by chance it lies between" in said
    assert reproduce(RUNS, RUNS).facts["outside"] == "Nothing."


def test_sentences_are_chosen_by_the_counts(reproduce):
    none = reproduce(RUNS).facts
    assert none["lead"].startswith("There is no reference to compare this build with: ")
    assert none["on_front_page"] == none["how_it_was_made"] == ""
    assert none["outside"] == "Nothing was compared."
    far = [replace(one, result={"accuracy": 0.9 + one.params["seed"] / 1e4}) for one in RUNS]
    taken = [replace(one, made={**MADE, "time": "2026-11-26"}) for one in RUNS]
    same, other, old = (reproduce(one, RUNS).facts for one in (RUNS, far, taken))
    assert same["lead"] == (
        "Of 1 values that this build computed and the reference has too, 1 are equal."
    )
    assert other["lead"].endswith("0 are equal, **1 by more**.")
    assert old["lead"].startswith("This build computed nothing that the reference has: its 1 ")
    assert (
        "recomputed 1 values of the [reference](reproduction.md): 1 agree."
        in (same["on_front_page"])
    )
    assert "0 agree, [1 do not](reproduction.md#outside)." in other["on_front_page"]
    assert old["on_front_page"].endswith("recomputed nothing of it.")
    assert "4 results, 2" in same["how_it_was_made"]


def test_a_study_of_the_reference_that_cannot_be_read_is_said(reproduce, tmp_path):
    reproduce(RUNS, RUNS)
    (tmp_path / "paper-run" / "mnist.json.xz").write_bytes(b"")
    facts = reproduce(RUNS).facts
    assert "not read: " in facts["faults"]
    assert "truncated or altered" in facts["faults"]


def test_the_costs_say_what_is_measured_and_what_a_guess(reproduce):
    _, table = reproduce(RUNS, RUNS).tables
    assert table.id == COSTS_ID
    rows = table.frame.set_index("study")
    assert rows.loc["mnist", "paper_core_minutes"] == pytest.approx(4 * 30 / 60)
    assert rows.loc["mnist", "estimated"] == "quick, standard"
    assert rows.loc["sizing", "estimated"] == "quick, standard, paper"


def test_without_a_reference_all_values_are_only_here(reproduce):
    table, _ = reproduce(RUNS).tables
    (row,) = table.frame.to_dict(orient="records")
    assert (row["compared"], row["other"]) == (0, 1)


def test_before_anything_is_computed_the_table_is_empty(reproduce):
    assert reproduce([]).tables[0].frame.empty
