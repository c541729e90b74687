"""What is looked at before anything long begins."""

import pytest

from engine.install.checks import check_room, check_writable
from engine.install.errors import InstallError


def test_folders_are_made(tmp_path):
    check_writable([tmp_path / "new" / "folder"])
    assert list((tmp_path / "new" / "folder").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InstallError, match=r"file cannot be written \(.*\): make it yours"):
        check_writable([tmp_path / "file"])


def test_too_little_room_is_told_with_both_figures(tmp_path):
    check_room(tmp_path, 0.0)
    with pytest.raises(InstallError, match=r" GB of disk left, and 1000000.0 GB are needed"):
        check_room(tmp_path, 1e6)
