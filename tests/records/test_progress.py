import pytest

from engine.records import progress
from engine.records.progress import LOG_INTERVAL_SECONDS, Progress

WORK = ["Training"] * 3 + ["Measuring"]


class Clock:
    now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (8.4, "8 s left"),
        (89.0, "89 s left"),
        (90.0, "about 2 min left"),
        (540.0, "about 9 min left"),
        (None, "time left not known yet"),
    ],
)
def test_a_log_gets_a_line_at_intervals_and_at_the_end_of_each_study(clock, capsys, seconds, said):
    with Progress(WORK, lambda: seconds) as shown:
        clock.now += 1
        shown.advance("Training")
        clock.now += LOG_INTERVAL_SECONDS
        shown.advance("Training")
        shown.advance("Training")
        shown.advance("Measuring")
    assert capsys.readouterr().err.splitlines() == [
        f"Training: 2/3, {said}",
        f"Training: 3/3, {said}",
        "Measuring: 1/1, done",
    ]


def test_a_log_is_not_silent_while_one_result_takes_long(clock, capsys):
    with Progress(WORK, lambda: 100.0) as shown:
        shown.tick()
        shown.start("Training")
        for _ in range(61):
            clock.now += 1
            shown.tick()
    assert capsys.readouterr().err.splitlines() == ["Training: 0/3, about 2 min left"] * 2


def test_nothing_to_do_says_nothing(capsys):
    with Progress([], lambda: 0.0):
        pass
    assert capsys.readouterr().err == ""


def test_a_line_is_said_as_it_is(capsys):
    with Progress(WORK, lambda: 0.0) as shown:
        shown.say("2 workers: [2] cores")
    assert capsys.readouterr().err == "2 workers: [2] cores\n"


def test_a_terminal_gets_a_bar_for_each_study(clock, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with Progress([*WORK, "Training"], lambda: 42.0) as shown:
        shown.say("2 workers: 2 cores")
        for title in WORK:
            clock.now += 1
            shown.start(title)
            shown.tick()
            shown.advance(title)
    written = capsys.readouterr().err
    for said in ("Training", "3/4", "1/1", "42 s left", "2 workers: 2 cores"):
        assert said in written
