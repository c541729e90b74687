from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.drawing.labels import choose_places

AREA = (460.0, 240.0)


def places(*spots, names=None):
    return list(choose_places(spots, names or ["ResNet50V2"] * len(spots), AREA, 9))


def test_a_lone_point_has_its_name_to_the_right_and_above():
    (place,) = places((100, 100))
    assert (place.horizontal, place.vertical) == ("left", "bottom")


def test_a_point_at_the_right_edge_has_its_name_to_the_left():
    (place,) = places((455, 100))
    assert place.horizontal == "right"


def test_two_points_beside_each_other_do_not_share_a_place():
    first, second = places((100, 100), (104, 101))
    assert first != second


def test_a_name_stays_away_from_the_point_of_another():
    upper, lower = places((100, 100), (100, 82))
    assert (upper.vertical, lower.vertical) == ("bottom", "top")


@given(st.lists(st.tuples(st.floats(0, 460), st.floats(0, 240)), min_size=1, max_size=12))
def test_every_point_has_a_place_and_the_same_one_each_time(spots):
    assert places(*spots) == places(*spots)
    assert len(places(*spots)) == len(spots)
