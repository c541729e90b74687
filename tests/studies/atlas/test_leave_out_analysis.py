"""The record of what is left of the correlation is what the models' records say."""

from engine.records.source import Source
from engine.studies.atlas.leave_out import NOTHING
from engine.studies.atlas.leave_out_analysis import READS, STUDY
from engine.studies.study import Profile


def model(number, family):
    mec_bits = {"decision_layer": 1000 * number}
    accuracy = {
        "source_key": "keras-io",
        "input_size": 224,
        "top1_percent": 60 + (number * 7) % 20,
        "top5_percent": None,
        "note": "",
    }
    return Source(
        {"library": "keras", "backbone": f"Model{number}"},
        {
            "family": {"name": family},
            "measured": {
                "parameters": 10**6 + number**3,
                "mec_bits": mec_bits,
                "input_shape": [224, 224, 3],
            },
            "accuracies": [accuracy],
        },
    )


def test_every_family_is_left_out_in_turn():
    families = ["One", "Two", "Three", "Four"]
    models = [model(number, families[number % 4]) for number in range(1, 17)]
    failed = Source({"library": "keras", "backbone": "Broken"}, {"failure": "no such layer"})
    (params,) = STUDY.grid(Profile.QUICK)
    result = STUDY.compute(params, {READS[0]: [*models[:8], failed], READS[1]: models[8:]})
    rows = {row["left_out"]: row for row in result["groups"]}
    assert rows[NOTHING]["count"] == 16
    assert set(families) <= set(rows)
    assert all(rows[name]["models_left_out"] == 4 for name in families)
