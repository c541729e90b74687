"""What `mec check` prints and refuses."""

import json
import warnings

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import StackingClassifier, VotingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from typer.testing import CliRunner

from engine.cli.app import app
from engine.dataset.reading import read_table
from tests.dataset.tables import draw_rows, write_csv


def run(*arguments):
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


def by_rule(row):
    return "yes" if row[0] + row[1] > 0 else "no"


def write_rows(folder, name, rule=by_rule, *, rows=120, seed=0):
    path = write_csv(folder, draw_rows(rule, rows=rows, seed=seed), name)
    frame = read_table(path).frame
    return path, frame.drop(columns="y"), frame["y"].astype(object)


def save(estimator, folder):
    joblib.dump(estimator, folder / "m.joblib")
    return folder / "m.joblib"


def fit_by_heart(folder, frame, labels):
    """An MLP that gets every row right."""
    model = MLPClassifier((96,), solver="lbfgs", alpha=0, max_iter=2000, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(frame.to_numpy(), labels)
    assert model.score(frame.to_numpy(), labels) == 1
    return save(model, folder)


def given_by(path):
    return (path, "--target", "y", "--trust")


@pytest.fixture
def pipeline(tmp_path):
    """A Pipeline on raw columns, its table, and rows that it has not seen."""
    path, frame, labels = write_rows(tmp_path, "table.csv")
    held_out, _, _ = write_rows(tmp_path, "held_out.csv", rows=60, seed=1)
    estimator = make_pipeline(StandardScaler(), LogisticRegression()).fit(frame, labels)
    return save(estimator, tmp_path), path, held_out, estimator.score(frame, labels)


def test_json_is_one_object_with_all_that_is_said(pipeline):
    model, table, held_out, accuracy = pipeline
    done = run(
        *(model, table, "--target", "y", "--held-out", held_out, "--trust", "--json"),
    )
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["schema"], said["convention"]) == (1, "correct_bits")
    assert said["score"]["accuracy"] == accuracy
    assert (said["stack"]["sizes"], said["inputs"]) == ([4, 1], "raw")
    right_bits = said["score"]["rows_right"] * said["score"]["label_entropy_bits"]
    for one in said["generalization"]:
        assert one["mec_bits"] == 5
        assert one["g_bits"] == pytest.approx(right_bits / 5)
    assert said["held_out"]["score"]["rows"] == 60
    assert said["held_out"]["seen_rows"] == 0
    assert len(said["words"]) == 3


def test_text_names_the_convention_and_ends_with_what_was_not_checked(pipeline):
    model, table, held_out, _ = pipeline
    done = run(model, table, "--target", "y", "--held-out", held_out, "--trust")
    lines = done.stdout.splitlines()
    assert lines[0] == "StandardScaler + LogisticRegression, 4-1"
    assert "right rows times H(labels)" in done.stdout
    *_, right, heart, unseen, unchecked = lines
    assert right.startswith("Right are ")
    assert heart.startswith("Learning by heart alone does not account for it")
    assert unseen.endswith("That is more than chance gives.")
    assert unchecked.startswith("Not checked: whether the model was trained on these rows")


def test_labels_without_a_rule_are_learnt_by_heart_and_carry_over_to_nothing(tmp_path):
    coin = np.random.default_rng(7)
    path, frame, labels = write_rows(tmp_path, "table.csv", lambda row: coin.integers(2))
    held_out, _, _ = write_rows(tmp_path, "more.csv", lambda row: coin.integers(2), seed=3)
    model = fit_by_heart(tmp_path, frame, labels.astype(int))
    done = run(
        *(model, path, "--target", "y", "--inputs", "raw", "--trust", "--held-out", held_out)
    )
    assert done.exit_code == 0, done.stderr
    assert "All of it may be learnt by heart" in done.stdout
    assert "nothing shows that what was learnt carries over" in done.stdout
    assert "more than chance" not in done.stdout


def test_an_ensemble_of_networks_is_counted_and_says_how(tmp_path):
    path, frame, labels = write_rows(tmp_path, "table.csv")
    members = [(name, LogisticRegression()) for name in "abc"]
    vote = run(save(VotingClassifier(members).fit(frame, labels), tmp_path), *given_by(path))
    assert vote.stdout.startswith("VotingClassifier, in parallel 3 × 4-1\n")
    assert "more than twice its MEC of 15 bits" in vote.stdout
    assert "the sum of its 3 members, networks in parallel; their vote has no weigh" in vote.stdout
    stacked = StackingClassifier(members, LogisticRegression(), cv=2).fit(frame, labels)
    told = run(save(stacked, tmp_path), *given_by(path)).stdout
    assert told.startswith("StackingClassifier, in parallel 3 × 4-1; on their answers 3-1\n")
    assert "and of the estimator on their answers, a layer in series" in told


def test_held_out_rows_are_cut_where_the_table_was(tmp_path):
    """Cut anew, half of these rows would be in the other class."""
    random = np.random.default_rng(5)
    first, more = random.normal(size=(200, 3)), random.normal(size=(80, 3)) + 0.7
    paths = []
    for name, rows in (("table.csv", first), ("more.csv", more)):
        values = np.column_stack([rows, rows.sum(axis=1)])
        paths.append(tmp_path / name)
        pd.DataFrame(values, columns=list("abcy")).to_csv(paths[-1], index=False)
    above = first.sum(axis=1) > np.sort(first.sum(axis=1))[99]
    estimator = LogisticRegression(C=1e4).fit(first, above.astype(int))
    given = (
        *(save(estimator, tmp_path), paths[0], "--target", "y", "--bins", 2, "--inputs", "raw"),
        *("--held-out", paths[1], "--trust"),
    )
    done = run(*given, "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["score"]["accuracy"] > 0.95
    assert said["held_out"]["score"]["accuracy"] > 0.9
    sums = more.sum(axis=1)
    outside = int((sums < first.sum(axis=1).min()).sum() + (sums > first.sum(axis=1).max()).sum())
    assert said["held_out"]["outside_rows"] == outside > 0
    assert f"; {outside} of them lie outside the values that were cut" in run(*given).stdout


def test_rows_that_were_seen_are_no_held_out_rows(pipeline):
    model, table, _, _ = pipeline
    done = run(model, table, "--target", "y", "--held-out", table, "--trust")
    assert "120 of them have the inputs of a row above, and were seen" in done.stdout


def test_without_neurons_there_are_rows_and_bits_and_no_g(tmp_path):
    path, frame, labels = write_rows(tmp_path, "table.csv")
    model = save(KNeighborsClassifier(1).fit(frame.to_numpy(), labels), tmp_path)
    args = (model, path, "--target", "y", "--inputs", "raw", "--trust")
    assert "The rules do not apply (KNeighborsClassifier has no neurons)" in run(*args).stdout
    said = json.loads(run(*args, "--json").stdout)
    assert (said["generalization"], said["stack"]) == ([], None)
    assert said["score"]["rows_right"] == 120
    assert said["score"]["told_bits"] == pytest.approx(said["score"]["right_bits"])


def test_what_is_no_pipeline_is_asked_about_the_arrays_that_mec_data_wrote(tmp_path):
    path, _, _ = write_rows(tmp_path, "table.csv")
    arrays = tmp_path / "arrays.npz"
    wrote = CliRunner().invoke(
        app, ["data", str(path), "--target", "y", "--arrays", str(arrays), "--build", str(tmp_path)]
    )
    assert wrote.exit_code == 0
    with np.load(arrays) as made:
        estimator = LogisticRegression().fit(made["x"], made["y"])
        accuracy = estimator.score(made["x"], made["y"])
    model = save(estimator, tmp_path)
    ways = ([arrays], [path, "--target", "y"], [path, "--encoding", arrays])
    for way in ways:
        done = run(model, *way, "--trust", "--json")
        assert done.exit_code == 0, done.stderr
        said = json.loads(done.stdout)
        assert said["score"]["accuracy"] == accuracy
        assert said["answers"] == "class numbers, 0 for 'no'"


def test_a_pipeline_gets_text_as_it_stands(tmp_path):
    text = "kind,y\n" + "a,yes\nb,no\nc,no\n" * 4
    path = write_csv(tmp_path, text)
    frame = read_table(path).frame.astype(object)
    estimator = make_pipeline(OneHotEncoder(), LogisticRegression(C=100))
    model = save(estimator.fit(frame[["kind"]], frame["y"]), tmp_path)
    said = json.loads(run(model, path, "--target", "y", "--trust", "--json").stdout)
    assert (said["score"]["accuracy"], said["repeated_rows"]) == (1, 12)


def test_predictions_with_a_description_of_their_network(pipeline, tmp_path):
    _, table, held_out, _ = pipeline
    labels = read_table(table).frame["y"].tolist()
    given = write_csv(tmp_path, "\n".join(["prediction", *labels]) + "\n", "p.csv")
    done = run(given, table, "--target", "y", "--sizes", "4-3-1", "--json")
    said = json.loads(done.stdout)
    assert said["score"]["accuracy"] == 1
    assert {one["reading"]: one["mec_bits"] for one in said["generalization"]} == {
        "decision_layer": 4,
        "width_capped": 18,
        "running_minimum": 18,
        "all_parameters": 19,
    }
    without = run(given, table, "--target", "y")
    assert "The rules do not apply (nothing is said of the network" in without.stdout
    more = read_table(held_out).frame["y"].tolist()
    further = write_csv(tmp_path, "\n".join(["prediction", *more]) + "\n", "q.csv")
    done = run(
        *(given, table, "--target", "y", "--held-out", held_out),
        *("--held-out-predictions", further),
    )
    assert "On held-out rows right are 60 of 60 rows" in done.stdout


@pytest.mark.parametrize(
    ("model", "options", "said"),
    [
        ("m.joblib", ["--target", "y"], "is a pickle: reading it runs code"),
        ("m.joblib", ["--trust"], "with --target; there are c0, c1, c2, c3, y"),
        ("m.joblib", ["--target", "z", "--trust"], "there is no column 'z'"),
        ("m.joblib", ["--target", "y", "--held-out", "no.csv", "--trust"], "no.csv is not there"),
        ("m.joblib", ["--target", "y", "--sizes", "4-1"], "--sizes and --held-out-predictions go"),
        ("m.joblib", ["--target", "y", "--input", "0"], "--input '0' is no shape"),
        ("m.exe", ["--target", "y"], "m.exe is no model that is known"),
        ("table.csv", ["--target", "y", "--sizes", "4-x"], "--sizes 4-x describes no network"),
        ("table.csv", ["--target", "y", "--held-out", "held_out.csv"], "go together"),
        ("held_out.csv", ["--target", "y"], "has 60 predictions, and there are 120 rows"),
        ("no\x1b[2J.pkl", ["--target", "y"], "no [2J.pkl is not there"),
    ],
)
def test_a_slip_is_one_line_with_status_2_and_writes_nothing(
    pipeline, tmp_path, monkeypatch, model, options, said
):
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    done = run(model, "table.csv", *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_model_of_other_classes_is_refused(pipeline, tmp_path):
    _, table, _, _ = pipeline
    frame = read_table(table).frame.drop(columns="y")
    labels = ["up", "down"] * 60
    model = save(LogisticRegression().fit(frame.to_numpy(), labels), tmp_path)
    done = run(model, table, "--target", "y", "--trust")
    assert done.exit_code == 2
    assert "the model names down, up, and the labels are no, yes" in done.stderr
