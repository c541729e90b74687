import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from engine.records.document import document_text, parse_document, read_document
from engine.records.record import RecordError, record_body, write_record
from engine.records.store import Build
from engine.records.validate import find_fault, read_schema
from tests.records.records_samples import make_record

RECORDS = (make_record({"seed": 1}), make_record({"seed": 2}))
BUILD = Build("quick", {"sleeping": RECORDS})


def test_schema_is_a_schema():
    Draft202012Validator.check_schema(read_schema())


def test_schema_describes_every_field():
    def undescribed(schema, path="records.json"):
        for name, one in schema.get("properties", {}).items():
            if not ({"description", "$ref"} & set(one)):
                yield f"{path}.{name}"
            yield from undescribed(one, f"{path}.{name}")

    schema = read_schema()
    assert list(undescribed(schema)) == []
    for name, part in schema["$defs"].items():
        assert part["description"]
        assert list(undescribed(part, name)) == []


def test_records_fit():
    assert find_fault(record_body(RECORDS[0]), "record") is None
    assert find_fault(json.loads(document_text(BUILD, "1.0.0")), "build") is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key": "short"}, "key: 'short' does not match"),
        ({"made": {"cpu": "any"}}, "made: 'seconds' is a required property"),
        ({"inputs": {"code": "c0de", "data": {"a": "?"}, "packages": {}}}, "inputs.data.a: '?'"),
        ({"study": "My Study"}, "study: 'My Study' does not match"),
        ({"result": [1]}, "result: [1] is not of type 'object'"),
        ({"remark": 1}, "'remark' was unexpected"),
    ],
)
def test_fault_is_named_with_its_place(change, said):
    assert said in find_fault({**record_body(RECORDS[0]), **change}, "record")


def test_no_record_is_written_that_does_not_fit(tmp_path):
    path = tmp_path / "record.json"
    with pytest.raises(RecordError, match=r"'seed': 1.*schema\.json: study: 'My Study'"):
        write_record(path, make_record({"seed": 1}, study="My Study"))
    assert not path.exists()


def test_document_is_read_back():
    document = parse_document(document_text(BUILD, "1.0.0"), "records.json")
    assert (document.version, document.profile) == ("1.0.0", "quick")
    # How they came to be is not the same in two builds, and stands apart.
    assert document.records == {"sleeping": tuple(replace(one, made={}) for one in RECORDS)}


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ('"mec_bits":13', '"mec_bits":14', "its result does not fit its digest"),
        ('"seed":2', '"seed":3', "its key does not fit its params"),
        ('"profile":"quick"', '"profile":"long"', "profile: 'long' is not one of"),
        ('"schema":1,"version"', '"schema":7,"version"', "schema: 1 was expected"),
        ("}", "", "is damaged"),
    ],
)
def test_altered_document_is_refused(tmp_path, find, put, said):
    path = tmp_path / "records.json"
    path.write_text(document_text(BUILD, "1.0.0").replace(find, put, 1), encoding="utf-8")
    with pytest.raises(RecordError, match=said) as caught:
        read_document(path)
    assert str(path) in str(caught.value)


def test_missing_document_is_named(tmp_path):
    with pytest.raises(RecordError, match=r"absent\.json cannot be read: No such file"):
        read_document(tmp_path / "absent.json")


def test_verdicts_of_claims_are_read_back():
    text = document_text(BUILD, "1.0.0", {"rule-2-cover": "holds"})
    assert find_fault(json.loads(text), "build") is None
    assert parse_document(text, "records.json").claims == {"rule-2-cover": "holds"}
    assert parse_document(document_text(BUILD, "1.0.0"), "records.json").claims == {}
