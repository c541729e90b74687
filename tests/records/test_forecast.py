"""The time left, held against simulated runs on a clock of their own."""

import heapq
from dataclasses import replace

import pytest

from engine.records.forecast import Forecast, History, read_history
from engine.records.key import canonical_json
from tests.records.records_samples import make_record
from tests.records.run_studies import FakeStudy, jobs_of

MINUTE = 60.0


def make_jobs(name, seconds, cost=lambda params: 1.0, **fields):
    """Jobs of a study, and the seconds that each really takes, by key."""
    jobs = jobs_of(FakeStudy(name, cost=cost, **fields), range(len(seconds)))
    return jobs, dict(zip((job.key for job in jobs), seconds, strict=True))


def simulate(stages, truth, history=None, workers=2, start_seconds=0.0):
    """Run stages on a clock; yield (time, expected left, really left, founded) at each event."""
    forecast = Forecast([(jobs, lambda: workers) for jobs in stages], history or {}, 0.0)
    now, seen, finished = 0.0, [], 0.0
    for jobs in stages:
        waiting, running, imported = list(jobs), [], 0
        while waiting or running:
            while waiting and len(running) < workers:
                job, is_first = waiting.pop(0), imported < workers
                imported += 1
                forecast.start(job, now)
                took = truth[job.key] + (start_seconds if is_first else 0.0)
                heapq.heappush(running, (now + took, job.key, job, took, is_first))
            finished, _, job, took, is_first = heapq.heappop(running)
            while now + 5 < finished:
                now += 5
                seen.append((now, forecast.seconds_left(now), forecast.is_founded(now)))
            now = finished
            forecast.finish(job, took, is_first=is_first)
            seen.append((now, forecast.seconds_left(now), forecast.is_founded(now)))
    return [(at, left, finished - at, founded) for at, left, founded in seen]


def assert_within_factor_two(seen, least_seconds=10.0):
    """From the first minute on, and whenever it is told; the last seconds apart."""
    told = [one for one in seen if one[3] and one[2] > least_seconds]
    assert told
    assert all(founded for at, _, _, founded in seen if at >= MINUTE)
    wrong = [one for one in told if not one[2] / 2 <= one[1] <= 2 * one[2]]
    assert wrong == []


@pytest.mark.parametrize("factor", [0.05, 0.2, 1.0, 5.0])
def test_costs_that_are_all_wrong_alike_are_put_right_by_the_first_results(factor):
    jobs, truth = make_jobs("runs", [20.0 * factor] * 60, cost=lambda params: 20.0)
    assert_within_factor_two(simulate([jobs], truth))


def test_a_quick_run_whose_costs_are_far_too_high():
    """Costs that add up to three minutes, for what takes half a minute on two workers."""
    models, of_models = make_jobs("models", [0.25] * 120, cost=lambda params: 3.0)
    runs, of_runs = make_jobs("runs", [5.0] * 6, cost=lambda params: 5.0)
    for name, known in (("with records", True), ("without", False)):
        history = {"models": History({}, 0.25 / 3), "runs": History({}, 1.0)} if known else {}
        seen = simulate([[*runs, *models]], {**of_models, **of_runs}, history)
        assert sum(left for _, left, _, _ in seen[-20:]) < 20 * 10, name
        if known:
            assert_within_factor_two(seen, least_seconds=3.0)


def test_records_of_other_params_tell_how_long_a_study_takes():
    long, of_long = make_jobs("training", [90.0] * 12, cost=lambda params: 30.0)
    short, of_short = make_jobs("measuring", [0.5] * 100, cost=lambda params: 4.0)
    history = {"training": History({}, 3.0), "measuring": History({}, 0.125)}
    assert_within_factor_two(simulate([[*long, *short]], {**of_long, **of_short}, history))


def test_the_same_params_are_known_one_by_one():
    seconds = [5.0, 200.0, 10.0, 60.0, 5.0, 90.0]
    jobs, truth = make_jobs("uneven", seconds)
    by_params = {canonical_json(job.params): truth[job.key] for job in jobs}
    forecast = Forecast([(jobs, lambda: 2)], {"uneven": History(by_params, 1.0)}, 0.0)
    assert [forecast.expect(job) for job in jobs] == seconds
    jobs.sort(key=lambda job: -truth[job.key])
    assert_within_factor_two(simulate([jobs], truth, {"uneven": History(by_params, 1.0)}))


def test_a_slower_machine_is_noticed_for_studies_that_have_not_begun():
    first, of_first = make_jobs("first", [40.0] * 8, cost=lambda params: 10.0)
    later, of_later = make_jobs("later", [120.0] * 8, cost=lambda params: 30.0)
    history = {"first": History({}, 1.0), "later": History({}, 1.0)}
    seen = simulate([first, later], {**of_first, **of_later}, history)
    assert_within_factor_two([one for one in seen if one[0] >= MINUTE])


def test_imports_of_the_first_results_are_not_taken_for_their_study():
    jobs, truth = make_jobs("models", [0.3] * 200, cost=lambda params: 0.3, framework="keras")
    assert_within_factor_two(simulate([jobs], truth, start_seconds=8.0), least_seconds=6.0)


def test_one_long_result_at_the_end_is_not_shared_out():
    jobs, truth = make_jobs(
        "runs", [200.0] + [5.0] * 10, cost=lambda p: 5.0 if p["number"] else 200
    )
    assert_within_factor_two(simulate([jobs], truth))


def test_a_study_that_overruns_before_its_first_result():
    jobs, truth = make_jobs("runs", [100.0] * 6, cost=lambda params: 10.0)
    seen = simulate([jobs], truth)
    at_a_minute = next(one for one in seen if one[0] >= MINUTE)
    assert at_a_minute[1] > 100
    assert_within_factor_two([one for one in seen if one[0] >= 100])


def test_a_study_that_was_guessed_far_too_long_says_little_of_the_others():
    models, of_models = make_jobs("models", [0.5] * 80, cost=lambda params: 3.0)
    runs, of_runs = make_jobs("runs", [60.0] * 6, cost=lambda params: 60.0)
    seen = simulate([models, runs], {**of_models, **of_runs})
    assert_within_factor_two([one for one in seen if one[0] >= MINUTE])
    last_of_models = next(one for one in seen if one[0] == 20.0)
    assert last_of_models[1] > 180 / 3


def test_a_short_result_that_waits_for_slow_imports_says_nothing_of_its_study():
    jobs, _ = make_jobs("models", [0.3] * 100, cost=lambda params: 0.3, framework="keras")
    forecast = Forecast([(jobs, lambda: 2)], {"models": History({}, 1.0)}, 0.0)
    for job in jobs[:2]:
        forecast.start(job, 0.0)
    assert forecast.seconds_left(40.0) < 60


def test_waves_follow_each_other():
    runs, of_runs = make_jobs("runs", [20.0] * 10, cost=lambda params: 20.0)
    fits, of_fits = make_jobs("fits", [30.0] * 4, cost=lambda params: 30.0)
    assert_within_factor_two(simulate([runs, fits], {**of_runs, **of_fits}))


def test_guesses_alone_are_not_told_in_the_first_minute():
    jobs, _ = make_jobs("runs", [50.0] * 4)
    forecast = Forecast([(jobs, lambda: 2)], {}, 0.0)
    assert not forecast.is_founded(59.0)
    assert forecast.is_founded(60.0)
    forecast.start(jobs[0], 0.0)
    forecast.finish(jobs[0], 10.0, is_first=True)
    assert not forecast.is_founded(10.0)
    forecast.finish(jobs[1], 10.0, is_first=False)
    assert forecast.is_founded(10.0)
    assert Forecast([(jobs, lambda: 2)], {"runs": History({}, 2.0)}, 0.0).is_founded(0.0)


def test_history_is_what_lies_on_disk(store):
    study = FakeStudy("sleeping", cost=lambda params: params["epochs"] * 10.0)
    assert read_history(store, study) is None
    for epochs, seconds in ((1, 5.0), (3, 15.0)):
        record = make_record({"epochs": epochs})
        store.write(replace(record, made={**record.made, "seconds": seconds}))
    store.write(make_record({"old_name": 1}))
    (store.root / "sleeping" / "damaged.json").write_text("{", encoding="utf-8")
    history = read_history(store, study)
    assert history.seconds_per_cost == 0.5
    assert history.by_params == {'{"epochs":1}': 5.0, '{"epochs":3}': 15.0}
