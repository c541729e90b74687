"""Disks that are full at any write, or may not be written; clocks that jump."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests import ROOT
from tests.faults.disturbed import compute, records_in, results_in

STUDIES = ("worked-examples", "notebooks")
PAGE_BYTES = 4096
IN_A_NAMESPACE = ("unshare", "--map-root-user", "--mount")
"""Mounts are this process's alone, and gone with it."""

pytestmark = pytest.mark.faults


def may_mount():
    if sys.platform != "linux" or not shutil.which("unshare"):
        return False
    return not subprocess.run(
        [*IN_A_NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    ).returncode


needs_mount = pytest.mark.skipif(not may_mount(), reason="this user may not mount a small disk")

GROWING = """
import subprocess, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.faults.disturbed import compute, records_in, results_in

disk, studies, page = Path(sys.argv[1]), sys.argv[2:], {page}
disk.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={{page}}", "tmpfs", disk], check=True)
kept, pages = {{}}, 1
while True:
    status, said = compute(disk / "build", *studies).finish()
    found = records_in(disk / "build")
    assert kept.items() <= found.items(), "a record is lost"
    kept = found
    last = said.splitlines()[-1]
    print(pages, len(kept), status, last, flush=True)
    if status == 0:
        break
    assert "Traceback" not in said, said
    pages += 1
    subprocess.run(["mount", "-o", f"remount,size={{pages * page}}", disk], check=True)
print(sorted(map(repr, results_in(disk / "build").items())))
"""


@needs_mount
def test_a_disk_that_is_full_at_every_write_in_turn(tmp_path):
    """It has room for one file more each time: each write is once the one that does not fit."""
    script = GROWING.format(root=str(ROOT), page=PAGE_BYTES)
    done = subprocess.run(
        [*IN_A_NAMESPACE, sys.executable, "-c", script, str(tmp_path / "disk"), *STUDIES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    *steps, results = done.stdout.splitlines()
    failed = [step for step in steps if step.split()[2] == "1"]
    assert len(failed) >= 8, "as many as there are files, at least"
    for step in failed:
        assert re.search(r"error: .*No space left on device; make room on its disk\. ", step), step
        assert "What is finished is kept" in step
    counts = [int(step.split()[1]) for step in steps]
    assert counts == sorted(counts)
    status, said = compute(tmp_path / "build", *STUDIES).finish()
    assert status == 0, said
    assert results == str(sorted(map(repr, results_in(tmp_path / "build").items())))


@needs_mount
@pytest.mark.parametrize("command", ["compute", "pages"])
def test_a_disk_that_may_only_be_read(tmp_path, command):
    status, said = compute(tmp_path / "build", *STUDIES).finish()
    assert status == 0, said
    before = records_in(tmp_path / "build")
    target = tmp_path / "build"
    binds = (f'mount --bind "{target}" "{target}"', f'mount -o remount,bind,ro "{target}"')
    mount = " && ".join([*binds, 'exec "$@"'])
    options = ["--profile", "quick", "--study", "worked-examples"] if command == "compute" else []
    done = subprocess.run(
        [
            *(*IN_A_NAMESPACE, "sh", "-c", mount, "sh"),
            *(sys.executable, "-m", "engine", command, *options, "--build", str(target)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(
        r"error: .*Read-only file system; let this user write there\. .*\n", done.stderr
    )
    assert records_in(tmp_path / "build") == before


def without_rights():
    """What starts a process that may write only where its user may, also where that is root."""
    if os.name != "posix" or os.getuid() != 0:
        return ()
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


@pytest.mark.skipif(
    bool(without_rights()) and not shutil.which("setpriv"), reason="root may write anywhere"
)
@pytest.mark.parametrize("command", ["compute", "pages"])
def test_a_folder_that_this_user_may_not_write(tmp_path, command):
    target = tmp_path / "build"
    status, said = compute(target, *STUDIES).finish()
    assert status == 0, said
    before = records_in(target)
    options = ["--profile", "quick", "--study", "generalization"] if command == "compute" else []
    folders = [target, *(path for path in target.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        done = subprocess.run(
            [
                *(*without_rights(), sys.executable, "-m", "engine", command),
                *(*options, "--build", str(target)),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert done.returncode == 1
    assert re.fullmatch(
        r"error: .*Permission denied; let this user write there\. .*\n", done.stderr
    )
    assert records_in(target) == before


FILLING = """
import os, shutil, subprocess, sys
from pathlib import Path

disk, build, python = (Path(name) for name in sys.argv[1:])
size = sum(path.stat().st_size + 4096 for path in (build / "records").rglob("*.json"))
disk.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size + 2**20}", "tmpfs", disk], check=True)
shutil.copytree(build / "records", disk / "build" / "records")
# What is kept to draw faster lies elsewhere: only pages and data are to be written here.
(disk / "build" / "drawings").symlink_to(build / "drawings")
for more in (1, 4, 12, 100):
    subprocess.run(["mount", "-o", f"remount,size={size + more * 2**20}", disk], check=True)
    done = subprocess.run(
        [python, "-m", "engine", "pages", "--build", disk / "build"],
        capture_output=True, text=True, check=False,
    )
    left = sorted(path.name for path in (disk / "build").iterdir())
    print(more, done.returncode, left, done.stderr.splitlines()[-1], sep="|", flush=True)
"""


@needs_mount
@pytest.mark.skipif(not (ROOT / "build" / "records").is_dir(), reason="nothing is built yet")
def test_a_disk_that_fills_up_as_pages_are_written(tmp_path, request):
    """Pages are put in place whole, or not at all; records stay as they are."""
    if request.config.getoption("short"):
        pytest.skip("takes a minute")
    arguments = [str(tmp_path / "disk"), str(ROOT / "build"), sys.executable]
    done = subprocess.run(
        [*IN_A_NAMESPACE, sys.executable, "-c", FILLING, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *failed, (_, status, left, _) = [line.split("|") for line in done.stdout.splitlines()]
    assert (status, "pages" in left) == ("0", True)
    assert len(failed) == 3
    for _, status, left, said in failed:
        assert status == "1", said
        assert re.match(r"error: .*No space left on device; make room on its disk\. ", said)
        assert "pages" not in left, "half of them"


@pytest.mark.skipif(not shutil.which("faketime"), reason="faketime, which sets a clock, is absent")
def test_a_clock_that_jumps_back(tmp_path):
    """What was computed in the future is as valid; what is computed then is the same."""
    late, early = (("faketime", "-f", jump) for jump in ("+800d", "-800d"))
    status, said = compute(tmp_path / "build", "worked-examples", before=late).finish()
    assert status == 0, said
    first = records_in(tmp_path / "build")
    status, said = compute(tmp_path / "build", *STUDIES, before=early).finish()
    assert status == 0, said
    assert first.items() <= records_in(tmp_path / "build").items()
    assert "6 already there" in said
    status, said = compute(tmp_path / "again", *STUDIES).finish()
    assert results_in(tmp_path / "again") == results_in(tmp_path / "build")
