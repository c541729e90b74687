"""Build the report a second time, from nothing in another folder, and compare it byte for byte.

Run as `python -m tests.build_twice`, which `nox -s repeat` does. What is compared is the site in
build/site, of whatever profile; a file that must be the same and is not is named, and the exit
status is 1. With `--kills 20` the second build, or a worker of it, is killed so often at random
moments, and goes on each time.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from engine.lab.mnist_checks import FOLDER_VARIABLE, data_folder
from engine.records.store import RecordStore
from engine.site.repeats import CLOCKED_FILES, differing_files
from tests import ROOT
from tests.faults.disturbed import Run, killed_at_random
from tests.fresh_system import copy_project

MOST_NAMED = 40
LONGEST_SECONDS = 25.0
"""Most time from one kill to the next: 20 kills are spread over a quick build."""


def main() -> int:
    """Build again, say what differs, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.build_twice")
    parser.add_argument("--kills", type=int, default=0, help="how often to kill the second build")
    kills = parser.parse_args().kills
    site = ROOT / "build" / "site"
    profile = RecordStore(ROOT / "build" / "records").read_profile()
    if profile is None or not (site / "index.html").is_file():
        sys.stderr.write("there is no site to compare with: run nox -s build first\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="mec-again-") as folder:
        tree = Path(folder, "tree")
        copy_project(tree)
        # A second build has nothing of the first but the data.
        env = {**os.environ, FOLDER_VARIABLE: str(data_folder().absolute())}
        command = ["build", "--profile", profile]
        if kills:
            hits = kill_at_random(lambda: Run(*command, cwd=tree, env=env), kills)
            sys.stdout.write(f"killed at random: {hits}\n")
        subprocess.run([sys.executable, "-m", "engine", *command], cwd=tree, env=env, check=True)
        again = tree / "build" / "site"
        differing = differing_files(site, again)
        count = sum(path.is_file() for path in again.rglob("*"))
    for name in differing[:MOST_NAMED]:
        sys.stderr.write(f"differs: {name}\n")
    if differing:
        sys.stderr.write(f"{len(differing)} of {count} files differ\n")
        return 1
    sys.stdout.write(f"{count} files, all the same but {', '.join(CLOCKED_FILES)}\n")
    return 0


def kill_at_random(start: Callable[[], Run], kills: int) -> dict[str, int]:
    """Start a build and kill it or a worker of it, until it was killed so often."""

    def look(has_finished: bool) -> None:
        if has_finished:
            sys.stdout.write("it came to its end between two kills\n")

    return killed_at_random(start, kills, LONGEST_SECONDS, look)


if __name__ == "__main__":
    sys.exit(main())
