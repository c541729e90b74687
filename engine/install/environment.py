"""The one environment of all sessions: made, mended and kept as it should be."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from engine.install.checks import BUILD_GB, ENVIRONMENT_GB, check_room, check_writable
from engine.install.errors import InstallError
from engine.install.pythons import choose_python, minor_version
from engine.install.torch_build import UV_VARIABLE, asked_build, choose_torch_build, resolve_with_uv

STAMP = "installed.json"
_UV_NAMES = {
    "PIP_FIND_LINKS": ("UV_FIND_LINKS", ","),
    "PIP_INDEX_URL": ("UV_DEFAULT_INDEX", " "),
    "PIP_EXTRA_INDEX_URL": ("UV_INDEX", " "),
}
"""What uv calls a setting of pip's, and what it puts between several values."""


@dataclass(frozen=True)
class Wanted:
    """What an environment should hold.

    Attributes:
        requirements: Requirements, like "torch>=2.13".
        lock: File with the versions to take.
        supported: Minor versions of Python that will do, oldest first.
        asked: The only one that will do, if the user asked for one.
        project: Folder of the project; that of the lock if not given.
    """

    requirements: Sequence[str]
    lock: Path
    supported: Sequence[str]
    asked: str | None = None
    project: Path | None = None


def python_of(folder: Path) -> Path:
    """Return where the interpreter of an environment lies."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def prepare(folder: Path, wanted: Wanted, say: Callable[[str], None]) -> Path:
    """Make sure that an environment is there and holds what is wanted; return its interpreter.

    An environment that a killed run left half installed, whose Python is gone or another, or
    that holds another build of PyTorch than asked for, is made anew.

    Args:
        folder: Where the environment lies, or will.
        wanted: What it should hold.
        say: Told what is done, a line each.

    Raises:
        InstallError: If it cannot be made.
    """
    check_writable([folder.parent])
    build = asked_build(os.environ)
    state = _read_state(folder)
    fault = _find_fault(folder, wanted, state, build)
    held = [] if fault else state["requirements"]
    lock_hash = hashlib.sha256(wanted.lock.read_bytes()).hexdigest()
    if not fault and state["lock"] == lock_hash and set(held) >= set(wanted.requirements):
        return python_of(folder)
    uv, env = find_uv(), uv_settings(os.environ)
    python = str(python_of(folder))
    if fault:
        check_room(folder.parent, ENVIRONMENT_GB["small"] + BUILD_GB)
        python = choose_python(wanted.supported, asked=wanted.asked, uv=uv, say=say)
    variables, is_small = _choose_build(uv, python, wanted.lock, build, env, say)
    if fault:
        if folder.exists():
            say(f"{folder} {fault}: making it anew")
        if not is_small:
            check_room(folder.parent, ENVIRONMENT_GB["cuda"] + BUILD_GB)
        _create(folder, python, uv, env)
    (folder / STAMP).unlink(missing_ok=True)
    requirements = sorted({*held, *wanted.requirements})
    say(f"installing into {folder}, once")
    _install(folder, requirements, wanted, uv, env | variables)
    state = {
        "python": minor_version(str(python_of(folder))),
        "torch": build,
        "lock": lock_hash,
        "requirements": requirements,
    }
    (folder / STAMP).write_text(json.dumps(state, indent=1), encoding="utf-8")
    return python_of(folder)


def find_uv() -> str | None:
    """Return the uv command: the one installed beside nox, else the one on the path."""
    with suppress(ImportError, FileNotFoundError):
        return str(import_module("uv").find_uv_bin())
    return shutil.which("uv")


def uv_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Return variables with those of pip's handed to uv, which does not read them.

    What uv is told by its own name stays, but for the Python and the build of PyTorch, which are
    chosen here.
    """
    settings = dict(environ)
    for ours in ("UV_PYTHON", UV_VARIABLE):
        settings.pop(ours, None)
    for pip_name, (uv_name, separator) in _UV_NAMES.items():
        if value := environ.get(pip_name):
            settings.setdefault(uv_name, separator.join(value.split()))
    return settings


def _read_state(folder: Path) -> dict[str, Any]:
    """Return what the last installation that ended noted about an environment, or nothing."""
    with suppress(OSError, ValueError):
        state = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        if isinstance(state, dict) and set(state) == {"python", "torch", "lock", "requirements"}:
            return state
    return {}


def _find_fault(folder: Path, wanted: Wanted, state: Mapping[str, Any], build: str) -> str | None:
    """Return why an environment cannot be kept, as words that follow its name, or None."""
    if not state:
        return "was left half installed"
    version = minor_version(str(python_of(folder)))
    if version is None:
        return "has lost its Python"
    if version != state["python"] or version not in wanted.supported:
        return f"was made with Python {state['python']} and now has {version}"
    if state["torch"] != build:
        return f"holds another build of PyTorch ({state['torch']}, not {build})"
    return None


def _choose_build(
    uv: str | None,
    python: str,
    lock: Path,
    build: str,
    env: Mapping[str, str],
    say: Callable[[str], None],
) -> tuple[dict[str, str], bool]:
    if uv is None:
        return {}, sys.platform != "linux"
    lines = lock.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line.startswith(("torch==", "torchvision=="))]

    def resolve(variables: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        return resolve_with_uv(uv, python, pins, {**env, **variables})

    return choose_torch_build(resolve, asked=build, say=say)


def _create(folder: Path, python: str, uv: str | None, env: Mapping[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if uv:
        command = [uv, "venv", "--quiet", "--clear", "--python", python, str(folder)]
    else:
        command = [sys.executable, "-m", "virtualenv", "--quiet", "-p", python, str(folder)]
    _run(command, env, "making the environment")


def _install(
    folder: Path,
    requirements: Sequence[str],
    wanted: Wanted,
    uv: str | None,
    env: Mapping[str, str],
) -> None:
    python = str(python_of(folder))
    pip = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    project = ["--editable", str((wanted.project or wanted.lock.parent).resolve())]
    _run([*pip, *requirements, *project, "--constraint", str(wanted.lock)], env, "installing")


def _run(command: Sequence[str], env: Mapping[str, str], doing: str) -> None:
    """Run a command; what it says is shown to a person, and kept for the error else.

    Raises:
        InstallError: If it fails.
    """
    is_watched = sys.stderr.isatty()
    captured = None if is_watched else subprocess.PIPE
    done = subprocess.run(
        command, env=dict(env), stdout=captured, stderr=captured, text=True, check=False
    )
    if done.returncode:
        reason = "see above" if is_watched else " ".join((done.stderr or done.stdout).split())
        raise InstallError(f"{doing} failed: {reason}. Run the same command again once mended")
