"""The study of sizing: its grid, and what it finds against an exact answer."""

import pytest

from engine.lab.exact_memorised import largest_separable
from engine.studies.sizing.families import SHUFFLED_PERCENT, draw_task, shuffle_labels
from engine.studies.sizing.study import compute, make_grid
from engine.studies.study import Profile


def test_profiles_grow_and_no_table_is_searched_twice():
    grids = [make_grid(profile) for profile in Profile]
    assert len(grids[0]) < len(grids[1]) < len(grids[2])
    for grid in grids:
        assert len({(one["family"], one["rows"], one["seed"]) for one in grid}) == len(grid)


@pytest.mark.framework
@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize("family", ["separable", "xor-2"])
def test_one_neuron_is_found_enough_exactly_where_a_plane_separates(family):
    params = {"family": family, "rows": 24, "seed": 0, "restarts": 8, "steps": 300}
    result = compute(params)
    task = draw_task(family, 24, 0)
    assert [case["shuffled_percent"] for case in result["cases"]] == list(SHUFFLED_PERCENT)
    for case in result["cases"]:
        labels = 2 * shuffle_labels(task.labels, case["shuffled_percent"], 0) - 1
        separable = largest_separable(task.standardised, labels.astype(float)) == 24
        assert (case["least_hidden"] == 1) == separable
        assert case["refused_hidden"] == case["least_hidden"] - 1
        assert (case["refused_again"] is None) == separable


@pytest.mark.parametrize("profile", Profile)
def test_every_table_that_is_asked_for_can_be_drawn(profile):
    for params in make_grid(profile):
        task = draw_task(params["family"], params["rows"], params["seed"])
        assert len(task.rows) == params["rows"]
