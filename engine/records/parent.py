"""Ending with the process that started this one, however that ended."""

import os
import signal
import threading
import time
from collections.abc import Callable

STARTED_BY = "MEC_STARTED_BY"
"""Variable of the environment that names the process with which a command is to end."""

_LOOK_SECONDS = 0.25


def end_with_starter() -> None:
    """Ask this process to terminate when the one that MEC_STARTED_BY names has ended.

    nox names itself there: killed, it cannot end what it started. What is started by something
    else in between, as by a test, is that one's to end.
    """
    if os.environ.get(STARTED_BY) == str(os.getppid()):
        _watch(os.getppid(), lambda: os.kill(os.getpid(), signal.SIGTERM))


def end_with_parent(parent: int) -> None:
    """End this process at once when its parent has ended.

    Args:
        parent: Process number of the parent, told by itself: it may have ended already.
    """
    _watch(parent, lambda: os._exit(1))


def _watch(parent: int, end: Callable[[], None]) -> None:
    """Look from now on whether a parent is still there; where that cannot be seen, do nothing."""
    if os.name != "posix":
        return

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        end()

    threading.Thread(target=look, daemon=True, name="parent").start()
