"""Builds of a few records, to compare."""

from engine.records.document import Document
from engine.records.key import Inputs, record_key
from engine.records.record import Record

MADE = {"seconds": 1.0, "cpu": "any", "python": "3.11", "commit": "abc", "time": "now"}


def make_record(
    study, params, result, *, torch="2.13", code="c0de", seconds=1.0, packages=None, reads=None
):
    inputs = Inputs(code, {}, {"torch": torch} if packages is None else packages, reads or {})
    key = record_key(study, params, inputs)
    return Record(study, params, key, inputs, result, {**MADE, "seconds": seconds})


def document(*records, version="1.0.0"):
    studies = {}
    for record in records:
        studies.setdefault(record.study, []).append(record)
    return Document(version, "quick", {name: tuple(found) for name, found in studies.items()})


def runs(accuracies, network="cnn2", **made):
    return [
        make_record("mnist", {"network": network, "seed": seed}, {"accuracy": value}, **made)
        for seed, value in enumerate(accuracies, start=42)
    ]


def only(comparison):
    assert len(comparison.differences) == 1
    return comparison.differences[0]
