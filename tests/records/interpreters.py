"""The Pythons of this machine that the engine supports."""

import os
import shutil
import subprocess
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13")


def find_interpreters():
    """Path of a Python that runs, by version: from PATH and from pyenv."""
    found = {version: _first_that_runs(version) for version in SUPPORTED}
    return {version: path for version, path in found.items() if path}


def _first_that_runs(version):
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [shutil.which(f"python{version}")]
    candidates += [str(path / "bin" / "python3") for path in sorted(pyenv.glob(f"{version}*"))]
    return next((path for path in candidates if path and _version_of(path) == version), None)


def _version_of(path):
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([path, "-c", code], capture_output=True, text=True, timeout=30)
    except OSError:
        return None
    return done.stdout.strip()
