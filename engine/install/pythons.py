"""Which Python the environment is made with: the one at hand, one that is found, or one fetched."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from engine.install.errors import InstallError

_RANGE = re.compile(r">=3\.(\d+),<3\.(\d+)")
_PRINT_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"
_SECONDS = 60


def supported_versions(requires_python: str) -> list[str]:
    """Return the minor versions in a range of Pythons, oldest first.

    Args:
        requires_python: Range as pyproject.toml has it, like ">=3.11,<3.14".

    Raises:
        InstallError: If the range has another form.
    """
    if not (bounds := _RANGE.fullmatch(requires_python.replace(" ", ""))):
        raise InstallError(
            f"requires-python is {requires_python!r}, expected a range like '>=3.11,<3.14'"
        )
    return [f"3.{minor}" for minor in range(int(bounds[1]), int(bounds[2]))]


def minor_version(python: str) -> str | None:
    """Return the version of an interpreter, like "3.12", or None if it does not run.

    Args:
        python: Path of the interpreter, or its name on the path.
    """
    try:
        done = subprocess.run(
            [python, "-c", _PRINT_VERSION],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def choose_python(
    supported: Sequence[str],
    *,
    asked: str | None = None,
    uv: str | None = None,
    say: Callable[[str], None] = print,
) -> str:
    """Return the interpreter to make an environment with.

    That is the one that runs this, if it is supported; else the newest supported one that is
    found; else the newest supported one, fetched by uv.

    Args:
        supported: Minor versions, oldest first, like "3.12".
        asked: The only minor version that will do, if the user asked for one.
        uv: The uv command, if there is one.
        say: Told what is fetched.

    Returns:
        Path of an interpreter.

    Raises:
        InstallError: If no supported version can be had.
    """
    if asked and asked not in supported:
        raise InstallError(
            f"Python {asked} was asked for, and this works on {_name_all(supported)}: "
            "ask for one of them, or for none, and one is found or fetched"
        )
    wanted = [asked] if asked else list(supported)
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running in wanted:
        return sys.executable
    newest_first = wanted[::-1]
    for version in newest_first:
        if found := _find_python(version, uv):
            return found
    if uv and (fetched := _fetch_python(newest_first[0], uv, say)):
        return fetched
    tried = "uv could not fetch one" if uv else "there is no uv to fetch one"
    raise InstallError(
        f"this works on {_name_all(wanted)}, and nox runs on Python {running}: no other was found "
        f"and {tried}. Install Python {newest_first[0]} from your system or python.org, "
        "and run the same command again"
    )


def _find_python(version: str, uv: str | None) -> str | None:
    candidates = [shutil.which(f"python{version}")]
    if uv:
        candidates.append(_ask_uv(uv, "find", "--no-python-downloads", version))
    for python in candidates:
        if python and minor_version(python) == version:
            return python
    return None


def _fetch_python(version: str, uv: str, say: Callable[[str], None]) -> str | None:
    say(f"fetching Python {version} with uv, for the environment alone")
    if _ask_uv(uv, "install", "--quiet", version) is None:
        return None
    return _ask_uv(uv, "find", "--managed-python", "--no-python-downloads", version)


def _ask_uv(uv: str, *arguments: str) -> str | None:
    """Return what `uv python` answers, or None if it fails; it puts no commands on the path."""
    # nox names a session's environment in UV_PYTHON, and uv would take that for the answer.
    env = {key: value for key, value in os.environ.items() if key != "UV_PYTHON"}
    done = subprocess.run(
        [uv, "python", *arguments],
        capture_output=True,
        text=True,
        env=env | {"UV_PYTHON_INSTALL_BIN": "0"},
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else None


def _name_all(versions: Sequence[str]) -> str:
    *others, last = versions
    return f"Python {', '.join(others)} and {last}" if others else f"Python {last}"
