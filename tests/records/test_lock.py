import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from engine.records.lock import HOLDER, LOCK, FolderInUseError, hold_folder
from tests import ROOT

HOLD = """
import sys, time
from pathlib import Path
from engine.records.lock import hold_folder
say = lambda line: print(line, flush=True)
with hold_folder(Path(sys.argv[1]), "compute --profile quick", say=say):
    say("held")
    time.sleep(float(sys.argv[2]))
say("released")
"""


@pytest.fixture
def hold(tmp_path):
    """Starts processes that hold the folder for some seconds; returns each once it said a line."""
    started = []

    def start(seconds):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path), str(seconds)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_second_one_waits_and_says_for_whom(tmp_path, hold):
    first, said = hold(1.5)
    assert said == "held"
    lines = []
    with hold_folder(tmp_path, "pages", say=lines.append):
        assert first.stdout.readline() == "released\n"
    (line,) = lines
    expected = rf"waiting for process {first.pid} \(compute --profile quick, since 20\S+ [\d:]+\)"
    assert re.fullmatch(rf"{expected} to end, which works in {re.escape(str(tmp_path))}", line)


def test_it_need_not_wait(tmp_path, hold):
    first, _ = hold(60)
    began = time.monotonic()
    said = rf"process {first.pid} \(compute .*works in {re.escape(str(tmp_path))}; try again"
    with pytest.raises(FolderInUseError, match=said), hold_folder(tmp_path, "pages", wait=False):
        pytest.fail("held twice")
    assert time.monotonic() - began < 5


def test_what_a_killed_process_held_is_free(tmp_path, hold):
    first, _ = hold(60)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (tmp_path / HOLDER).exists()
    with hold_folder(tmp_path, "pages", wait=False, say=pytest.fail):
        assert str(os.getpid()) in (tmp_path / HOLDER).read_text(encoding="utf-8")
    assert not (tmp_path / HOLDER).exists()


def test_who_waits_goes_on_when_the_other_is_killed(tmp_path, hold):
    first, _ = hold(60)
    second, said = hold(0)
    assert said.startswith(f"waiting for process {first.pid} ")
    first.send_signal(signal.SIGKILL)
    assert second.communicate(timeout=20)[0] == "held\nreleased\n"


def test_a_process_that_has_left_no_name_is_another_process(tmp_path, hold):
    hold(60)
    for left in ("", "[]", '{"pid": 1}', '{"pid": 1, "command": "x", "since": "yesterday"}'):
        (tmp_path / HOLDER).write_text(left, encoding="utf-8")
        with (
            pytest.raises(FolderInUseError, match=r"^another process works in"),
            hold_folder(tmp_path, "pages", wait=False),
        ):
            pytest.fail("held twice")


def test_an_error_lets_go(tmp_path):
    folder = tmp_path / "new" / "build"
    with pytest.raises(ZeroDivisionError), hold_folder(folder, "pages"):
        raise ZeroDivisionError
    with hold_folder(folder, "pages", wait=False):
        assert {path.name for path in folder.iterdir()} == {LOCK, HOLDER}


def test_one_command_that_calls_another_holds_the_folder_once(tmp_path):
    with hold_folder(tmp_path, "build"), hold_folder(tmp_path, "compute", wait=False):
        assert json.loads((tmp_path / ".lock.json").read_text())["command"] == "build"
    with hold_folder(tmp_path, "pages", wait=False):
        assert json.loads((tmp_path / ".lock.json").read_text())["command"] == "pages"


def test_what_a_killed_process_began_to_write_is_removed(tmp_path):
    left = tmp_path / f".{HOLDER}.x1y2z3.part"
    other = tmp_path / ".site.json.x1y2z3.part"
    for path in (left, other):
        path.write_text("{")
    with hold_folder(tmp_path, "compute"):
        assert not left.exists()
        assert other.exists(), "nobody knows whether that is being written"
