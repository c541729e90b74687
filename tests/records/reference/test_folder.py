import json
import lzma
from dataclasses import replace
from pathlib import Path

import pytest

from engine.publish.versions import Published, load_document
from engine.records.reference.entry import Entry
from engine.records.reference.folder import (
    MANIFEST,
    Reference,
    ReferenceFaultError,
    is_reference,
)
from tests.records.records_samples import make_record

RECORDS = tuple(make_record({"seed": seed}, {"mec_bits": seed}) for seed in (3, 1, 2))
OTHERS = (make_record({"name": "a"}, study="others"),)


@pytest.fixture
def reference(tmp_path):
    reference = Reference(tmp_path / "paper-run", "1.0.0")
    reference.write("sleeping", RECORDS, "paper")
    reference.write("others", OTHERS, "paper")
    return reference


def again(reference, version="1.0.0"):
    return Reference(reference.folder, version)


def test_what_is_put_in_is_what_is_read_in_its_order(reference):
    assert again(reference).read("sleeping") == RECORDS
    assert again(reference).read("others") == OTHERS
    manifest = again(reference).manifest
    assert (manifest.version, manifest.profile) == ("1.0.0", "paper")
    assert list(manifest.studies) == ["others", "sleeping"]


def test_the_manifest_says_how_each_study_was_made(reference):
    slow = replace(RECORDS[0], made={**RECORDS[0].made, "core_seconds": 40.0, "platform": "Linux"})
    reference.write("sleeping", (slow, *RECORDS[1:]), "paper")
    entry = again(reference).manifest.studies["sleeping"]
    assert (entry.records, entry.core_seconds, entry.longest_seconds) == (3, 41.0, 40.0)
    assert entry.packages == {"numpy": "2.0"}
    assert (entry.cpus, entry.platforms, entry.commits) == (("any",), ("Linux",), ("abc",))


def test_a_study_made_anew_leaves_the_others_as_they_are(reference):
    path = reference.folder / "others.json.xz"
    before = path.read_bytes(), path.stat().st_mtime_ns
    reference.write("sleeping", RECORDS[:1], "paper")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert again(reference).read("sleeping") == RECORDS[:1]


def test_studies_that_are_gone_are_dropped(reference):
    reference.keep(["sleeping"], "paper")
    assert list(again(reference).manifest.studies) == ["sleeping"]
    assert not (reference.folder / "others.json.xz").exists()


def test_another_profile_begins_anew(reference):
    reference.write("sleeping", RECORDS, "standard")
    assert list(again(reference).manifest.studies) == ["sleeping"]


def test_another_version_is_not_used_and_takes_the_files_over(reference):
    newer = again(reference, "1.1.0")
    with pytest.raises(ReferenceFaultError, match=r"is of version 1\.0\.0 .*this is 1\.1\.0"):
        newer.read("sleeping")
    newer.keep(["sleeping", "others"], "paper")
    assert newer.read("sleeping") == RECORDS


def test_none_that_is_there_is_said(tmp_path):
    with pytest.raises(ReferenceFaultError, match=r"there is no reference in .*nox -s reference"):
        _ = Reference(tmp_path / "nowhere", "1.0.0").manifest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is damaged"),
        ("[]", "written by schema None"),
        ('{"schema": 0}', "written by schema 0"),
        ('{"schema": 1}', "it lacks 'studies'"),
        ('{"schema": 1, "studies": []}', "is damaged"),
        ('{"schema": 1, "studies": {"a": 3}}', "is damaged"),
        ('{"schema": 1, "studies": {"a": {"core_seconds": "x"}}}', "is damaged"),
        ('{"schema": 1, "studies": {"a": {"colour": 3}}}', "is damaged"),
        ('{"schema": 1, "studies": {}}', "it lacks 'version'"),
    ],
)
def test_a_manifest_that_is_none_is_named(reference, text, said):
    (reference.folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceFaultError, match=said) as raised:
        _ = again(reference).manifest
    assert str(reference.folder / MANIFEST) in str(raised.value)


def test_no_name_leads_out_of_the_folder(reference):
    body = json.loads((reference.folder / MANIFEST).read_text(encoding="utf-8"))
    body["studies"]["../../elsewhere"] = body["studies"]["others"]
    (reference.folder / MANIFEST).write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(ReferenceFaultError, match="is no name of a study"):
        _ = again(reference).manifest
    with pytest.raises(ReferenceFaultError, match="is no name of a study"):
        reference.write("../elsewhere", RECORDS, "paper")


@pytest.mark.parametrize("how", ["truncated", "altered", "gone", "of another study"])
def test_a_file_that_is_not_what_the_manifest_says_is_named(reference, how):
    path = reference.folder / "sleeping.json.xz"
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(
            {
                "truncated": content[:-20],
                "altered": content[:60] + bytes([content[60] ^ 1]) + content[61:],
                "of another study": (reference.folder / "others.json.xz").read_bytes(),
            }[how]
        )
    with pytest.raises(ReferenceFaultError) as raised:
        again(reference).read("sleeping")
    assert str(path) in str(raised.value)
    assert "nox -s reference" in str(raised.value)
    assert again(reference).read("others") == OTHERS


def forge(reference, content):
    """Put a file in place with a manifest that agrees."""
    path = reference.folder / "sleeping.json.xz"
    path.write_bytes(content)
    entry = Entry.describe(RECORDS, __import__("hashlib").sha256(content).hexdigest())
    body = json.loads((reference.folder / MANIFEST).read_text(encoding="utf-8"))
    body["studies"]["sleeping"] = entry.body()
    (reference.folder / MANIFEST).write_text(json.dumps(body), encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    [
        b"no archive",
        lzma.compress(b"no JSON"),
        lzma.compress(b"[]"),
        lzma.compress(b'{"study": "sleeping"}'),
        lzma.compress(b'{"study": "others", "records": []}'),
        lzma.compress(b'{"study": "sleeping", "records": [{}]}'),
        lzma.compress(bytes(300_000_000), preset=0),
    ],
)
def test_a_file_that_holds_no_records_is_named_though_its_digest_fits(reference, content):
    forge(reference, content)
    with pytest.raises(ReferenceFaultError, match=r"sleeping\.json\.xz"):
        again(reference).read("sleeping")


def test_a_number_that_was_altered_does_not_fit_its_digest(reference):
    text = lzma.decompress((reference.folder / "sleeping.json.xz").read_bytes()).decode()
    forge(reference, lzma.compress(text.replace('"mec_bits":3', '"mec_bits":4').encode()))
    with pytest.raises(ReferenceFaultError, match="record 1 was altered"):
        again(reference).read("sleeping")


def test_all_of_it_is_a_document_to_compare(reference):
    assert is_reference(reference.folder)
    assert not is_reference(reference.folder.parent)
    document = again(reference, "9.9.9").read_document()
    assert (document.version, document.profile) == ("1.0.0", "paper")
    assert document.records == {"others": OTHERS, "sleeping": RECORDS}
    found = load_document(str(reference.folder), Published(Path(), None, {}), "9.9.9")
    assert found == document
