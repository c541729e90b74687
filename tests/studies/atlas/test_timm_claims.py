"""What is said of timm is what its records say, and other records turn each sentence round."""

from dataclasses import replace

import numpy as np
import pytest

from engine.exhibits.claim import Verdict
from engine.networks.catalogue.timm_results import TEST_SETS, timm_results
from engine.studies import catalogue
from engine.studies.atlas import (
    equal_mec_analysis,
    mixed_model_analysis,
    timm_claims,
    timm_correlations_analysis,
    within_families_analysis,
)
from engine.studies.atlas.claims import judge_timm
from engine.studies.atlas.equal_mec_tables import differences_table, equal_mec_table
from engine.studies.atlas.frames import models_frame, timm_facts
from engine.studies.atlas.statistics import correlation_table
from engine.studies.atlas.timm_evidence import count_decision_layers
from engine.studies.atlas.timm_exhibits import timm_figures_of, timm_results_of, timm_tables
from engine.studies.study import Profile
from tests.exhibits.report_samples import make_record
from tests.studies.atlas.atlas_samples import (
    library_source,
    make_build,
    timm_model,
    timm_source,
)

STUDIES = (
    timm_correlations_analysis,
    within_families_analysis,
    mixed_model_analysis,
    equal_mec_analysis,
)
MEC = "decision_layer_bits"


def compute_build(sources):
    """Return a build with timm's results and all its statistics."""
    records = {"atlas_timm": sources}
    for module in STUDIES:
        records[module.STUDY.name.replace("-", "_")] = [
            replace_result(params, module.STUDY.compute(params, {"atlas-timm": sources}))
            for params in module.STUDY.grid(Profile.STANDARD)
            if params["training_data"] == "any" or params["test_set"] == "top1_percent"
        ]
    keras = [library_source("keras", "VGG16", "VGG", 4096, ("keras-io", 71.3))]
    return make_build(atlas_keras=keras, atlas_torchvision=keras, **records)


def replace_result(params, result):
    return replace(timm_source("resnet"), params=params, result=result)


def dense(model):
    features = model["measured"]["embedding_elements"]
    return {**model, "classifier": [{"inputs": features, "neurons": 1000}]}


@pytest.fixture(scope="module")
def build():
    """Every seventh architecture with results, in ten families; wide ones are large in all."""
    generator = np.random.default_rng(9)
    best = {one.architecture: one.top1_percent for one in reversed(timm_results())}
    families = {f"family_{letter}": [] for letter in "abcdefghij"}
    for number, (name, top1) in enumerate(sorted(best.items())[::7]):
        size = int(np.clip(2 * (top1 - 60) / 10 + generator.normal(), 1, 9))
        parameters, multiply_adds = (int(10**7 * generator.lognormal(size / 4)) for _ in range(2))
        model = timm_model(name, 128 * size, parameters=parameters, multiply_adds=multiply_adds)
        families[list(families)[number % 10]].append(dense(model))
    return compute_build([timm_source(name, *models) for name, models in families.items()])


@pytest.fixture(scope="module")
def timm(build):
    return timm_results_of(build)


def findings(timm):
    return {one.claim.id: one for one in judge_timm(timm)}


def test_each_claim_is_judged_and_known_to_the_catalogue(timm):
    found = findings(timm)
    assert set(found) == {claim.id for claim in timm_claims.CLAIMS}
    assert set(found) <= {claim.id for claim in catalogue.claims_of("atlas")}
    assert {one.verdict for one in found.values()} <= {
        Verdict.HOLDS,
        Verdict.OPEN,
        Verdict.FAILS,
    }
    assert found["atlas-timm-mec"].verdict is Verdict.HOLDS
    assert found["atlas-timm-within"].verdict is Verdict.HOLDS
    assert found["atlas-timm-width"].verdict is Verdict.HOLDS
    assert "by test set and training data, 9" in found["atlas-timm-mec"].statement.lower()


def change(records, path, value):
    """Return records with one value of each result changed, at the end of a path of keys."""
    changed = []
    for record in records:
        result = {**record.result}
        place = result
        for key in path[:-1]:
            if place.get(key) is None:
                break
            place[key] = {**place[key]}
            place = place[key]
        else:
            place[path[-1]] = value
        changed.append(replace(record, result=result))
    return tuple(changed)


LOW = {"estimate": -0.5, "low": -0.7, "high": -0.3}
HIGH = {"estimate": 0.5, "low": 0.3, "high": 0.7}


@pytest.mark.parametrize(
    ("claim", "part", "path", "holds", "fails"),
    [
        ("atlas-timm-mec", "correlations", ("measures", MEC, "rho"), HIGH, LOW),
        ("atlas-timm-lead", "correlations", ("lead",), HIGH, LOW),
        ("atlas-timm-given", "correlations", ("measures", MEC, "partial"), HIGH, LOW),
        ("atlas-timm-robust", "correlations", ("drop",), LOW, HIGH),
        ("atlas-timm-within", "within", ("slope",), HIGH, LOW),
        ("atlas-timm-mixed", "mixed", ("terms", MEC), {**HIGH, "p": 0.01}, {**LOW, "p": 0.01}),
        (
            "atlas-timm-equal",
            "equal",
            ("differences", "ratio"),
            {"estimate": 0.5, "low": 0.4, "high": 0.6},
            {"estimate": 1.5, "low": 1.4, "high": 1.6},
        ),
    ],
)
def test_other_results_turn_a_claim_round(timm, claim, part, path, holds, fails):
    records = getattr(timm, part)
    if path == ("drop",):
        records = tuple(one for one in records if one.result["drop"] is not None)
        others = tuple(one for one in timm.correlations if one.result["drop"] is None)
    else:
        others = ()
    for value, verdict in (
        (holds, Verdict.HOLDS),
        (fails, Verdict.FAILS),
        ({**holds, "low": -9.0, "high": 9.0}, Verdict.OPEN),
    ):
        changed = replace(timm, **{part: (*change(records, path, value), *others)})
        found = findings(changed)[claim]
        assert found.verdict is verdict
        nothing = {**value, "low": None, "high": None}
    changed = replace(timm, **{part: (*change(records, path, nothing), *others)})
    assert findings(changed)[claim].verdict is Verdict.UNTESTABLE


def test_families_are_counted_and_both_slopes_are_of_the_same_ones(timm):
    result = next(
        one.result
        for one in timm.within
        if one.params == {"training_data": "any", "test_set": "top1_percent", "measure": MEC}
    )
    said = findings(timm)["atlas-timm-within"]
    falling = sum(one["slope"] < 0 for one in result["families"])
    assert f"Of all {result['all_families']} families" in said.statement
    assert f"in {result['rising']} of them and falls in {falling}" in said.statement
    assert f"{result['same_families']['parameters_slope']['estimate']:.1f} (" in said.statement
    assert said.heading == "Inside most families accuracy rises with MEC."
    few = change(timm.within, ("rising",), 2)
    assert findings(replace(timm, within=few))["atlas-timm-within"].verdict is Verdict.OPEN


def test_a_model_is_set_beside_what_holds_between_families(timm):
    told = {"estimate": -0.2, "low": -0.3, "high": -0.1}
    falls = change(timm.correlations, ("measures", MEC, "partial"), told)
    rises = change(timm.mixed, ("terms", MEC), {**HIGH, "p": 0.01})
    found = findings(replace(timm, correlations=falls, mixed=rises))["atlas-timm-mixed"]
    assert "multiply-adds, with a lower accuracy: partial ρ −0.20" in found.statement
    assert "a level of its own, it goes with a higher one" in found.statement
    assert "taken as independent" in found.statement


def test_robustness_is_told_by_intervals_that_hold_at_once(timm):
    """An interval that leaves zero out by a hair alone does not, as one of four."""
    narrow = {"estimate": 0.2, "low": 0.01, "high": 0.37}
    changed = change([one for one in timm.correlations if one.result["drop"]], ("drop",), narrow)
    others = [one for one in timm.correlations if not one.result["drop"]]
    found = findings(replace(timm, correlations=(*changed, *others)))["atlas-timm-robust"]
    assert found.verdict is Verdict.OPEN
    assert "on none; below zero" in found.statement
    assert "Bonferroni over 4" in found.evidence.correction


def test_an_interval_that_just_holds_zero_shows_its_low_end(timm):
    rho = {"estimate": 0.15, "low": -0.0046, "high": 0.31}
    changed = change(timm.correlations, ("measures", MEC, "rho"), rho)
    found = findings(replace(timm, correlations=changed))["atlas-timm-mec"]
    assert found.verdict is Verdict.OPEN
    assert found.statement.count("−0.005") == 1
    assert "0.00 " not in found.statement


def test_decision_layers_are_counted_one_by_one():
    odd = dense(timm_model("resnet34", 512))
    odd["measured"]["mec_bits"] = {**odd["measured"]["mec_bits"], "decision_layer": 512_000}
    models = [
        dense(timm_model("resnet18", 512)),
        odd,
        timm_model("resnet50", 2048, labels=0),
        timm_model("resnet101", 2048, labels=21843),
    ]
    build = make_build(atlas_timm=[timm_source("resnet", *models)])
    counted = count_decision_layers(build.study("atlas-timm"))
    assert counted == {"classifiers": 2, "plain": 1, "others": 1, "stacks": 0}


@pytest.mark.parametrize("count", [0, 1, 12])
def test_one_architecture_a_family_is_said_to_be_too_little(count):
    """As in the quick profile: what needs two of a family cannot be tested, and says so."""
    names = sorted({one.architecture for one in timm_results()})[::60][:count]
    build = compute_build(
        [
            timm_source(f"family_{number}", dense(timm_model(name, 64 * (number + 1))))
            for number, name in enumerate(names)
        ]
        or [timm_source("resnet", timm_model("resnet50", 2048, labels=0))]
    )
    timm = timm_results_of(build)
    found = findings(timm)
    for name in ("atlas-timm-within", "atlas-timm-mixed"):
        assert found[name].verdict is Verdict.UNTESTABLE
        assert "cannot be tested" in found[name].statement
    assert all(table.to_csv() for table in timm_tables(timm))
    assert timm_facts(models_frame(build), models_frame(build).assign(what="x"))["count"]


def test_tables_hold_what_the_records_say(timm):
    tables = {table.id: table for table in timm_tables(timm)}
    partial = tables["atlas-partial"].frame
    for record in timm.correlations:
        rows = partial[
            (partial["training_data"] == record.params["training_data"])
            & (partial["test_set"] == TEST_SETS[record.params["test_set"]])
        ]
        told = {row["measure"]: row for row in rows.to_dict(orient="records")}
        assert len(told) == len(record.result["measures"] or {})
        for measure in record.result["measures"] or {}:
            if measure == MEC:
                expected = record.result["measures"][measure]["partial"]["estimate"]
                found = told["Decision-layer MEC"]["partial_rho"]
                assert found == expected or (expected is None and np.isnan(found))
    families = tables["atlas-families"]
    assert set(families.frame["address"]) == {f"atlas/family-{one}/" for one in "abcdefghij"}
    groups = equal_mec_table(timm.equal).frame
    spread = groups["highest_percent"] - groups["lowest_percent"]
    assert groups["spread_points"].tolist() == pytest.approx(spread.tolist())
    differences = differences_table(timm.equal).frame
    ratio = differences["equal_mec_points"] / differences["unlike_mec_points"]
    assert differences["ratio"].tolist() == pytest.approx(ratio.tolist())


def test_correlations_keep_their_rows_and_columns_and_gain_some(timm):
    result = {"count": 3, "families": 2, "rho": HIGH, "partial": None}
    old = replace(
        make_record("atlas-correlations", models="both", measure="parameters"), result=result
    )
    table = correlation_table([old], [], timm.correlations)
    names = [column.name for column in table.columns]
    assert names[:3] == ["models", "measure", "count"]
    assert names[3:9] == [
        "rho",
        "rho_low",
        "rho_high",
        "partial_rho",
        "partial_low",
        "partial_high",
    ]
    assert table.frame.iloc[0]["models"] == "both libraries"
    assert set(table.frame["models"][1:]) == {"timm"}
    tested = [record for record in timm.correlations if record.result["measures"]]
    assert len(table.frame) == 1 + 7 * len(tested)


def test_figures_draw_each_architecture_and_family(build, timm):
    scatter, slopes = timm_figures_of(timm, models_frame(build))
    assert scatter.data["architecture"].nunique() == len(set(scatter.data["architecture"]))
    assert set(slopes.data["family"]) == {f"family_{one}" for one in "abcdefghij"}
    for row in slopes.data.to_dict(orient="records"):
        doublings = np.log2(row["high_bits"] / row["low_bits"])
        rise = row["high_percent"] - row["low_percent"]
        assert rise == pytest.approx(row["slope_points"] * doublings)
    assert slopes.draw().axes
