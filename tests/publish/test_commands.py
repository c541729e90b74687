"""The commands, as a script calls them: what they print, and their exit status."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from engine.cli.app import app
from engine.publish import commands
from engine.publish.commands import compare_with_earlier
from engine.records.document import document_text
from engine.records.key import record_key
from engine.records.store import Build, RecordStore
from tests.publish.publish_samples import make_build


@pytest.fixture
def call():
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture
def documents(tmp_path):
    files = []
    for name, mec_bits in (("old", 12), ("same", 12), ("new", 13)):
        file = tmp_path / f"{name}.json"
        file.write_text(document_text(make_build(mec_bits), "1.0.0"))
        files.append(file)
    return files


@pytest.fixture
def build(tmp_path):
    """Folder of a build that has one record."""
    records = make_build(13)
    store = RecordStore(tmp_path / "build" / "records")
    (record,) = records.records["sizes"]
    store.write(record)
    store.write_manifest("paper", {"sizes": [record.key]})
    return tmp_path / "build"


def test_status_is_0_where_all_is_the_same(call, documents):
    old, same, _ = documents
    done = call("compare", old, same)
    assert done.exit_code == 0
    assert "the same 1 values" in done.output


def test_status_is_1_where_a_number_differs(call, documents):
    old, _, new = documents
    done = call("compare", old, new)
    assert done.exit_code == 1
    assert done.output.splitlines()[-1].split() == ["mec_bits", "12", "13", "+1", "changed"]
    assert "sizes: 1 of 1 values differ, by 0.077 of their size at most" in done.output


@pytest.mark.parametrize("claims", [{"grows": "does not hold"}, {"another": "holds"}])
def test_status_is_1_where_a_claim_differs_though_no_number_does(call, tmp_path, claims):
    files = []
    for name, found in (("old", {"grows": "holds"}), ("new", claims)):
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(document_text(make_build(12), "1.0.0", found))
    done = call("compare", *files)
    assert done.exit_code == 1
    assert "the same 1 values" in done.output
    assert f"the claim {next(iter(claims))} " in done.output


@pytest.mark.parametrize(
    ("name", "said"),
    [("9.9.9", "'9.9.9' is not published"), ("/", "holds neither records/manifest.json nor")],
)
def test_status_is_2_where_nothing_can_be_compared(call, documents, name, said):
    done = call("compare", documents[0], name)
    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("check", "1.0"), "'1.0' is no version"),
        (("add", "1.0.1"), "says version 1.0.0, not 1.0.1"),
        (("errata",), "no version is published"),
    ],
)
def test_what_is_refused_is_said_in_a_line_with_status_2(
    call, monkeypatch, repository, command, said
):
    repository.set_version("1.0.0")
    monkeypatch.setattr(commands, "ROOT", repository.folder)
    done = call("publish", *command)
    assert done.exit_code == 2
    (line,) = done.output.splitlines()
    assert line.startswith("error: ")
    assert said in line


def test_other_forms(call, documents):
    old, _, new = documents
    body = json.loads(call("compare", old, new, "--format", "json").output)
    assert body["differences"][0]["new"] == 13
    assert "| sizes |  | mec_bits |" in call("compare", old, new, "--format", "markdown").output


def test_what_one_build_alone_has_can_be_left_out(call, tmp_path, documents):
    old, _, new = documents
    (record,) = make_build(12).records["sizes"]
    lone = replace(record, params={"network": "cnn2"})
    lone = replace(lone, key=record_key("sizes", lone.params, lone.inputs))
    for name, records in (("more", (record, lone)), ("apart", (lone,))):
        build = Build("paper", {"sizes": records})
        (tmp_path / f"{name}.json").write_text(document_text(build, "1.0.0"))
    more, apart = tmp_path / "more.json", tmp_path / "apart.json"
    assert call("compare", old, more).exit_code == 1
    assert call("compare", old, more, "--shared").exit_code == 0
    assert call("compare", new, more, "--shared").exit_code == 1
    done = call("compare", old, apart, "--shared")
    assert done.exit_code == 2
    assert "have no result in common" in done.output


def test_folder_of_a_build_can_be_compared(call, documents, build):
    old, _, new = documents
    assert call("compare", new, build).exit_code == 0
    assert call("compare", old, build).exit_code == 1


def test_release_notes_of_the_first_release_have_nothing_to_compare(
    monkeypatch, repository, build, documents
):
    repository.set_version("1.0.0")
    monkeypatch.setattr(commands, "ROOT", repository.folder)
    assert compare_with_earlier("latest", build) is None
    found = compare_with_earlier(str(documents[0]), build)
    assert [one.new for one in found.differences] == [13]


def test_missing_records_are_named_and_nothing_is_computed(tmp_path):
    command = ("compute", "--profile", "quick", "--check", "--study", "notebooks", "--build")
    with pytest.raises(Exception, match="records are missing, or made by other code") as caught:
        app([*command, str(tmp_path)], standalone_mode=False)
    assert type(caught.value).__name__ == "ComputeError"
    assert "notebooks (notebooks=both)" in str(caught.value)
    assert not list(tmp_path.iterdir())
