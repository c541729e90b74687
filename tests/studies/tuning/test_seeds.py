from dataclasses import replace

from engine.studies.tuning.seeds import list_seeds, say_collapsed, say_limit, say_repeated
from tests.exhibits.report_samples import make_record


def trained(network, correct, seed=42):
    result = {"test_correct": correct, "test_examples": 10_000}
    return replace(make_record("tuning", network=network, seed=seed), result=result)


def test_seeds_of_a_network_stand_together():
    none = replace(make_record("tuning-front", network="t1"), result={"trained": False})
    found = list_seeds([trained("t1", 9_800), trained("cnn1", 9_900), trained("t1", 974, 43), none])
    assert found == {"t1": [98.0, 9.74], "cnn1": [99.0]}


def test_trainings_near_chance_are_told_with_their_networks():
    seeds = {"cnn1": [99.0, 98.9], "t22": [11.35, 9.74, 95.58], "t33": [96.9, 9.74, 96.27]}
    said = say_collapsed(seeds)
    assert "3 of 8 trainings ended below 20 %, near chance: of T22 and T33." in said
    assert say_collapsed({"cnn1": [99.0]}) == ""


def test_what_seeds_leave_open_is_said_where_not_all_have_several():
    assert say_repeated(40, 40) == "Every network was trained from several seeds."
    assert say_limit(40, 40) == ""
    assert say_repeated(12, 40).startswith("Of 40 networks 12 have several seeds.")
    assert "not on a front have one seed" in say_limit(12, 40)
