import json

import pytest

from engine.records.record import RecordError
from engine.records.store import MANIFEST, Build
from tests.records.records_samples import make_record

ONE, TWO = make_record({"seed": 1}), make_record({"seed": 2})


def test_a_record_lies_under_its_study_and_key(store):
    path = store.write(ONE)
    assert path == store.root / "sleeping" / f"{ONE.key}.json"
    assert store.find("sleeping", ONE.key) == ONE
    assert store.find("sleeping", TWO.key) is None


@pytest.mark.parametrize("how", ["truncated", "altered", "other schema", "another result"])
def test_a_bad_record_is_set_aside_with_a_warning_that_names_it(store, how):
    path = store.write(ONE)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        {
            "truncated": text[: len(text) // 2],
            "altered": text.replace("13", "14"),
            "other schema": text.replace('"schema": 1', '"schema": 0'),
            "another result": store.write(TWO).read_text(encoding="utf-8"),
        }[how],
        encoding="utf-8",
    )
    bad = path.read_bytes()
    with pytest.warns(UserWarning, match=rf"{path} .*engine compute.*moved to"):
        assert store.find("sleeping", ONE.key) is None
    assert not path.exists()
    assert (store.root / "damaged" / f"sleeping-{path.name}").read_bytes() == bad
    store.write(ONE)
    assert store.find("sleeping", ONE.key) == ONE


def test_a_build_is_what_the_manifest_names_in_its_order(store):
    for record in (ONE, TWO):
        store.write(record)
    store.write_manifest("quick", {"sleeping": [TWO.key, ONE.key]})
    build = store.read_build()
    assert build == Build("quick", {"sleeping": (TWO, ONE)})
    assert build.study("sleeping") == (TWO, ONE)


def test_a_study_that_is_not_computed_again_keeps_its_records(store):
    other = make_record({"seed": 1}, study="other")
    for record in (ONE, TWO, other):
        store.write(record)
    store.write_manifest("quick", {"sleeping": [ONE.key], "other": [other.key]})
    store.write_manifest("quick", {"sleeping": [TWO.key]})
    assert store.read_build().records == {"other": (other,), "sleeping": (TWO,)}


def test_another_profile_starts_a_build_of_its_own(store):
    for record in (ONE, TWO):
        store.write(record)
    store.write_manifest("quick", {"sleeping": [ONE.key], "other": []})
    store.write_manifest("standard", {"sleeping": [TWO.key]})
    assert store.read_build() == Build("standard", {"sleeping": (TWO,)})


def test_no_manifest(store):
    with pytest.raises(RecordError, match=rf"no records in {store.root}; run .*compute.*nox"):
        store.read_build()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"is damaged .*delete it and run"),
        ("", r"is damaged"),
        ("[]", r"another schema, this engine reads 1"),
        ('{"schema": 2, "profile": "quick", "studies": {}}', r"another schema"),
        ('{"schema": 1, "studies": {}}', r"lacks profile; delete it"),
        ('{"schema": 1}', r"lacks profile and studies"),
    ],
)
def test_a_bad_manifest(store, content, message):
    store.root.mkdir()
    (store.root / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(RecordError, match=rf"{store.root / MANIFEST} .*{message}|{message}"):
        store.read_build()
    with pytest.raises(RecordError, match=message):
        store.write_manifest("quick", {})


def test_a_record_that_the_manifest_names_is_missing(store):
    store.write_manifest("quick", {"sleeping": [ONE.key]})
    with pytest.raises(RecordError, match=rf"{ONE.key}\.json is missing.*engine compute"):
        store.read_build()


def test_a_record_that_the_manifest_names_is_damaged(store):
    path = store.write(ONE)
    store.write_manifest("quick", {"sleeping": [ONE.key]})
    path.write_text("{", encoding="utf-8")
    with pytest.raises(RecordError, match=rf"{path} is damaged"):
        store.read_build()


def test_a_study_without_records():
    with pytest.raises(RecordError, match=r"no records of the study 'mnist', it has sleeping"):
        Build("quick", {"sleeping": (ONE,)}).study("mnist")
    with pytest.raises(RecordError, match="it has none"):
        Build("quick", {}).study("mnist")


def test_the_manifest_is_deterministic(store):
    store.write_manifest("quick", {"b": ["2"], "a": ["1"]})
    first = (store.root / MANIFEST).read_bytes()
    store.write_manifest("quick", {"a": ["1"], "b": ["2"]})
    assert (store.root / MANIFEST).read_bytes() == first
    assert list(json.loads(first)["studies"]) == ["a", "b"]
