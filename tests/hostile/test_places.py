"""Hostile texts in a terminal, as paths of files, as addresses."""

import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from posixpath import normpath

import pytest

from engine.exhibits.terminal import echo
from engine.records.record import RecordError
from engine.records.store import RecordStore
from engine.site.addresses import AddressError, check_address
from engine.site.output import OutputError, path_within, replace_folder, write_changed
from tests.hostile.texts import HOSTILE, SOME, examples, is_seen, over

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of ten long texts


@examples
def test_a_terminal_is_told_text_alone(examples, capsys):
    @over(HOSTILE, examples)
    def check(text):
        echo(text)
        echo(text, err=True)
        written = capsys.readouterr()
        assert is_seen(written.out) and is_seen(written.err)
        assert written.out == written.err
        assert written.out.count("\n") == text.count("\n") + 1


@examples
def test_no_path_leaves_its_folder(examples):
    """Nothing is written here: were a check gone, a name would be a file of this machine."""
    folder = PurePosixPath("/folder/site")
    store = RecordStore(Path("/folder/records"))

    @over(SOME, examples)
    def check(name):
        try:
            place = path_within(name)
        except OutputError as error:
            assert is_seen(str(error))
        else:
            assert normpath(folder / place) == str(folder / place)
            assert (folder / place).is_relative_to(folder)
            assert not PureWindowsPath(name).anchor
            assert not PureWindowsPath(name).is_reserved()
        for study, key in ((name, "a" * 64), ("sizes", name)):
            try:
                path = store.path(study, key)
            except RecordError as error:
                assert is_seen(str(error))
            else:
                assert normpath(path) == str(path)
                assert path.parent.parent == store.root


@pytest.mark.parametrize("write", [replace_folder, write_changed])
def test_a_file_beside_the_folder_is_refused_before_anything_is_written(tmp_path, write):
    with pytest.raises(OutputError, match=r"outside\.txt"):
        write(tmp_path / "site" / "pages", {"in.txt": "x", "../outside.txt": "x"})
    assert list(tmp_path.iterdir()) == []


@examples
def test_an_address_of_the_site_is_one_or_is_refused(examples):
    assert check_address("https://example.org:8000/mec/1.0.0/%20~x/") != ""
    assert check_address("http://[::1]:8000/") != ""

    @over(HOSTILE, examples)
    def check(text):
        for address in (text, f"https://example.org/{text}/", f"https://{text}/"):
            try:
                accepted = check_address(address)
            except AddressError as error:
                assert is_seen(str(error))
            else:
                assert re.fullmatch(r"https?://[!-~]+", accepted)
                assert not set(accepted) & set('<>"\\^`{|}')
