"""Processes that end with the one that started them."""

import os
import signal
import subprocess
import sys
import time

import pytest

from engine.records.parent import STARTED_BY

pytestmark = pytest.mark.skipif(os.name != "posix", reason="parents are looked up on POSIX alone")

STARTER = """
import os, subprocess, sys
code = (
    "import time; from engine.records.parent import end_with_starter; "
    "end_with_starter(); print('ready', flush=True); time.sleep(60)"
)
named = {"itself": os.getpid(), "another": 1}[sys.argv[1]]
child = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "STARTED_BY": str(named)})
print(child.pid, flush=True)
child.wait()
""".replace("STARTED_BY", STARTED_BY)


@pytest.fixture
def start():
    """Starts a process that starts another and names a starter; returns both process numbers."""
    children = []

    def start_both(named):
        starter = subprocess.Popen(
            [sys.executable, "-c", STARTER, named], stdout=subprocess.PIPE, text=True
        )
        child = int(starter.stdout.readline())
        children.append(child)
        assert starter.stdout.readline() == "ready\n"
        return starter, child

    yield start_both
    for child in children:
        if is_there(child):
            os.kill(child, signal.SIGKILL)


def is_there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_is_told_to_end_when_its_starter_was_killed(start):
    starter, child = start("itself")
    starter.kill()
    starter.wait()
    starter.stdout.close()
    deadline = time.monotonic() + 20
    while is_there(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_there(child)


def test_another_starter_is_not_waited_for(start):
    starter, child = start("another")
    time.sleep(1)
    assert is_there(child)
    assert starter.poll() is None
    starter.kill()
    starter.wait()
    starter.stdout.close()
