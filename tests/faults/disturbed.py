"""Builds in processes of their own, and what is done to them."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from engine.records.record import read_record
from engine.records.store import MANIFEST
from tests import ROOT
from tests.processes import processes_of

ENDED_SECONDS = 30.0
"""How long the processes of a killed one may take to be gone on a busy machine."""


class Run:
    """A command of the engine, in a session of its own, so that all its processes are known.

    Args:
        arguments: What follows `python -m engine`.
        cwd: Where it runs.
        before: A command that runs it, such as one that turns back the clock.
    """

    def __init__(self, *arguments, cwd=ROOT, before=(), env=None):
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "engine", *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def others(self):
        """Process numbers of what the command started and that still runs."""
        own = self.process.pid
        return [(number, args) for number, args in processes_of(own) if number != own]

    def workers(self):
        """Process numbers of its workers."""
        return [pid for pid, args in self.others() if "popen_loky" in args]

    def has_ended_by(self, moment):
        """Wait for it until a moment of the monotonic clock; return whether it has ended."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, moment - time.monotonic()))
        return self.process.returncode is not None

    def kill(self):
        """Kill it as the system does when memory runs out, and see that all it started ends."""
        self.process.kill()
        return self.finish(0)

    def finish(self, timeout=600):
        """Wait for it; return its exit status, what it said, and that nothing is left of it."""
        said = ""
        try:
            _, said = self.process.communicate(timeout=timeout or None)
        finally:
            if self.process.returncode is None:
                os.killpg(self.process.pid, signal.SIGKILL)
        began = time.monotonic()
        while left := self.others():
            if time.monotonic() - began > ENDED_SECONDS:
                for pid, _ in left:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                raise AssertionError(f"these live on: {left}")
            time.sleep(0.1)
        return self.process.returncode, said


def compute(build, *studies, **options):
    """Start to compute studies at the quick profile into a folder."""
    chosen = [part for study in studies for part in ("--study", study)]
    return Run("compute", "--profile", "quick", *chosen, "--build", build, **options)


def killed_at_random(start, kills, longest_seconds, after_each, seed=26):
    """Start a command again and again, killing it or a worker, until it was killed so often.

    Args:
        start: Starts it.
        kills: How many processes to kill.
        longest_seconds: Most time from one kill to the next.
        after_each: Called whenever the whole command has ended, by a kill or of itself, with
            whether it came to its end.

    Returns:
        How many of the kills hit the command itself, and how many a worker.
    """
    chance = random.Random(seed)
    hits = {"command": 0, "worker": 0}
    while sum(hits.values()) < kills:
        run = start()
        while True:
            if run.has_ended_by(time.monotonic() + chance.uniform(0.05, longest_seconds)):
                status, said = run.finish()
                # One that was hit three times is given up; all others are there.
                is_given_up = status == 1 and "processes were killed while it was computed" in said
                assert status == 0 or is_given_up, said
                after_each(status == 0)
                break
            workers = run.workers()
            if workers and chance.random() < 0.5:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)
                    hits["worker"] += 1
            else:
                run.kill()
                hits["command"] += 1
                after_each(False)
                break
            if sum(hits.values()) >= kills:
                run.kill()
                after_each(False)
                break
    return hits


def records_in(build):
    """Every record in a folder, read and found whole: its text by its path."""
    found = {}
    for path in sorted(Path(build, "records").glob("*/*.json")):
        if path.parent.name != "damaged":
            read_record(path)
            found[path.relative_to(build).as_posix()] = path.read_text(encoding="utf-8")
    return found


def results_in(build):
    """What the manifest of a folder names: results by study and key."""
    manifest = json.loads(Path(build, "records", MANIFEST).read_text(encoding="utf-8"))
    return {
        (study, key): read_record(Path(build, "records", study, f"{key}.json")).result
        for study, keys in manifest["studies"].items()
        for key in keys
    }


def unfinished_in(folder):
    """Files that were begun and never finished."""
    return [path for path in Path(folder).rglob("*") if path.name.endswith(".part")]
