"""Processes that a test started, found by the session that they run in."""

import shutil
import subprocess

import pytest

needs_ps = pytest.mark.skipif(not shutil.which("ps"), reason="ps, which lists processes, is absent")


def processes_of(session):
    """Process number and command line of each process of a session that still runs.

    Args:
        session: Number of the process that began it, with `start_new_session`.
    """
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "sid=,pid=,stat=,args="], capture_output=True, text=True, check=True
    )
    lines = [line.split(maxsplit=3) for line in listed.stdout.splitlines()]
    return [
        (int(pid), args)
        for sid, pid, state, args in (line for line in lines if len(line) == 4)
        if int(sid) == session and not state.startswith("Z")
    ]
