"""Records as a run would write them."""

from engine.records.key import Inputs, record_key
from engine.records.record import Record

INPUTS = Inputs(code="c0de", data={"digits": "da7a"}, packages={"numpy": "2.0"})


def make_record(params, result=None, *, study="sleeping"):
    """A record as a run would write it."""
    return Record(
        study=study,
        params=params,
        key=record_key(study, params, INPUTS),
        inputs=INPUTS,
        result={"mec_bits": 13} if result is None else result,
        made={"seconds": 0.5, "cpu": "any", "python": "3.11", "commit": "abc", "time": "now"},
    )
