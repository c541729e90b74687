"""The noxfile, as nox runs it, and the README's commands, which name its sessions."""

import os
import re
import subprocess
import sys

import pytest

from tests import ROOT, fresh_system


def nox(*arguments, **env):
    return subprocess.run(
        [sys.executable, "-m", "nox", "--non-interactive", *arguments],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def sessions():
    listed = nox("--list").stdout
    return set(re.findall(r"^[*-] (\w+)", listed, re.MULTILINE))


def test_every_session_is_explained_in_the_noxfile_and_in_the_docs(sessions):
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8").partition('"""\n\n')[0]
    page = (ROOT / "docs" / "contributing" / "index.md").read_text(encoding="utf-8")
    assert sessions
    for session in sessions:
        assert f"nox -s {session}" in noxfile
        assert f"`nox -s {session}" in page


def test_the_readme_names_sessions_that_are_there(sessions):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"nox -s (\w+)", readme))
    assert {"build", "tests", "view", "measure"} <= named <= sessions


@pytest.mark.parametrize("option", ["--python", "--force-python"])
def test_an_unsupported_python_is_one_line(option):
    done = nox("-s", "measure", option, "3.14", "--", "torchvision:alexnet")
    assert done.returncode
    assert "Python 3.14 was asked for, and this works on Python 3.11, 3.12 and 3.13" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_fresh_system_runs_what_the_readme_says():
    with_venv, with_uv = fresh_system.readme_commands(short=False)
    assert with_venv[0].startswith("python3 -m venv .venv && ")
    assert with_venv[1].endswith("nox -s build -- --profile quick")
    assert with_venv[2].endswith("nox -s tests")
    assert with_uv == ['uvx --from "nox[uv]" nox -s build -- --profile quick']


def test_a_short_try_measures_a_network():
    with_venv, with_uv = fresh_system.readme_commands(short=True)
    assert with_venv[-1].endswith("nox -s measure -- torchvision:alexnet")
    assert with_uv == []


def test_paths_in_variables_are_found(tmp_path):
    (tmp_path / "wheels").mkdir()
    value = f"{tmp_path}/wheels https://example.org {tmp_path}/none"
    assert fresh_system.named_paths({"PIP_FIND_LINKS": value}) == [tmp_path / "wheels"]
