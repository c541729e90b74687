"""The one table of what was read off a clock."""

import pytest

from engine.records.clocked import CLOCKED
from engine.records.key import Inputs, record_key
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.timings.exhibits import build_section

INPUTS = Inputs(code="c0de" * 16, data={}, packages={})


def record(study, seconds, epochs=None, **params):
    made = {
        "seconds": seconds,
        "cpu": f"CPU of {study}",
        "platform": "Linux x86_64",
        "python": "3.12.1",
        "commit": "abc",
        "time": f"2026-01-0{1 + len(study) % 9}T00:00:00+00:00",
        **({} if epochs is None else {CLOCKED: {"epoch_cpu_seconds": epochs}}),
    }
    return Record(study, params, record_key(study, params, INPUTS), INPUTS, {}, made)


@pytest.fixture
def section():
    def run(network, seconds, epochs, seed):
        return record("mnist", seconds, epochs, network=network, batch_norm=True, seed=seed)

    runs = (run("cnn1", 10, [2.0, 4.0], 42), run("cnn1", 12, [3.0], 43), run("cnn2", 5, [1.0], 42))
    sizes = (record("sizes", 1.5, n=1), record("sizes", 0.5, n=2))
    return build_section(Build("quick", {"mnist": runs, "sizes": sizes, "empty": ()}))


def test_each_study_has_a_row_and_each_network_that_was_trained(section):
    (table,) = section.tables
    assert table.to_csv().splitlines() == [
        "study,network,records,seconds,longest_seconds,epoch_seconds",
        "mnist,CNN1,2,22.0,12.0,3.0",
        "mnist,CNN2,1,5.0,5.0,1.0",
        "sizes,,2,2.0,1.5,",
    ]
    assert table.clocked


def test_what_computed_is_said_once(section):
    assert section.facts["cpus"] == ("CPU of mnist", "CPU of sizes")
    assert section.facts["pythons"] == ("3.12.1",)
    assert section.facts["seconds"] == 29
    assert section.facts["record_count"] == 5
    assert section.facts["first"] <= section.facts["last"]
