"""The arithmetic of "beat the neuron", evaluated in Chromium, against the engine."""

import random
from fractions import Fraction
from itertools import product

import pytest

from engine.theory.cover import (
    count_dichotomies,
    largest_memorised,
    log_memorisation_probability,
    memorisation_probability,
)
from engine.theory.labellings import (
    MOST_POINTS,
    WEIGHTS_IN_PLANE,
    find_coincidence,
    is_separated,
    list_labellings,
)
from tests.browser.neuron_site import write_neuron

CONFIGURATIONS = 200
JUDGE = """(all) => all.map((points) => ({
  ...mecNeuronWords.judge(points),
  labellings: [...mecNeuronLines.listLabellings(points)],
}))"""


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    folder = write_neuron(tmp_path_factory.mktemp("neuron"))
    page = browser.new_page()
    page.goto((folder / "neuron/index.html").as_uri())
    yield page
    page.close()


def draw_configuration(rng, index):
    """Points of the whole plane, of a coarse grid, of one line, or partly in one place."""
    step = (1, 10, 250, 500)[index % 4]
    points = [
        {axis: step * rng.randrange(1000 // step + 1) for axis in "xy"}
        for _ in range(rng.randint(1, MOST_POINTS))
    ]
    if index % 7 == 0:
        points = [{"x": one["x"], "y": 1000 - one["x"]} for one in points]
    if index % 11 == 0:
        points[-1] = dict(points[0])
    return [{**one, "label": rng.random() < 0.5} for one in points]


@pytest.fixture(scope="module")
def judged(page):
    """Configurations as places, labels and what the script says of them."""
    rng = random.Random("labellings")
    drawn = [draw_configuration(rng, index) for index in range(CONFIGURATIONS)]
    return [
        ([(one["x"], one["y"]) for one in points], [one["label"] for one in points], said)
        for points, said in zip(drawn, page.evaluate(JUDGE, drawn), strict=True)
    ]


def test_the_labellings_are_those_of_the_engine(judged):
    for places, labels, said in judged:
        expected = {
            sum(1 << index for index, label in enumerate(one) if label)
            for one in list_labellings(places)
        }
        assert set(said["labellings"]) == expected
        assert said["realised"] == len(expected)
        assert said["isSeparated"] == is_separated(places, labels)
        assert said["all"] == 2 ** len(places)
        assert said["expected"] == count_dichotomies(len(places), WEIGHTS_IN_PLANE)
        assert tuple(said["coincidence"]) == find_coincidence(places)
    assert {said["isSeparated"] for _, _, said in judged} == {True, False}
    assert {len(said["coincidence"]) for _, _, said in judged} == {0, 2, 3}


def test_the_line_that_is_drawn_has_every_point_on_its_side(judged):
    for places, labels, said in judged:
        line = said["line"]
        assert (line is not None) == said["isSeparated"]
        if line is None:
            continue
        x_weight, y_weight, threshold = (Fraction(line[key]) for key in ("x", "y", "threshold"))
        for (x, y), label in zip(places, labels, strict=True):
            side = x_weight * x + y_weight * y - threshold
            assert side != 0
            assert (side > 0) == label


def test_what_is_in_the_way_is_enough_that_no_line_separates(judged):
    kinds = set()
    for places, labels, said in judged:
        witness = said["witness"]
        assert (witness is None) == said["isSeparated"]
        if witness is None:
            continue
        kinds.add(witness["kind"])
        shown = [*witness["one"], *witness["other"]]
        assert len(shown) <= 4
        assert len({one["label"] for one in witness["one"]}) == 1
        chosen = [((one["x"], one["y"]), one["label"]) for one in shown]
        assert set(chosen) <= set(zip(places, labels, strict=True))
        assert not is_separated(*zip(*chosen, strict=True))
    assert kinds == {"same", "between", "cross", "amid"}


def test_the_counts_are_those_of_covers_theorem(page):
    cases = list(product(range(1, MOST_POINTS + 1), range(1, 9)))
    found = page.evaluate(
        "(cases) => cases.map(([n, k]) => mecNeuronCover.countLabellings(n, k))", cases
    )
    assert found == [count_dichotomies(n, k) for n, k in cases]


@pytest.mark.parametrize("weights", [1, 2, 3, 11, 101, 1001])
def test_the_shares_are_those_of_covers_theorem(page, weights):
    last = 4 * weights
    shares = page.evaluate(f"mecNeuronCover.listShares({weights}, {last})")
    assert len(shares) == last
    for points in sorted({*range(1, last + 1, max(1, weights // 25)), weights, 2 * weights, last}):
        exact = float(memorisation_probability(points, weights))
        assert shares[points - 1] == pytest.approx(exact, abs=1e-12)
    assert shares[weights - 1] == 1
    assert shares[2 * weights - 1] == pytest.approx(0.5, abs=1e-12)
    assert log_memorisation_probability(2 * weights, weights) == pytest.approx(-0.6931471805599453)


@pytest.mark.parametrize("inputs", [1, 2, 10, 137, 1000])
def test_the_cliff_is_where_the_engine_finds_it(page, inputs):
    said = page.evaluate(f"mecNeuronWords.describeNeuron({inputs})")
    weights = inputs + 1
    first = largest_memorised(weights, Fraction(1, 20)) + 1
    if memorisation_probability(first - 1, weights) == Fraction(1, 20):
        first -= 1
    last = largest_memorised(weights, Fraction(19, 20))
    assert f"up to {last:,} point" in said["cliff"]
    assert f"from {first:,} on" in said["cliff"]
    assert f"any labelling of {weights:,} points" in said["memorised"]
    assert f"labellings of {2 * weights:,} (" in said["memorised"]


def test_the_limits_are_those_of_the_engine(page):
    assert page.evaluate("mecNeuronState.MOST_POINTS") == MOST_POINTS
    stops = page.evaluate("mecNeuronCurve.STOPS")
    assert stops == sorted(set(stops))
    assert stops[0] == 1
    assert stops[-1] == page.evaluate("mecNeuronState.MOST_INPUTS") == 1000


def test_points_drawn_at_random_are_in_general_position(page):
    for action, count in (("five", 5), ("twelve", MOST_POINTS)):
        for _ in range(5):
            page.locator(f"[data-action={action}]").click()
            rows = page.locator("textarea").input_value().split("\n")
            places = [tuple(map(int, row.split(", ")[:2])) for row in rows]
            assert len(places) == count
            assert find_coincidence(places) == ()
