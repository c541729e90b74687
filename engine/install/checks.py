"""What is looked at before anything long begins: can folders be written, is there room."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engine.install.errors import InstallError

GB = 10**9
ENVIRONMENT_GB = {"small": 3.5, "cuda": 9.0}
"""Room for an environment, by build of PyTorch."""
BUILD_GB = 0.5


def check_writable(folders: Sequence[Path]) -> None:
    """Make folders, and see that files can be written into them.

    Raises:
        InstallError: If one cannot.
    """
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            reason = error.strerror or str(error)
            raise InstallError(
                f"{folder.resolve()} cannot be written ({reason}): "
                "make it yours, or work in a copy of the project that is"
            ) from error


def check_room(folder: Path, needed_gb: float) -> None:
    """See that the disk of a folder has room.

    Args:
        folder: A folder that exists.
        needed_gb: Room that is needed, in GB of 10^9 bytes.

    Raises:
        InstallError: If there is less.
    """
    free_gb = shutil.disk_usage(folder).free / GB
    if free_gb < needed_gb:
        raise InstallError(
            f"{folder.resolve()} has {free_gb:.1f} GB of disk left, and {needed_gb:.1f} GB are "
            "needed: make room, or move the project to a larger disk"
        )
