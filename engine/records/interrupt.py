"""Ending on Ctrl-C or a request to terminate: what is computed stays, and is said."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class InterruptedRunError(BaseException):
    """The run was told to end; the message says what is written and how to go on.

    Attributes:
        exit_status: What a shell expects of a process that this signal ended: 130 or 143.
    """

    def __init__(self, number: int, message: str = "interrupted") -> None:
        super().__init__(message)
        self.number = number
        self.exit_status = 128 + number


@contextmanager
def raise_on_signals() -> Iterator[None]:
    """Raise `InterruptedRunError` in the main thread on SIGINT or SIGTERM, once; then as before."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.getsignal(one) for one in _SIGNALS}

    def stop(number: int, frame: FrameType | None) -> None:
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_IGN)
        raise InterruptedRunError(number)

    for one in _SIGNALS:
        signal.signal(one, stop)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
