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


@pytest.mark.skipif(os.name == "posix" and os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_this_user_may_not_write(tmp_path):
    tmp_path.chmod(0o500)
    try:
        status, said = compute(tmp_path / "build", *STUDIES).finish()
    finally:
        tmp_path.chmod(0o700)
    assert status == 1
    assert re.fullmatch(r"error: .*Permission denied; let this user write there\. .*\n", said)


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
