"""Studies for the tests of the runner; at module level, for worker processes to import."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.records.clocked import CLOCKED
from engine.records.key import Inputs, record_key
from engine.records.plan import Job

INPUTS = Inputs(code="c0de", data={}, packages={})


def square(params):
    return {"square": params["number"] ** 2, "process": os.getpid()}


def fail_on_odd(params):
    if params["number"] % 2:
        raise ArithmeticError(f"{params['number']} is odd")
    return square(params)


def not_a_number(params):
    return {"loss": float("nan")}


def nothing(params):
    return None


def die(params):
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(params):
    """Leave a file, and die if it was not there yet."""
    left = Path(params["folder"], str(params["number"]))
    if not left.exists():
        left.touch()
        die(params)
    return square(params)


def look_at_the_clock(params):
    return {"square": params["number"] ** 2, CLOCKED: {"epoch_seconds": [1.5]}}


def leave(params):
    sys.exit("that is it")


def not_to_be_sent(params):
    return {"square": threading.Lock()}


def exhaust_memory(params):
    """Want more memory than this process may have."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
    return {"square": len(bytearray(2**32))}


@dataclass(frozen=True)
class FakeStudy:
    name: str
    compute: Callable[[dict[str, Any]], Any] = square
    title: str = "Squaring"
    grid: Callable[[Any], Any] = lambda profile: [{"number": 0}]
    reads: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    framework: str | None = None
    cost: Callable[[dict[str, Any]], float] = lambda params: 1.0
    memory_gb: float = 0.1
    data_files: Mapping[str, str] | None = None
    prepare: Callable[[], object] | None = None


def jobs_of(study, numbers=(0,), **others):
    grid = [{"number": number, **others} for number in numbers]
    return [Job(study, params, INPUTS, record_key(study.name, params, INPUTS)) for params in grid]


def total(params, sources):
    """Sum of what the sources found, and in which order they came."""
    found = {name: [one.result["square"] for one in read] for name, read in sources.items()}
    return {
        "square": sum(sum(values) for values in found.values()) + params["number"],
        "order": {name: [one.params["number"] for one in read] for name, read in sources.items()},
    }


def fail_always(params, *sources):
    raise ArithmeticError("never works")
