"""Signals that end a run."""

import os
import signal

import pytest

from engine.records.interrupt import STATUSES, InterruptedRunError, raise_on_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_innermost_block_says_it_and_the_first_signal_counts(number):
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    with pytest.raises(InterruptedRunError, match=r"^inner$") as raised, raise_on_signals("outer"):
        try:
            with raise_on_signals("inner"):
                os.kill(os.getpid(), number)
        finally:
            # Impatient: a second one does not disturb what is being put in order.
            os.kill(os.getpid(), number)
    assert raised.value.exit_status == 128 + number
    assert raised.value.exit_status in STATUSES
    assert before == {one: signal.getsignal(one) for one in before}


def test_after_an_inner_block_the_outer_one_speaks():
    with pytest.raises(InterruptedRunError, match=r"^outer$"), raise_on_signals("outer"):
        with raise_on_signals("inner"):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
