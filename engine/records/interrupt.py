"""Ending on Ctrl-C or a request to terminate: what is computed stays, and is said."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

STATUSES = tuple(128 + number for number in _SIGNALS)
"""What a shell expects of a process that one of these signals ended: 130 and 143."""


class InterruptedRunError(BaseException):
    """The run was told to end; the message says what is written and how to go on.

    Attributes:
        exit_status: What a shell expects of a process that this signal ended: 130 or 143.
    """

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number
        self.exit_status = 128 + number


_REMIND_SECONDS = 0.25

_messages: list[str] = []
"""What an interruption says now, that of the innermost block last."""


class _Reminder:
    """Sends a signal again and again, until the error that it raised has come out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number: int | None = None

    def start(self, number: int) -> None:
        if self._number is None:
            self._number = number
            threading.Thread(target=self._remind, daemon=True, name="reminder").start()

    def stop(self) -> None:
        with self._lock:
            self._number = None

    def _remind(self) -> None:
        while True:
            time.sleep(_REMIND_SECONDS)
            with self._lock:
                if self._number is None:
                    return
                os.kill(os.getpid(), self._number)


_reminder = _Reminder()


@contextmanager
def raise_on_signals(message: str) -> Iterator[None]:
    """Raise `InterruptedRunError` in the main thread on SIGINT or SIGTERM.

    Until the error has left the outermost such block, it is raised again where it was lost, as in
    a library that catches everything; what is put in order on its way is left in peace. Within
    another such block only the message is another. When the outermost block ends, signals do what
    they did before it.

    Args:
        message: What the error says.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_outermost = not _messages
    before = {one: signal.signal(one, _stop) for one in _SIGNALS} if is_outermost else {}
    _messages.append(message)
    try:
        yield
    finally:
        _messages.pop()
        if is_outermost:
            _reminder.stop()
        for one, handler in before.items():
            signal.signal(one, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    if _is_on_its_way(sys.exception()):
        return
    _reminder.start(number)
    raise InterruptedRunError(number, _messages[-1])


def _is_on_its_way(error: BaseException | None) -> bool:
    """Return whether an interruption is being handled, directly or through other errors."""
    while error is not None:
        if isinstance(error, InterruptedRunError):
            return True
        error = error.__context__
    return False
