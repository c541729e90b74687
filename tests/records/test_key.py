import hashlib
import json
from importlib import metadata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records import key
from engine.records.key import (
    Inputs,
    canonical_json,
    package_versions,
    record_key,
)

INPUTS = Inputs(code="c0de", data={"a": "1", "b": "2"}, packages={"numpy": "2.0", "torch": "2.13"})

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8")) | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(json_values)
def test_canonical_json_survives_being_written_and_read(value):
    text = canonical_json(value)
    assert canonical_json(json.loads(text)) == text


def test_canonical_json_of_keys_that_are_numbers():
    assert canonical_json({9: "a", 10: "b"}) == '{"10":"b","9":"a"}'


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), {"loss": [1.0, float("-inf")]}])
def test_canonical_json_refuses_what_is_not_a_number(bad):
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(bad)


def test_the_key_is_the_hash_of_study_params_and_inputs():
    text = (
        '{"code":"c0de","data":{"a":"1","b":"2"},"packages":{"numpy":"2.0","torch":"2.13"},'
        '"params":{"seed":42,"sizes":[2,1]},"study":"mnist"}'
    )
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert record_key("mnist", {"sizes": [2, 1], "seed": 42}, INPUTS) == expected
    assert record_key("mnist", {"seed": 42, "sizes": (2, 1)}, INPUTS) == expected


@pytest.mark.parametrize(
    ("study", "params", "inputs"),
    [
        ("width", {"seed": 42}, INPUTS),
        ("mnist", {"seed": 43}, INPUTS),
        ("mnist", {"seed": 42.5}, INPUTS),
        ("mnist", {"seed": "42"}, INPUTS),
        ("mnist", {"seed": 42, "epochs": 1}, INPUTS),
        ("mnist", {"seed": 42}, Inputs("c0de2", INPUTS.data, INPUTS.packages)),
        ("mnist", {"seed": 42}, Inputs("c0de", {**INPUTS.data, "a": "3"}, INPUTS.packages)),
        ("mnist", {"seed": 42}, Inputs("c0de", INPUTS.data, {**INPUTS.packages, "torch": "2.14"})),
        ("mnist", {"seed": 42}, Inputs("c0de", INPUTS.data, INPUTS.packages, {"width": "ab"})),
    ],
)
def test_whatever_can_change_a_number_changes_the_key(study, params, inputs):
    assert record_key(study, params, inputs) != record_key("mnist", {"seed": 42}, INPUTS)


@given(
    st.dictionaries(st.text(max_size=3), st.integers()),
    st.dictionaries(st.text(max_size=3), st.integers()),
)
def test_keys_are_equal_exactly_where_params_are(first, second):
    same = record_key("s", first, INPUTS) == record_key("s", second, INPUTS)
    assert same == (first == second)


def test_package_versions_are_those_of_the_metadata(monkeypatch):
    assert package_versions(("pandas", "numpy")) == {
        "numpy": metadata.version("numpy"),
        "pandas": metadata.version("pandas"),
    }
    monkeypatch.setattr(key.metadata, "version", lambda name: "9.9")
    assert package_versions(("numpy",)) == {"numpy": "9.9"}


@pytest.mark.parametrize("build", ["2.13.0", "2.13.0+cpu", "2.13.0+cu130"])
def test_the_build_of_a_package_does_not_count(monkeypatch, build):
    monkeypatch.setattr(key.metadata, "version", lambda name: build)
    assert package_versions(("torch",)) == {"torch": "2.13.0"}


def test_a_package_that_is_not_installed():
    with pytest.raises(LookupError, match=r"package no-such-package is not installed.*pyproject"):
        package_versions(("no-such-package",))
