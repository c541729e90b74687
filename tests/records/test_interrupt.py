"""Signals that end a run."""

import os
import signal
import time

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


def test_an_interruption_that_is_swallowed_comes_again():
    """Libraries catch everything now and then, and what a destructor raises is dropped."""
    swallowed = []

    def swallow():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.05)
        except BaseException as error:
            swallowed.append(type(error))

    with pytest.raises(InterruptedRunError, match="told"), raise_on_signals("told"):
        swallow()
        time.sleep(30)
    assert swallowed == [InterruptedRunError]


def test_what_is_put_in_order_on_the_way_is_left_in_peace():
    ordered = []
    with pytest.raises(InterruptedRunError), raise_on_signals("told"):
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            time.sleep(1)
            try:
                raise KeyError("while putting in order")
            except KeyError:
                time.sleep(0.5)
            ordered.append(True)
    assert ordered == [True]
    time.sleep(0.6)  # nothing comes after
