"""An environment is made once, kept while it is right, and mended when it is not."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from engine.install import environment
from engine.install.environment import STAMP, Wanted, prepare, python_of, uv_settings
from engine.install.errors import InstallError
from tests import ROOT

RUNNING = f"3.{sys.version_info.minor}"


@pytest.fixture
def installed(monkeypatch):
    """What was installed into environments that are real, with nothing fetched."""
    calls = []

    def create(folder, python, uv, env):
        shutil.rmtree(folder, ignore_errors=True)
        python_of(folder).parent.mkdir(parents=True)
        python_of(folder).symlink_to(python)

    def install(folder, requirements, wanted, uv, env):
        calls.append(requirements)

    monkeypatch.setattr(environment, "_create", create)
    monkeypatch.setattr(environment, "_install", install)
    monkeypatch.setattr(environment, "_choose_build", lambda *_: ({}, True))
    monkeypatch.setattr(environment, "check_room", lambda *_: None)
    for name in ("UV_TORCH_BACKEND", "MEC_TORCH"):
        monkeypatch.delenv(name, raising=False)
    return calls


@pytest.fixture
def make(tmp_path, installed):
    """Prepares an environment with some requirements; returns what was said."""
    lock = tmp_path / "versions.lock"
    lock.write_text("numpy==1\n")

    def prepare_it(*requirements, supported=(RUNNING,)):
        said = []
        wanted = Wanted(requirements or ("numpy",), lock, supported)
        prepare(tmp_path / ".nox" / "build", wanted, said.append)
        return said

    prepare_it.folder, prepare_it.lock = tmp_path / ".nox" / "build", lock
    return prepare_it


def test_a_second_run_installs_nothing(make, installed):
    assert make() == [f"installing into {make.folder}, once"]
    assert make() == []
    assert installed == [["numpy"]]


def test_what_is_added_keeps_what_was_there(make, installed):
    make("numpy")
    make("numpy", "pytest")
    assert make("numpy") == []
    assert installed == [["numpy"], ["numpy", "pytest"]]


def test_a_new_lock_is_installed(make, installed):
    make()
    make.lock.write_text("numpy==2\n")
    make()
    assert len(installed) == 2


def test_a_run_that_was_killed_is_mended(make, monkeypatch):
    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "_install", die)
        with pytest.raises(KeyboardInterrupt):
            make()
    left = make.folder / "left behind"
    left.touch()
    assert make()[0] == f"{make.folder} was left half installed: making it anew"
    assert not left.exists()
    assert make() == []


def test_an_update_that_was_killed_is_mended(make, monkeypatch):
    make()
    with monkeypatch.context() as patch:
        patch.setattr(environment, "_install", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make("numpy", "pytest")
    assert "half installed" in make()[0]


def test_an_environment_without_its_python_is_mended(make):
    make()
    python_of(make.folder).unlink()
    assert "has lost its Python" in make()[0]
    assert make() == []


def test_an_environment_of_another_python_is_mended(make):
    make()
    stamp = make.folder / STAMP
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "python": "3.5"}))
    assert f"was made with Python 3.5 and now has {RUNNING}" in make()[0]


def test_another_build_of_torch_is_an_environment_made_anew(make, monkeypatch):
    make()
    monkeypatch.setenv("UV_TORCH_BACKEND", "cu130")
    assert "(default, not cu130)" in make()[0]


def test_a_damaged_stamp_counts_as_none(make):
    make()
    (make.folder / STAMP).write_text("{")
    assert "half installed" in make()[0]


def test_without_room_nothing_is_installed(make, installed, monkeypatch):
    def no_room(*_):
        raise InstallError("no room")

    monkeypatch.setattr(environment, "check_room", no_room)
    with pytest.raises(InstallError):
        make()
    assert installed == []


def test_the_project_may_lie_apart_from_its_lock(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(environment, "_run", lambda command, *_: calls.append(command))
    for project in (None, tmp_path / "here"):
        wanted = Wanted(["numpy"], tmp_path / "locks" / "all.lock", (RUNNING,), project=project)
        environment._install(tmp_path / "env", ["numpy"], wanted, "uv", {})
    editable = [command[command.index("--editable") + 1] for command in calls]
    assert editable == [str(tmp_path / "locks"), str(tmp_path / "here")]


def test_uv_is_handed_what_pip_is_told():
    pip = {"PIP_FIND_LINKS": "a b", "PIP_INDEX_URL": "https://x", "PIP_EXTRA_INDEX_URL": "y\nz"}
    settings = uv_settings({**pip, "UV_INDEX": "mine", "UV_PYTHON": "x"})
    assert settings["UV_FIND_LINKS"] == "a,b"
    assert settings["UV_DEFAULT_INDEX"] == "https://x"
    assert settings["UV_INDEX"] == "mine"
    assert "UV_PYTHON" not in settings


def test_a_failing_command_is_one_line():
    command = [sys.executable, "-c", "import sys; sys.exit('no\\nsuch thing')"]
    with pytest.raises(InstallError, match=r"^installing failed: no such thing\. Run the same"):
        environment._run(command, os.environ, "installing")


def test_nothing_but_the_standard_library_is_needed():
    """What nox runs before anything is installed is imported by a Python without packages."""
    code = (
        "import sys; sys.path.insert(0, '.');"
        "import engine.install.environment, engine.install.checks, engine.lab.mnist_download"
    )
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
