"""A study whose results take a while, to be killed: `python sleeping_study.py FOLDER`.

Prints how many results this run computed.
"""

import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

from engine.records.interrupt import InterruptedRunError
from engine.records.key import Inputs, record_key
from engine.records.plan import Job
from engine.records.run import run_jobs
from engine.records.store import RecordStore

RESULTS = 8
SECONDS = 0.5
INPUTS = Inputs(code="c0de", data={}, packages={})


def sleep(params):
    time.sleep(SECONDS)
    return {"square": params["number"] ** 2}


@dataclass(frozen=True)
class SleepingStudy:
    name: str = "sleeping"
    title: str = "Sleeping"
    compute: object = sleep
    grid: object = None
    reads: tuple = ()
    packages: tuple = ()
    memory_gb: float = 0.1
    framework: str | None = None
    data_files: object = None
    prepare: object = None

    def cost(self, params):
        return 1.0


def jobs():
    study = SleepingStudy()
    return [
        Job(study, params, INPUTS, record_key(study.name, params, INPUTS))
        for params in ({"number": number} for number in range(RESULTS))
    ]


if __name__ == "__main__":
    warnings.simplefilter("error")
    try:
        computed = run_jobs(jobs(), RecordStore(Path(sys.argv[1])), workers=2)
    except InterruptedRunError as stop:
        sys.stderr.write(f"{stop}\n")
        sys.exit(stop.exit_status)
    sys.stdout.write(f"{computed}\n")
