"""The process below a worker that computes jobs, one after the other, until its input ends."""

import os
import pickle
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from engine.records.cluster.on_worker import is_full
from engine.records.execute import run_one, start_worker


class _WorkerFault(BaseException):
    """It is the machine that cannot compute, not the job."""


def main() -> None:
    """Answer jobs on what was standard output; what a job prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    start_worker(int(sys.argv[1]))
    while job := _read(sys.stdin.buffer):
        answer = pickle.dumps(_answer(job))
        answers.write(struct.pack("<Q", len(answer)) + answer)
        answers.flush()


def _read(stream: BinaryIO) -> bytes:
    header = stream.read(8)
    return stream.read(struct.unpack("<Q", header)[0]) if len(header) == 8 else b""


def _answer(job: bytes) -> tuple[object, ...]:
    try:
        compute, params, sources = pickle.loads(job)
        # Packed, since the worker passes it on and may not have what it is made of.
        return "done", pickle.dumps(run_one(_faults_apart(compute), params, *sources))
    except ModuleNotFoundError as error:
        return "fault", f"it lacks the package {error.name}", error.name
    except _WorkerFault as fault:
        return "fault", str(fault), getattr(fault.__cause__, "name", None)


def _faults_apart(compute: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Return a function that raises what is wrong with the machine past what catches errors."""

    def computed(params: dict[str, Any], *sources: object) -> dict[str, Any]:
        try:
            return compute(params, *sources)
        except ModuleNotFoundError as error:
            raise _WorkerFault(f"it lacks the package {error.name}") from error
        except OSError as error:
            if is_full(error):
                raise _WorkerFault(f"its disk is full: {error}") from None
            raise

    return computed


if __name__ == "__main__":
    main()
