import json
from dataclasses import replace

import pytest

from engine.records.reference.costs import FILE, Costs, CostsError
from engine.records.store import Build
from tests.records.records_samples import make_record

ONE = make_record({"seed": 1})
TWO = replace(make_record({"seed": 2}), made={**ONE.made, "seconds": 9.0, "core_seconds": 4.0})


def test_what_a_build_cost_is_noted_by_profile_and_study(tmp_path):
    assert Costs.read(tmp_path).measured("quick", "sleeping") is None
    Costs.read(tmp_path).note(Build("quick", {"sleeping": (ONE, TWO), "none": ()}), "1.0.0")
    Costs.read(tmp_path).note(Build("standard", {"sleeping": (ONE,)}), "1.0.0")
    found = Costs.read(tmp_path)
    assert found.measured("quick", "sleeping") == 4.5
    assert found.measured("standard", "sleeping") == 0.5
    assert found.measured("quick", "none") is None
    assert found.measured("paper", "sleeping") is None
    assert found.profiles["quick"]["cpus"] == ["any"]


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 0}', '{"schema": 1, "profiles": {"a": 3}}'])
def test_a_damaged_file_is_named(tmp_path, text):
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(CostsError, match=r"costs\.json is damaged .*reference --costs"):
        Costs.read(tmp_path)


def test_the_file_is_the_same_for_the_same_build(tmp_path):
    build = Build("quick", {"sleeping": (ONE, TWO)})
    path = Costs.read(tmp_path).note(build, "1.0.0")
    before = path.read_bytes()
    Costs.read(tmp_path).note(build, "1.0.0")
    assert path.read_bytes() == before
    assert json.loads(before)["schema"] == 1
