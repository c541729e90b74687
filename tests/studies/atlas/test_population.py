"""What statistics of timm are taken over, and what they find in architectures of known making."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from engine.networks.catalogue.timm_results import timm_results
from engine.studies.atlas import (
    equal_mec_analysis,
    mixed_model_analysis,
    timm_correlations_analysis,
    within_families_analysis,
)
from engine.studies.atlas.equal_mec import typical_differences
from engine.studies.atlas.population import ANY_DATA, median_architectures, own_weights
from engine.studies.atlas.within_families_analysis import common_slope
from engine.studies.study import Profile
from tests.studies.atlas.atlas_samples import timm_model, timm_source

NAMES = [
    name
    for name in dict.fromkeys(one.architecture for one in timm_results())
    if not name.startswith("test_")
]
STUDIES = (
    timm_correlations_analysis,
    within_families_analysis,
    mixed_model_analysis,
    equal_mec_analysis,
)


@pytest.fixture(scope="module")
def results():
    """Every fourth architecture with results, in twelve made-up families, of made-up sizes."""
    generator = np.random.default_rng(5)
    families = {f"family_{letter}": [] for letter in "abcdefghijkl"}
    for number, name in enumerate(NAMES[::4]):
        members = families[list(families)[number % 12]]
        size = int(generator.integers(1, 9))
        multiply_adds = int(generator.lognormal(20, 1))
        members.append(
            timm_model(name, 128 * size, parameters=10**6 * size**2, multiply_adds=multiply_adds)
        )
    return [timm_source(name, *models) for name, models in families.items()]


@pytest.fixture(scope="module")
def weights(results):
    return own_weights(results)


def test_every_set_of_weights_of_a_measured_architecture_counts_once(weights):
    published = {one.weights for one in timm_results() if one.architecture in set(NAMES[::4])}
    assert weights["weights"].is_unique
    assert set(weights["weights"]) == published


def test_heads_of_other_labels_do_not_count():
    models = [
        timm_model("resnet18", 512, labels=0),
        timm_model("resnet34", 512, labels=21843),
        {"name": "resnet50", "failure": "KeyError: no handler", "kind": "classifier"},
        timm_model("resnet101", 2048),
    ]
    found = own_weights([timm_source("resnet", *models)])
    assert set(found["architecture"]) == {"resnet101"}


def test_networks_kept_to_test_timm_itself_do_not_count():
    tiny = [timm_model("test_resnet", 64), timm_model("test_vit", 64)]
    assert {"test_resnet", "test_vit"} < {one.architecture for one in timm_results()}
    found = own_weights([timm_source("resnet", *tiny, timm_model("resnet101", 2048))])
    assert set(found["architecture"]) == {"resnet101"}
    params = {"training_data": ANY_DATA, "test_set": "top1_percent"}
    few = equal_mec_analysis.compute(params, {"atlas-timm": [timm_source("resnet", *tiny)]})
    assert (few["count"], few["groups"], few["widest"]) == (0, [], None)


def test_an_architecture_counts_once_with_its_median(weights):
    for data in (ANY_DATA, "ImageNet-1k"):
        frame = median_architectures(weights, data).set_index("architecture")
        assert frame.index.is_unique
        part = weights if data == ANY_DATA else weights[weights["training_data"] == data]
        for name in list(frame.index[:20]):
            values = part[part["architecture"] == name]["sketch_top1_percent"]
            assert frame.loc[name, "sketch_top1_percent"] == pytest.approx(np.median(values))


@pytest.mark.parametrize("module", STUDIES)
def test_each_study_goes_over_every_test_set_and_class(module):
    grid = module.STUDY.grid(Profile.QUICK)
    assert len({(one["training_data"], one["test_set"]) for one in grid}) == 24
    assert module.STUDY.reads == ("atlas-timm",)
    assert module.STUDY.data_files(grid[0])


def test_correlations_are_scipys(results, weights):
    params = {"training_data": "ImageNet-1k", "test_set": "rendition_top1_percent"}
    found = timm_correlations_analysis.compute(params, {"atlas-timm": results})
    frame = median_architectures(weights, "ImageNet-1k")
    assert found["count"] == len(frame)
    for name, described in found["measures"].items():
        expected = stats.spearmanr(frame[name], frame["rendition_top1_percent"]).statistic
        assert described["rho"]["estimate"] == pytest.approx(expected)
        assert name not in described["given"]
    rho = {name: one["rho"]["estimate"] for name, one in found["measures"].items()}
    lead = rho["parameters"] - rho["decision_layer_bits"]
    assert found["lead"]["estimate"] == pytest.approx(lead)
    assert found["measures"]["parameters"]["families_p"] is not None
    assert found["drop"] is not None
    clean = {**params, "test_set": "top1_percent"}
    assert timm_correlations_analysis.compute(clean, {"atlas-timm": results})["drop"] is None


def test_slopes_within_families_are_numpys(results, weights):
    params = {
        "training_data": ANY_DATA,
        "test_set": "top1_percent",
        "measure": "decision_layer_bits",
    }
    found = within_families_analysis.compute(params, {"atlas-timm": results})
    frame = median_architectures(weights, ANY_DATA)
    assert len(found["families"]) == 12
    for row in found["families"]:
        part = frame[frame["family"] == row["family"]]
        doublings = np.log2(part["decision_layer_bits"])
        slope = np.polyfit(doublings, part["top1_percent"], 1)[0]
        assert row["slope"] == pytest.approx(slope)
        assert row["p"] <= row["p_holm"] <= 1
    same = frame[frame["family"].isin([row["family"] for row in found["families"]])]
    levels = pd.get_dummies(same["family"]).to_numpy(dtype=float)
    design = np.column_stack([np.log2(same["parameters"]), levels])
    slope = np.linalg.lstsq(design, same["top1_percent"].to_numpy(), rcond=None)[0][0]
    assert found["same_families"]["parameters_slope"]["estimate"] == pytest.approx(slope)
    assert found["all_families"] == frame["family"].nunique()
    assert found["rising"] == sum(row["slope"] > 0 for row in found["families"])


def test_families_of_unlike_level_share_a_slope():
    """Inside each family accuracy rises by two points a doubling, between them it falls."""
    frame = pd.DataFrame(
        {
            "family": np.repeat(list("abcde"), 4),
            "doublings": [level + step for level in range(0, 50, 10) for step in range(4)],
            "accuracy": [90 - level + 2 * step for level in range(0, 50, 10) for step in range(4)],
        }
    )
    found = common_slope(frame, "accuracy")
    assert (found.estimate, found.low, found.high) == pytest.approx((2, 2, 2))


def test_a_mixed_model_finds_what_data_were_made_of(results, monkeypatch):
    generator = np.random.default_rng(7)

    def make(weights, data):
        count = 400
        frame = pd.DataFrame(2 ** generator.normal(20, 1, (count, 3)))
        frame.columns = ["decision_layer_bits", "parameters", "multiply_adds"]
        family = generator.integers(0, 40, count)
        level = generator.normal(0, 3, 40)[family]
        mec, parameters, _ = np.log2(frame.to_numpy()).T
        accuracy = 70 - 1.5 * mec + 2 * parameters + level + generator.normal(size=count)
        frame["architecture"] = [f"a{number}" for number in range(count)]
        return frame.assign(input_size_px=224.0, family=family.astype(str), top1_percent=accuracy)

    monkeypatch.setattr(mixed_model_analysis, "_observations", make)
    params = {"training_data": "ImageNet-1k", "test_set": "top1_percent"}
    found = mixed_model_analysis.compute(params, {"atlas-timm": results})
    expected = {"decision_layer_bits": -1.5, "parameters": 2.0, "multiply_adds": 0.0}
    assert set(found["terms"]) == set(expected)
    for name, slope in expected.items():
        term = found["terms"][name]
        assert term["low"] < slope < term["high"]
        assert term["high"] - term["low"] < 0.4
    assert found["residual_sd"] == pytest.approx(1, abs=0.15)
    assert found["family_sd"] == pytest.approx(3, abs=1)


def test_differences_are_those_of_all_pairs(weights):
    frame = weights[weights["training_data"] == "ImageNet-1k"].iloc[:60]
    found = typical_differences(frame, "top1_percent")
    by_pair = {}
    rows = list(frame.itertuples())
    for number, one in enumerate(rows):
        for other in rows[:number]:
            if one.architecture == other.architecture:
                kind = "one_architecture"
            else:
                equal = one.decision_layer_bits == other.decision_layer_bits
                kind = "equal_mec" if equal else "unlike_mec"
            pair = tuple(sorted((one.architecture, other.architecture)))
            square = (one.top1_percent - other.top1_percent) ** 2
            by_pair.setdefault(kind, {}).setdefault(pair, []).append(square)
    for kind, squares in by_pair.items():
        each = [np.mean(values) for values in squares.values()]
        assert found[kind].estimate == pytest.approx(np.sqrt(np.mean(each))), kind
    ratio = found["equal_mec"].estimate / found["unlike_mec"].estimate
    assert found["ratio"].estimate == pytest.approx(ratio)


def test_extremes_are_the_first_and_the_last(results, weights):
    params = {"training_data": ANY_DATA, "test_set": "top1_percent"}
    found = equal_mec_analysis.compute(params, {"atlas-timm": results})
    for row in found["groups"]:
        part = weights[weights["decision_layer_bits"] == row["decision_layer_bits"]]
        assert row["lowest"]["top1_percent"] == part["top1_percent"].min()
        assert row["highest"]["top1_percent"] == part["top1_percent"].max()
        assert row["architectures"] == part["architecture"].nunique()
    spread = weights.groupby("architecture")["top1_percent"].agg(np.ptp)
    assert found["widest"]["spread_percent"] == pytest.approx(spread.max())
    assert spread[found["widest"]["architecture"]] == pytest.approx(spread.max())


@pytest.mark.parametrize("module", STUDIES)
@pytest.mark.parametrize("names", [[], NAMES[:1], NAMES[:6]])
def test_few_architectures_leave_gaps_not_errors(module, names):
    """One architecture a family, as in the quick profile, or hardly any."""
    sources = [
        timm_source(f"family_{number}", timm_model(name, 256 * (number + 1)))
        for number, name in enumerate(names)
    ]
    for params in module.STUDY.grid(Profile.QUICK)[::5]:
        module.STUDY.compute(params, {"atlas-timm": sources})
