"""A build whose processes are killed at random, again and again: nothing is lost."""

import signal
import time

import pytest

from tests.faults.disturbed import (
    compute,
    killed_at_random,
    records_in,
    results_in,
    unfinished_in,
)
from tests.processes import needs_ps

STUDIES = (
    *("worked-examples", "mnist-networks", "notebooks", "generalization", "rules-1-3-parallel"),
    *("data-examples", "series-trees", "series-effort", "rule-2-memorisation"),
    *("rule-4-readings", "series-memorised"),
)
"""About 25 core-seconds of the quick profile, without a framework: a worker starts at once."""

pytestmark = [pytest.mark.faults, needs_ps]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What the studies give when nothing happens, by study and key."""
    folder = tmp_path_factory.mktemp("undisturbed")
    status, said = compute(folder, *STUDIES).finish()
    assert status == 0, said
    return results_in(folder)


def test_kills_lose_no_record(undisturbed, tmp_path, request):
    kills = 12 if request.config.getoption("short") else 180
    rounds = [tmp_path / "0"]
    kept = {}

    def look(has_finished):
        found = records_in(rounds[-1])
        lost = [name for name in kept if name not in found]
        altered = [name for name in kept if found.get(name, kept[name]) != kept[name]]
        assert (lost, altered) == ([], [])
        kept.update(found)
        if has_finished:
            assert results_in(rounds[-1]) == undisturbed
            assert unfinished_in(rounds[-1]) == []
            kept.clear()
            rounds.append(tmp_path / str(len(rounds)))

    hits = killed_at_random(lambda: compute(rounds[-1], *STUDIES), kills, 8.0, look)
    assert min(hits.values()) >= kills // 6, "both were hit"
    status, said = compute(rounds[-1], *STUDIES).finish()
    assert status == 0, said
    look(True)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("seconds", [1.0, 2.5, 5.0])
def test_told_to_end_it_says_how_to_go_on_and_leaves_no_process(tmp_path, number, status, seconds):
    run = compute(tmp_path, *STUDIES)
    time.sleep(seconds)
    run.process.send_signal(number)
    ended, said = run.finish()
    assert ended == status, said
    assert "the same command goes on from there" in said.splitlines()[-1]
    assert "Traceback" not in said
    records_in(tmp_path)
