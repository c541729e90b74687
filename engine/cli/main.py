"""Running a command: what goes wrong, said in a line, and the status that it ends with."""

import os
import sys
import warnings
from io import StringIO
from pathlib import Path

from engine.cli.app import app
from engine.exhibits.terminal import echo
from engine.networks.extras import explain_missing
from engine.records.files import explain_disk
from engine.records.interrupt import InterruptedRunError, raise_on_signals
from engine.records.parent import end_with_starter

_INTERRUPTED = "interrupted: what is finished is kept, and the same command goes on from there"


def main() -> int:
    """Run the command line; an author's mistake is said in one line.

    So is a package that is not there, with the extra that brings it. With MEC_TRACEBACK set, the
    error is raised as it is.
    """
    warnings.showwarning = lambda message, *_: echo(f"warning: {message}", err=True)
    end_with_starter()
    try:
        with raise_on_signals(_INTERRUPTED):
            ended_with = app(prog_name=_called_as(), standalone_mode=False)
    except InterruptedRunError as stop:
        echo(stop, err=True)
        return stop.exit_status
    except Exception as error:
        if (status := _say_misuse(error)) is not None:
            return status
        said = None if os.environ.get("MEC_TRACEBACK") else _explain(error)
        if said is None:
            raise
        echo(f"error: {said}", err=True)
        return getattr(error, "exit_status", 1)
    return ended_with or 0


def _say_misuse(error: Exception) -> int | None:
    """Say what is wrong with the words of a command; None where the error is another."""
    show, status = getattr(error, "show", None), getattr(error, "exit_code", None)
    if not show or not isinstance(status, int):
        return None
    said = StringIO()
    show(file=said)
    echo(said.getvalue(), err=True, nl=False)
    return status


def _explain(error: Exception) -> str | None:
    """Return an error in one line, where it is one that a person can mend."""
    if isinstance(error, ModuleNotFoundError):
        command = " ".join(["mec", *sys.argv[1:2]])
        if said := explain_missing(error, command):
            return said
    from engine.site.faults import explain

    return explain(error) or explain_disk(error)


def _called_as() -> str:
    """Return what a reader types: mec, where the engine is installed, or python -m engine."""
    called = Path(sys.argv[0]).stem
    return called if called == "mec" else "python -m engine"
