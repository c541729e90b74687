"""nox itself killed, or told to end: what it started ends with it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from tests import ROOT
from tests.faults.disturbed import ENDED_SECONDS
from tests.processes import needs_ps, processes_of

NOXFILE = """
import os, sys
sys.path.insert(0, {root!r})
os.chdir({root!r})
from noxfile import nox, run

@nox.session(venv_backend="none")
def started(session):
    run(session, sys.executable, "engine", "compute", "--profile", "quick",
        "--study", "rule-2-memorisation", "--build", session.posargs[0])
"""

pytestmark = [
    pytest.mark.faults,
    needs_ps,
    pytest.mark.skipif(os.name != "posix", reason="these signals are POSIX's"),
]


@pytest.fixture
def started(tmp_path):
    """A session of nox that computes, with its workers running."""
    (tmp_path / "noxfile.py").write_text(NOXFILE.format(root=str(ROOT)), encoding="utf-8")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "nox", "--noxfile", str(tmp_path / "noxfile.py")),
            *("-s", "started", "--", str(tmp_path / "build")),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
        # What runs in the background of a shell is started deaf to Ctrl-C, and its children too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        deadline = time.monotonic() + 120
        while len(processes_of(process.pid)) < 4:
            assert process.poll() is None, process.stdout.read()
            assert time.monotonic() < deadline, "no workers after two minutes"
            time.sleep(0.1)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGKILL, -9), (signal.SIGTERM, 143), (signal.SIGINT, 130)]
)
def test_no_process_outlives_nox(started, number, status):
    started.send_signal(number)
    assert started.wait(ENDED_SECONDS) == status
    began = time.monotonic()
    while left := processes_of(started.pid):
        assert time.monotonic() - began < ENDED_SECONDS, left
        time.sleep(0.1)
    said = started.stdout.read()
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
