import os
import subprocess
import sys
import warnings

import pytest
from typer.testing import CliRunner

from engine.cli import app as command_line
from engine.cli.main import main
from engine.records.interrupt import InterruptedRunError
from engine.records.store import MANIFEST, RecordStore
from engine.studies.catalogue import all_studies
from engine.studies.study import Study
from engine.studies.worked_examples import study as worked_examples
from tests import ROOT

COMMANDS = [
    command.name or command.callback.__name__.replace("_", "-")
    for command in command_line.app.registered_commands
]
LIGHT = ["worked-examples", "mnist-networks", "notebooks"]
COMPUTE_WITH_ALL_RECORDS = """
import sys
from pathlib import Path
from engine.cli.main import main
from engine.studies.catalogue import all_studies
from engine.studies.study import Profile
from engine.records.record import Record
from engine.records.plan import plan_studies
from engine.records.store import RecordStore

store = RecordStore(Path(sys.argv[-1]) / "records")
made = {"seconds": 1.0, "cpu": "any", "python": "3.11", "commit": "abc", "time": "now"}
plan = plan_studies(all_studies(), all_studies(), Profile.QUICK)
jobs = [job for part in plan.values() for job in part]
for job in jobs:
    store.write(Record(job.study.name, job.params, job.key, job.inputs, {"known": 1}, made))
try:
    code = main()
except SystemExit as stop:
    code = stop.code or 0
frameworks = {"tensorflow", "keras", "torch", "torchvision"} & set(sys.modules)
print(len(jobs), code, sorted(frameworks))
"""
"""Makes a record for every job of every study, then runs the command line in the same process."""


@pytest.fixture
def call(monkeypatch, capsys):
    """Calls the command line in this process; returns its exit code and what it wrote."""

    def call_once(*arguments):
        monkeypatch.setattr(sys, "argv", ["engine", *map(str, arguments)])
        monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
        monkeypatch.setenv("COLUMNS", "100")
        try:
            code = main()
        except SystemExit as stop:
            code = stop.code or 0
        written = capsys.readouterr()
        return code, written.out, written.err

    return call_once


def test_help_names_every_command_with_a_sentence(call):
    code, out, _ = call("--help")
    assert code == 0
    assert {"compute", "pages"} <= set(COMMANDS)
    for name in COMMANDS:
        (line,) = (line for line in out.splitlines() if line.strip().startswith(f"{name} "))
        assert len(line.split()) > 4


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_is_readable(call, name):
    code, out, _ = call(name, "--help")
    assert code == 0
    assert out.startswith(f"Usage: python -m engine {name}")
    assert max(map(len, out.splitlines())) <= 100
    options = [line for line in out.splitlines() if line.strip().startswith("--")]
    assert "--help" in " ".join(options)
    assert str(ROOT) not in out


def test_help_of_compute_names_profiles_and_what_is_kept(call):
    _, out, _ = call("compute", "--help")
    for word in ("quick", "standard", "paper", "--study", "--workers", "--dask", "--build"):
        assert word in out
    assert "[default: (standard; with --study, that of the records)]" in " ".join(out.split())


def test_no_command_shows_the_help():
    result = CliRunner().invoke(command_line.app, [])
    assert "compute" in result.output
    assert "pages" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compute", "--profile", "fast"], "'fast' is not one of 'quick', 'standard', 'paper'"),
        (["compute", "--workers", "0"], "Invalid value for '--workers'"),
        (["compute", "--profil", "quick"], "No such option: --profil"),
        (["bild"], "No such command 'bild'"),
    ],
)
def test_a_wrong_command_line(call, arguments, message):
    code, out, err = call(*arguments)
    assert code == 2
    assert message in " ".join(err.replace("│", " ").split())
    assert out == ""


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("mnst", "did you mean mnist"),
        ("backbone", "did you mean backbones"),
        ("zzz", "known: atlas-correlations"),
    ],
)
def test_an_unknown_study_names_the_nearest(call, tmp_path, name, hint):
    code, _, err = call("compute", "--study", name, "--build", tmp_path)
    assert code == 1
    assert err.startswith(f"error: there is no study {name!r}; {hint}")
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())


def test_pages_without_records_say_what_to_do(call, tmp_path):
    code, _, err = call("pages", "--build", tmp_path)
    assert code == 1
    assert err == (
        f"error: no records in {tmp_path / 'records'}; "
        "run `python -m engine compute` (or `nox -s build`)\n"
    )


def test_pages_of_a_damaged_manifest(call, tmp_path):
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / MANIFEST).write_text("{", encoding="utf-8")
    code, _, err = call("pages", "--build", tmp_path)
    assert code == 1
    assert f"error: {tmp_path / 'records' / MANIFEST} is damaged" in err


def failing_grid(profile):
    return [{"name": "nothing", "sizes": [2, 0]}, {"name": "fine", "sizes": [2, 1]}]


def test_a_study_that_fails_ends_in_an_error_after_the_rest(call, tmp_path, monkeypatch):
    study = Study("failing", "Failing", failing_grid, worked_examples.compute)
    monkeypatch.setattr("engine.cli.computing.all_studies", lambda: (study,))
    code, _, err = call("compute", "--build", tmp_path, "--workers", "1")
    assert code == 1
    assert "error: 1 of 2 results could not be computed (the others are written)" in err
    assert "failing (name=nothing, sizes=[2, 0])" in err
    assert "ValueError: neurons must be a positive integer, got 0" in err
    assert len(list((tmp_path / "records" / "failing").iterdir())) == 1


def test_a_fault_of_the_engine_is_not_dressed_up(call, monkeypatch):
    def fail(name):
        raise ZeroDivisionError

    monkeypatch.setattr("engine.cli.computing.find_study", fail)
    with pytest.raises(ZeroDivisionError):
        call("compute", "--study", "mnist")


@pytest.mark.filterwarnings("always:.*is damaged")
def test_a_second_run_computes_nothing_and_damage_is_repaired(call, tmp_path):
    studies = [word for name in LIGHT for word in ("--study", name)]
    run = ["compute", "--profile", "quick", *studies, "--build", tmp_path]
    code, out, err = call(*run)
    count = len(list(tmp_path.glob("records/*/*.json")))
    assert (code, out) == (0, "")
    assert err.endswith(f"quick profile: {count} results computed, 0 already there\n")

    (damaged,) = tmp_path.glob("records/notebooks/*.json")
    damaged.write_text("{", encoding="utf-8")
    code, _, err = call(*run)
    assert code == 0
    assert err.startswith(f"warning: {damaged} is damaged")
    assert err.endswith(f"quick profile: 1 results computed, {count - 1} already there\n")

    before = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    code, _, err = call(*run)
    assert (code, err) == (0, f"quick profile: 0 results computed, {count} already there\n")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.json")} == before

    code, _, err = call("pages", "--build", tmp_path)
    assert code == 1
    assert err.startswith("error: this build has no records of the study")


def test_valid_records_of_every_study_need_neither_framework_nor_data(tmp_path):
    arguments = ["compute", "--profile", "quick", "--build", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", COMPUTE_WITH_ALL_RECORDS, *arguments],
        cwd=ROOT,
        env={**os.environ, "MEC_DATA_DIR": str(tmp_path / "no data")},
        check=True,
        capture_output=True,
        text=True,
    )
    count, code_and_frameworks = done.stdout.split(maxsplit=1)
    assert code_and_frameworks == "0 []\n"
    assert done.stderr == f"quick profile: 0 results computed, {count} already there\n"
    build = RecordStore(tmp_path / "records").read_build()
    assert set(build.records) == {study.name for study in all_studies()}


def test_a_study_alone_joins_the_build_that_is_there(call, tmp_path):
    run = ["compute", "--build", tmp_path, "--study"]
    _, _, err = call(*run, "notebooks")
    assert err.endswith("standard profile: 1 results computed, 0 already there\n")
    call(*run, "notebooks", "--profile", "quick")
    _, _, err = call(*run, "worked-examples")
    assert "quick profile:" in err
    build = RecordStore(tmp_path / "records").read_build()
    assert (build.profile, set(build.records)) == ("quick", {"notebooks", "worked-examples"})
    code, _, err = call("pages", "--build", tmp_path)
    assert code == 1
    assert "run `python -m engine compute --profile quick`" in err


def reading_grid(profile):
    return [{"name": "mean"}]


def test_what_a_study_reads_is_computed_first_and_said(call, tmp_path, monkeypatch):
    reader = Study(
        "mean", "Taking the mean", reading_grid, count_sources, reads=("worked-examples",)
    )
    monkeypatch.setattr("engine.cli.computing.find_study", lambda name: reader)
    monkeypatch.setattr("engine.cli.computing.all_studies", lambda: (worked_examples.STUDY, reader))
    monkeypatch.setattr("engine.records.plan.code_hash", lambda module: "c0de")
    run = ["compute", "--study", "mean", "--profile", "quick", "--build", tmp_path]
    code, _, err = call(*run)
    said = "mean reads worked-examples: its missing results are computed first (6 of 6)\n"
    assert (code, err.startswith(said)) == (0, True)
    assert err.endswith("quick profile: 7 results computed, 0 already there\n")
    build = RecordStore(tmp_path / "records").read_build()
    assert build.study("mean")[0].result == {"sources": 6}
    assert len(build.study("worked-examples")) == 6
    assert call(*run) == (0, "", "quick profile: 0 results computed, 7 already there\n")


def count_sources(params, sources):
    return {"sources": len(sources["worked-examples"])}


def test_a_folder_in_use_is_said_and_need_not_be_waited_for(call, tmp_path):
    held = f"""
import pathlib
from engine.records.lock import hold_folder
with hold_folder(pathlib.Path({str(tmp_path)!r}), "compute"):
    print("held", flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", held],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout.readline() == "held\n"
        for command in (["compute", "--study", "notebooks"], ["pages"]):
            code, _, err = call(*command, "--no-wait", "--build", tmp_path)
            assert code == 1
            assert err.startswith(f"error: process {other.pid} (compute, since ")
            assert "Traceback" not in err
        other.communicate("\n")


def test_an_interrupted_run_ends_with_the_status_of_its_signal(call, tmp_path, monkeypatch):
    def interrupt(*arguments, **options):
        raise InterruptedRunError(15, "interrupted: 3 of 6 results")

    monkeypatch.setattr("engine.cli.computing.run_jobs", interrupt)
    code, _, err = call("compute", "--study", "notebooks", "--build", tmp_path)
    assert (code, err) == (143, "interrupted: 3 of 6 results\n")
