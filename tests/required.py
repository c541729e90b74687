"""What some tests need and not every machine has: they are skipped without it, never in CI."""

import os
import shutil

import pytest


def skip_unless_required(reason):
    """Skip, except in CI, where what is missing is a failure."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


def require_command(name, package):
    """Skip where a command is not on the path; the reason names Debian's package."""
    if not shutil.which(name):
        skip_unless_required(f"no {name}: install Debian's package {package}")
