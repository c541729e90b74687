import csv
from pathlib import Path

import pytest

from engine.records.store import Build
from engine.studies.cluster import exhibits

FOLDER = Path(exhibits.__file__).parent


def rows_of(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_cost_of_a_paper_build_is_the_sum_of_its_tasks():
    rows = rows_of("paper_tasks.csv")
    facts = exhibits.build_section(Build("quick", {})).facts
    total = sum(float(row["seconds"]) * int(row["results"]) for row in rows)
    assert facts["paper_core_hours"] == pytest.approx(total / 3600)
    assert facts["paper_results"] == sum(int(row["results"]) for row in rows)
    assert facts["longest_seconds"] == max(float(row["seconds"]) for row in rows)


def test_the_time_falls_until_the_longest_task_is_the_limit():
    frame = exhibits.scaling_frame((8.0, 4.0, 4.0))
    assert frame["hours"].mul(3600).round(9).tolist() == [16, 8, 8, 8, 8, 8, 8, 8]
    assert frame["limit"].tolist() == ["the sum", *["the longest task"] * 7]
    assert frame["busy_percent"].tolist()[:3] == pytest.approx([100, 100, 50])


def test_no_measured_run_is_faster_than_its_results_allow():
    runs = exhibits.measured_runs()
    assert runs["workers"].tolist() == [1, 2]
    assert (runs["seconds"] >= runs["least_seconds"]).all()
    assert runs["speedup"].iloc[1] == pytest.approx(
        runs["seconds"].iloc[0] / runs["seconds"].iloc[1]
    )
