"""Ending on Ctrl-C or a request to terminate: what is computed stays, and is said."""

import signal
import threading
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


_messages: list[str] = []
"""What an interruption says now, that of the innermost block last."""


@contextmanager
def raise_on_signals(message: str) -> Iterator[None]:
    """Raise `InterruptedRunError` in the main thread on SIGINT or SIGTERM, once.

    Within another such block only the message is another. When the outermost block ends, signals
    do what they did before it.

    Args:
        message: What the error says.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {} if _messages else {one: signal.signal(one, _stop) for one in _SIGNALS}
    _messages.append(message)
    try:
        yield
    finally:
        _messages.pop()
        for one, handler in before.items():
            signal.signal(one, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    for one in _SIGNALS:
        signal.signal(one, signal.SIG_IGN)
    raise InterruptedRunError(number, _messages[-1])
