"""Which Python an environment is made with."""

import sys

import pytest

from engine.install import pythons
from engine.install.errors import InstallError
from engine.install.pythons import choose_python, minor_version, supported_versions

RUNNING = f"3.{sys.version_info.minor}"


def put_on_path(folder, monkeypatch, **scripts):
    """Make these commands the only ones there are; a None is a command that fails."""
    for name, script in scripts.items():
        path = folder / name.replace("_", ".")
        path.write_text(f"#!/bin/sh\n{script or 'exit 127'}\n")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_a_range_is_the_versions_in_it():
    assert supported_versions(">=3.11,<3.14") == ["3.11", "3.12", "3.13"]


def test_a_range_of_another_form_is_refused():
    with pytest.raises(InstallError, match=r"'>=3.11', expected a range like"):
        supported_versions(">=3.11")


def test_the_version_of_an_interpreter_that_does_not_run_is_none(tmp_path):
    assert minor_version(sys.executable) == RUNNING
    assert minor_version(str(tmp_path / "python")) is None


def test_the_python_that_runs_is_taken_if_it_is_supported():
    assert choose_python(["3.10", RUNNING, "3.99"]) == sys.executable


def test_else_the_newest_that_is_found_and_runs(tmp_path, monkeypatch):
    put_on_path(tmp_path, monkeypatch, python3_97="echo 3.97", python3_98="echo 3.98")
    put_on_path(tmp_path, monkeypatch, python3_99=None)
    assert choose_python(["3.97", "3.98", "3.99"]) == str(tmp_path / "python3.98")


def test_else_uv_fetches_the_newest(tmp_path, monkeypatch):
    put_on_path(
        tmp_path,
        monkeypatch,
        uv='case "$*" in *install*) ;; *managed*) echo managed/python;; *) exit 2;; esac',
    )
    said = []
    found = choose_python(["3.97", "3.98"], uv=str(tmp_path / "uv"), say=said.append)
    assert found == "managed/python"
    assert said == ["fetching Python 3.98 with uv, for the environment alone"]


@pytest.mark.parametrize(
    ("uv", "tried"), [(None, "there is no uv to fetch one"), ("uv", "uv could not fetch one")]
)
def test_else_one_line_says_which_and_how(tmp_path, monkeypatch, uv, tried):
    put_on_path(tmp_path, monkeypatch, uv=None)
    with pytest.raises(InstallError) as caught:
        choose_python(["3.97", "3.98"], uv=uv and str(tmp_path / uv), say=lambda _: None)
    message = str(caught.value)
    assert message.startswith("this works on Python 3.97 and 3.98, and nox runs on Python 3.")
    assert tried in message
    assert "Install Python 3.98" in message
    assert "\n" not in message


def test_a_version_that_is_asked_for_must_be_supported():
    with pytest.raises(InstallError, match=r"^Python 3.14 was asked for, .* 3.11, 3.12 and 3.13"):
        choose_python(["3.11", "3.12", "3.13"], asked="3.14")


def test_no_other_than_the_version_asked_for_is_taken(tmp_path, monkeypatch):
    put_on_path(tmp_path, monkeypatch, python3_98="echo 3.98", python3_97="echo 3.97")
    assert choose_python(["3.97", "3.98"], asked="3.97") == str(tmp_path / "python3.97")


def test_uv_is_not_told_of_the_environment_of_nox(tmp_path, monkeypatch):
    put_on_path(tmp_path, monkeypatch, uv='test -z "$UV_PYTHON" && echo found')
    monkeypatch.setenv("UV_PYTHON", "somewhere")
    assert pythons._ask_uv(str(tmp_path / "uv"), "find") == "found"
