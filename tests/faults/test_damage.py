"""Records that were damaged on disk: each is found, named, set aside and computed anew."""

import json
import random
import re

import pytest

from tests.faults.disturbed import compute, records_in, results_in

STUDIES = ("worked-examples", "mnist-networks", "notebooks", "rules-1-3-parallel")

pytestmark = pytest.mark.faults


def truncate(text, chance):
    return text[: chance.randrange(len(text.rstrip()))]


def flip_bit(text, chance):
    data = bytearray(text.encode())
    # Within the result: elsewhere a flip may leave the same record, as between two spaces.
    start = data.index(b'"result"')
    data[chance.randrange(start + 1, start + 7)] ^= 1 << chance.randrange(7)
    return bytes(data)


def edit_result(text, chance):
    body = json.loads(text)
    body["result"] = {**body["result"], "bits": chance.random()}
    return json.dumps(body)


def edit_origin(text, chance):
    body = json.loads(text)
    body["params"] = {**body["params"], "seed": chance.randrange(1000)}
    return json.dumps(body)


def edit_made(text, chance):
    body = json.loads(text)
    body["made"]["seconds"] = chance.random()
    return json.dumps(body)


def empty(text, chance):
    return ""


def of_older_schema(text, chance):
    return json.dumps({**json.loads(text), "schema": 0})


def foreign(text, chance):
    return chance.choice(["[]", "null", "{}", "PK\x03\x04", "<html></html>", "[" * 100_000])


DAMAGES = (truncate, flip_bit, edit_result, edit_origin, edit_made, empty, of_older_schema, foreign)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with sound records, and their results."""
    folder = tmp_path_factory.mktemp("sound")
    status, said = compute(folder, *STUDIES).finish()
    assert status == 0, said
    return folder, results_in(folder)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
def test_every_record_damaged_is_named_and_computed_anew(built, damage):
    folder, results = built
    chance = random.Random(damage.__name__)
    for name, text in records_in(folder).items():
        content = damage(text, chance)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    _computed_anew(folder, results, set(results))


def test_records_in_one_anothers_place(built):
    folder, results = built
    found = records_in(folder)
    first, *rest = found.values()
    for name, text in zip(found, [*rest, first], strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    _computed_anew(folder, results, set(results))


def test_a_manifest_that_names_what_is_not_there(built):
    folder, results = built
    (folder / "records" / "manifest.json").write_text("{", encoding="utf-8")
    status, said = compute(folder, *STUDIES).finish()
    assert status == 1
    assert re.fullmatch(r"error: .*manifest\.json is damaged .*; delete it and run .*\n", said)
    (folder / "records" / "manifest.json").unlink()
    _computed_anew(folder, results, set())


def _computed_anew(folder, results, damaged):
    status, said = compute(folder, *STUDIES).finish()
    assert status == 0, said
    moved = r"^warning: \S+/([\w-]+)/(\w{64})\.json .*\(moved to .*damaged.*\)$"
    assert set(re.findall(moved, said, re.MULTILINE)) == damaged
    assert f"{len(damaged)} results computed" in said
    assert results_in(folder) == results
