import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records.record import SCHEMA, RecordError, read_record, write_record
from tests.records.records_samples import make_record

PARAMS = {"network": "cnn1", "seed": 42}


@pytest.fixture
def written(tmp_path):
    """Path of a valid record."""
    path = tmp_path / "record.json"
    write_record(path, make_record(PARAMS, {"accuracy": 0.986, "losses": [2.3, 0.1], "name": "α"}))
    return path


def edit(path, **fields):
    body = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**body, **fields}), encoding="utf-8")


def test_what_is_written_is_read_back(tmp_path, written):
    record = make_record(PARAMS, {"accuracy": 0.986, "losses": [2.3, 0.1], "name": "α"})
    assert read_record(written) == record
    body = json.loads(written.read_text(encoding="utf-8"))
    assert body["schema"] == SCHEMA
    assert set(body) == {
        *("schema", "study", "params", "key", "inputs", "result", "made"),
        *("result_sha256", "made_sha256"),
    }


@given(
    st.dictionaries(
        st.integers() | st.text(st.characters(codec="utf-8"), max_size=4),
        st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_every_result_that_can_be_written_is_valid_when_read(tmp_path_factory, result):
    path = tmp_path_factory.mktemp("record") / "record.json"
    write_record(path, make_record(PARAMS, result))
    read = read_record(path).result
    assert read == {str(name): value for name, value in result.items()}


def test_reformatting_a_record_leaves_it_valid(written):
    before = read_record(written)
    edit(written)
    assert read_record(written) == before


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\x80\x81", b'{"schema": 1, "study": "mn'], ids=repr
)
def test_a_damaged_record(written, content):
    written.write_bytes(content)
    with pytest.raises(RecordError, match=rf"{written} is damaged.*engine compute"):
        read_record(written)


def test_a_record_cut_short_anywhere_is_refused(written):
    whole = written.read_bytes()
    for length in range(0, len(whole.rstrip()), 7):
        written.write_bytes(whole[:length])
        with pytest.raises(RecordError, match=str(written)):
            read_record(written)


@pytest.mark.parametrize("schema", [0, SCHEMA + 1, "1", None])
def test_a_record_of_another_schema(written, schema):
    edit(written, schema=schema)
    with pytest.raises(RecordError, match=rf"by schema {schema!r}, this engine reads {SCHEMA}"):
        read_record(written)


@pytest.mark.parametrize("text", ["[1, 2]", "7", "null", '"text"', "{}"])
def test_something_else_entirely(written, text):
    written.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match="schema None"):
        read_record(written)


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 10_000, "[1]" + "\0" * 9])
def test_what_no_reader_of_json_takes(written, text):
    written.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=rf"{written} (is damaged|was written by schema None)"):
        read_record(written)


def test_a_folder_in_its_place(written):
    written.unlink()
    written.mkdir()
    with pytest.raises(RecordError, match=f"{written} is damaged"):
        read_record(written)


def test_no_flipped_bit_goes_unseen(written):
    """Any one bit of the file: the record is refused, or it is the same one."""
    whole = written.read_bytes()
    before = read_record(written)
    unseen = []
    for place in range(len(whole)):
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[place] ^= 1 << bit
            written.write_bytes(flipped)
            try:
                if read_record(written) != before:
                    unseen.append((place, bit))
            except RecordError:
                pass
    assert unseen == []


def test_how_it_was_made_may_be_edited_as_little(written):
    body = json.loads(written.read_text(encoding="utf-8"))
    edit(written, made={**body["made"], "seconds": 1e6})
    with pytest.raises(RecordError, match="altered: how it was made does not fit"):
        read_record(written)


def test_a_record_without_the_digest_of_how_it_was_made_is_as_good(written):
    body = json.loads(written.read_text(encoding="utf-8"))
    before = read_record(written)
    del body["made_sha256"]
    written.write_text(json.dumps(body), encoding="utf-8")
    assert read_record(written) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("params", {"network": "cnn1", "seed": 43}),
        ("study", "mnist-tuning"),
        ("key", "0" * 64),
        ("inputs", {"code": "other", "data": {}, "packages": {}}),
    ],
)
def test_an_edited_origin_does_not_fit_the_key(written, field, value):
    edit(written, **{field: value})
    with pytest.raises(RecordError, match="altered: its key does not fit"):
        read_record(written)


@pytest.mark.parametrize(
    "result", [{}, {"accuracy": 0.99, "losses": [2.3, 0.1], "name": "α"}, [], None, 7]
)
def test_an_edited_result_does_not_fit_its_digest(written, result):
    edit(written, result=result)
    with pytest.raises(RecordError, match="altered: its result does not fit"):
        read_record(written)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
@pytest.mark.parametrize("place", ["result", "params"])
def test_an_edit_to_what_is_not_a_number(written, number, place):
    text = written.read_text(encoding="utf-8")
    old = {"result": "0.986", "params": "42"}[place]
    written.write_text(text.replace(old, number), encoding="utf-8")
    with pytest.raises(RecordError, match=rf"{written} was altered"):
        read_record(written)


@pytest.mark.parametrize(
    "field", ["study", "params", "key", "inputs", "result", "made", "result_sha256"]
)
def test_a_missing_field_is_named(written, field):
    body = json.loads(written.read_text(encoding="utf-8"))
    del body[field]
    written.write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(RecordError, match=f"lacks a field .*{field}"):
        read_record(written)


def test_no_file_is_told_apart_from_a_bad_one(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_record(tmp_path / "absent.json")


@pytest.mark.parametrize(
    "bad",
    [float("nan"), float("inf"), {1, 2}, np.int64(3), object(), b"bytes", "\ud800"],
    ids=lambda bad: type(bad).__name__,
)
def test_a_result_that_json_cannot_hold_names_the_study(tmp_path, bad):
    record = replace(make_record(PARAMS), result={"loss": bad})
    with pytest.raises(RecordError, match=r"study sleeping, params .*cnn1.*finite numbers"):
        write_record(tmp_path / "record.json", record)
    assert list(tmp_path.iterdir()) == []
