"""`python -m engine`, or `mec`: the command line."""

import os
import sys

from engine.cli.main import main
from engine.records.interrupt import STATUSES


def run() -> None:
    """Run the command line, and end this process with its status.

    Told to end, it does so at once: to take down all that a site is built with takes seconds.
    """
    status = main()
    if status in STATUSES:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    run()
