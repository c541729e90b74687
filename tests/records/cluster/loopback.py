"""A dask cluster on this machine whose workers have the packages and nothing of this checkout."""

import os
import subprocess
import sysconfig
import time
import venv
from functools import partial
from pathlib import Path

from engine.records.key import Inputs, record_key
from engine.records.plan import Job
from tests.records.run_studies import FakeStudy

SLEEP_AND_SQUARE = (
    "{'square': number ** 2, 'slept': __import__('time').sleep(seconds),"
    " 'process': __import__('os').getppid()}"
)


def sleeping_jobs(numbers, seconds, *, packages=()):
    """Jobs that any Python can do: what computes is named in the standard library alone."""
    inputs = Inputs(code="c0de", data={}, packages=dict(packages))
    study = FakeStudy("squares", compute=partial(eval, SLEEP_AND_SQUARE))
    grid = [{"number": number, "seconds": seconds} for number in numbers]
    return [Job(study, one, inputs, record_key("squares", one, inputs)) for one in grid]


def wait_until(is_so, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


class Loopback:
    """A scheduler and workers, each a process with a folder of its own.

    Their Python sees the packages of the tests through a path of its own, which does not follow
    the link of an editable install: it cannot import the engine.
    """

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        self._python = folder / "python"
        venv.create(self._python, symlinks=True)
        paths = {"base": str(self._python), "platbase": str(self._python)}
        site = Path(sysconfig.get_path("purelib", vars=paths))
        packages = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        (site / "packages.pth").write_text("\n".join(sorted(packages)), encoding="utf-8")
        self.address = ""

    def run(self, *command, env=None, cwd=None, before=()):
        python = self._python / ("Scripts" if os.name == "nt" else "bin") / "python"
        left_out = ("PYTHONPATH", "MEC_DATA_DIR")
        inherited = {name: value for name, value in os.environ.items() if name not in left_out}
        with (self.folder / f"{len(self.processes)}.log").open("w") as log:
            process = subprocess.Popen(
                [*before, python, *command],
                cwd=cwd or self.folder,
                env={**inherited, "PYTHONDONTWRITEBYTECODE": "", **(env or {})},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def start_scheduler(self, port=0, **options):
        file = self.folder / "scheduler.json"
        file.unlink(missing_ok=True)
        process = self.run(
            *("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"),
            *("--no-dashboard", "--dashboard-address", "127.0.0.1:0"),
            *("--port", str(port), "--scheduler-file", str(file)),
            **options,
        )
        wait_until(lambda: file.is_file() and file.read_text(encoding="utf-8").endswith("}"))
        self.address = str(file)
        return process

    def start_worker(self, name, **options):
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return self.run(
            *("-m", "distributed.cli.dask_worker", "--scheduler-file", self.address),
            *("--nthreads", "1", "--name", name, "--no-nanny"),
            *("--no-dashboard", "--dashboard-address", "127.0.0.1:0"),
            *("--local-directory", str(folder), "--death-timeout", "60"),
            cwd=folder,
            **options,
        )

    def close(self):
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


def pretend(folder, package, version):
    """Return the environment of a process that finds a package in another version."""
    info = folder / f"{package}-{version}.dist-info"
    info.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
    (info / "METADATA").write_text(text, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}
