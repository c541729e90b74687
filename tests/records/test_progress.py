import pytest

from engine.records import progress
from engine.records.progress import LOG_INTERVAL_SECONDS, Progress

WORK = [("Training", 10.0)] * 3 + [("Measuring", 5.0)]


class Clock:
    now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_a_log_gets_a_line_at_intervals_and_at_the_end_of_each_study(clock, capsys):
    with Progress(WORK) as shown:
        clock.now += 1
        shown.advance("Training", 10.0)
        clock.now += LOG_INTERVAL_SECONDS
        shown.advance("Training", 10.0)
        shown.advance("Training", 10.0)
        shown.advance("Measuring", 5.0)
    assert capsys.readouterr().err.splitlines() == [
        "Training: 2/3, 8 s left",  # 11 s for 20 of 35
        "Training: 3/3, 2 s left",
        "Measuring: 1/1, nearly done",
    ]


def test_long_times_are_in_minutes(clock, capsys):
    with Progress([("Training", 1.0)] * 10) as shown:
        clock.now += 60
        shown.advance("Training", 1.0)
    assert capsys.readouterr().err == "Training: 1/10, about 9 min left\n"


def test_time_is_not_guessed_from_the_first_results(clock, capsys):
    with Progress([("Training", 1.0)] * 11) as shown:
        clock.now += 60
        shown.advance("Training", 1.0)
    assert capsys.readouterr().err == "Training: 1/11, time left not known yet\n"


def test_nothing_to_do_says_nothing(capsys):
    with Progress([]):
        pass
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_a_bar_for_each_study(clock, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with Progress(WORK) as shown:
        for title, cost in WORK:
            clock.now += 1
            shown.advance(title, cost)
    written = capsys.readouterr().err
    assert "Training" in written
    assert "3/3" in written
    assert "1/1" in written
