"""The tables of series: their rows equal the records, and they stand where there is nothing."""

import numpy as np
import pandas as pd
import pytest

from engine.site.references import Bibliography
from engine.studies.series.controls import shortfall_frame, teachers_frame
from engine.studies.series.controls_list import Control
from engine.studies.series.effort import budget_frame, given_up_frame, growth_frame
from engine.studies.series.effort_tables import (
    controls_table,
    effort_table,
    given_up_table,
    growth_table,
    teachers_table,
)
from engine.studies.series.network_tables import ROLES, family_table, memorised_table
from engine.studies.series.networks import family_reasons
from engine.studies.series.predictors import PREDICTORS
from engine.studies.series.published import published_capacities, published_capacity
from engine.studies.series.published_table import find_ours, published_table
from engine.studies.series.reading_tables import (
    BY_ACTIVATION,
    POOLED,
    law_table,
    predictions_frame,
    readings_table,
)
from engine.studies.study import Profile
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_sizes import parse_sizes
from tests import ROOT
from tests.studies.series.series_samples import (
    make_all,
    make_control,
    make_effort,
    make_given_up,
    make_networks,
    make_teachers,
)
from tests.studies.series.test_fit_findings import make_law

NETWORKS = {
    ("4-4-4-1", "tanh"): 70.0,
    ("4-4-2-4-1", "relu"): 50.0,
    ("4-4-4-1", "step"): 30.0,
    ("1-8-1", "relu"): 17.0,
}
WIDE = ("4-4-4-4-1", "relu")
KNOWN = [9, 9, 10, 10, 11, 11, 12, 12]


@pytest.fixture(scope="module")
def networks():
    return make_networks(NETWORKS)


@pytest.fixture(scope="module")
def fits():
    return make_all()["series-readings-fits"][0].result


@pytest.fixture(scope="module")
def quick():
    records = make_all(Profile.QUICK)
    return {name: records[name][0].result for name in ("series-readings-fits", "series-law-fits")}


def rows_of(table, *names):
    return {
        tuple(row[name] for name in names): row for row in table.frame.to_dict(orient="records")
    }


def test_what_a_network_memorised_stands_beside_its_counts(networks):
    records, frame = networks
    table = memorised_table(frame, records)
    rows = rows_of(table, "network", "activation")
    assert set(rows) == set(NETWORKS)
    for (network, activation), points in NETWORKS.items():
        row, sizes = rows[network, activation], parse_sizes(network)
        assert row["n50"] == pytest.approx(points, rel=0.01)
        assert row["n50_low"] < row["n50"] < row["n50_high"]
        assert row["n95_low"] < row["n95"] < row["n95_high"] < row["n50_high"]
        for reading in Reading:
            assert row[f"{reading.value}_bits"] == stack_capacity(sizes, reading)
        assert row["parameters"] == row["all_parameters_bits"]
        assert row["points_per_parameter"] == row["n50"] / row["parameters"]
    assert rows["4-4-4-1", "step"]["role"] == "bounded by theory"
    assert rows["1-8-1", "relu"]["role"] == "exact answer known"
    assert rows["4-4-4-1", "tanh"]["role"] == "fitted"
    cells = dict(zip([one.name for one in table.columns], table.formatted_rows()[0], strict=True))
    assert cells["most_points"] == "–"
    assert cells["converged"] == "yes"


def test_a_network_that_grew_is_marked():
    records, frame = make_networks({("4-4-4-1", "tanh"): 70.0}, growth=1.05)
    (row,) = memorised_table(frame, records).frame.to_dict(orient="records")
    assert row["converged"] == "no"
    assert row["growth_percent"] == pytest.approx(5)


def test_every_count_with_a_factor_is_a_column_under_its_name(networks):
    records, frame = networks
    labels = {one.name: one.label for one in memorised_table(frame, records).columns}
    for one in PREDICTORS:
        if one.is_fitted:
            assert labels[f"{one.key}_bits"].lower() == one.label.lower()
            assert labels[f"{one.key}_bits"][0].isupper()
    assert labels["functional_sum_bits"] == "Baldi and Vershynin's sum"
    assert labels["jacobian_rank_bits"] == "Rank of the Jacobian"


def test_every_role_has_its_words(networks):
    _, frame = networks
    assert set(frame["role"]) <= set(ROLES)
    assert len(set(ROLES.values())) == len(ROLES)


def test_families_count_their_networks_once_for_each_activation(networks):
    records, frame = networks
    families = frame.assign(family=["equal widths", "bottleneck", "equal widths", "bottleneck"])
    table = family_table(families, records)
    rows = rows_of(table, "family")
    assert set(rows) == {("equal widths",), ("bottleneck",)}
    row = rows[("equal widths",)]
    assert (row["networks"], row["activations"]) == (2, "step, tanh")
    assert (row["smallest_parameters"], row["largest_parameters"]) == (45, 45)
    row = rows[("bottleneck",)]
    assert (row["narrowest_layers"], row["hidden_layers"]) == ("2 to 8", "1 to 3")
    assert (row["smallest_parameters"], row["largest_parameters"]) == (25, 47)
    assert row["why"] == family_reasons()["bottleneck"]


def test_a_reading_is_a_row_for_each_way_to_fit_it(fits):
    table = readings_table(fits, [])
    fitted = [one for one in PREDICTORS if one.is_fitted]
    by_scope = table.frame["factors"].value_counts().to_dict()
    assert by_scope == {BY_ACTIVATION: len(fitted), POOLED: len(fitted), "stated": 2}
    assert not table.frame.duplicated(["reading", "factors"]).any()
    ranked = table.frame[table.frame["factors"] != POOLED]
    assert ranked["error_percent"].is_monotonic_increasing
    by_key = {one["key"]: one for one in fits["predictors"]}
    assert ranked.iloc[0]["reading"] == by_key[fits["best"]]["label"]


def test_factors_and_errors_are_found_again_from_the_networks(fits):
    frame = pd.DataFrame(fits["networks"])
    fitted = frame[(frame["role"] == "fitted") & frame["activation"].isin(["tanh", "relu"])]
    logs = np.log(fitted["label_bits"] / fitted["all_parameters"])
    rows = rows_of(readings_table(fits, []), "reading", "factors")
    row, pooled = (rows["all parameters", scope] for scope in (BY_ACTIVATION, POOLED))
    for name in ("tanh", "relu"):
        mean = np.exp(logs[fitted["activation"] == name].mean())
        assert row[f"factor_{name}"] == pytest.approx(mean)
        assert pooled[f"factor_{name}"] == pytest.approx(np.exp(logs.mean()))
    errors = []
    for index, one in fitted.iterrows():
        others = (fitted["family"] != one["family"]) & (fitted["activation"] == one["activation"])
        errors.append(logs[index] - logs[others].mean())
    assert row["error_percent"] == pytest.approx(
        100 * np.expm1(np.sqrt(np.mean(np.square(errors))))
    )
    assert row["worst_percent"] == pytest.approx(100 * np.expm1(max(np.abs(errors))))
    assert row["networks"] == len(fitted)
    stated = rows["two points a parameter", "stated"]
    off = np.sqrt(np.mean((logs - np.log(2)) ** 2))
    assert stated["error_percent"] == pytest.approx(100 * np.expm1(off))
    assert stated["factor_tanh"] == stated["factor_relu"] == 2


def test_predictions_stand_beside_what_was_measured(fits):
    frame = predictions_frame(fits)
    measured = {(one["network"], one["activation"]): one["n50"] for one in fits["networks"]}
    assert not frame.duplicated(["key", "network", "activation"]).any()
    for row in frame.to_dict(orient="records"):
        assert row["measured_points"] == measured[row["network"], row["activation"]]
    stated = frame[frame["key"] == "two_a_parameter"]
    for row in stated.to_dict(orient="records"):
        sizes = parse_sizes(row["network"])
        two = 2 * stack_capacity(sizes, Reading.ALL_PARAMETERS) / sizes[-1]
        assert row["predicted_points"] == pytest.approx(two)


def test_few_networks_leave_cells_empty(quick):
    fits = quick["series-readings-fits"]
    table = readings_table(fits, [])
    assert len(table.formatted_rows()) == 2 * sum(one.is_fitted for one in PREDICTORS) + 2
    law = law_table(quick["series-law-fits"], [])
    assert quick["series-law-fits"]["reason"]
    assert law.formatted_rows() == [[quick["series-law-fits"]["reason"], "–", "–", "–"]]


def test_the_law_is_a_row_a_number():
    span = {"low": 0.1, "high": 0.9}
    intercepts = {"tanh": {"estimate": 0.7} | span, "relu": {"estimate": 0.5} | span}
    terms = [{"name": "narrowest", "label": "narrowest layer", "estimate": -0.12} | span]
    rows = rows_of(law_table(make_law(intercepts=intercepts, terms=terms), []), "term")
    assert rows[("factor with tanh",)]["exponent"] == pytest.approx(np.exp(0.7))
    assert rows[("factor with tanh",)]["exponent_low"] == pytest.approx(np.exp(0.1))
    assert rows[("exponent of narrowest layer",)]["exponent"] == -0.12
    assert rows[("exponent of narrowest layer",)]["exponent_high"] == 0.9
    assert rows[("shape of the size (throttled sum)",)]["exponent"] == 2.0
    assert len(rows) == 4
    unknown = {name: one | {"low": None, "high": None} for name, one in intercepts.items()}
    fixed = {"estimate": 1.0, "low": 1.0, "high": 1.0, "least": 1.0, "most": 1.0}
    table = law_table(make_law(intercepts=unknown, terms=[], shape=fixed), [])
    assert table.formatted_rows() == [
        ["factor with tanh", "2.01", "–", "–"],
        ["factor with relu", "1.65", "–", "–"],
    ]


def test_effort_is_over_the_standard():
    record = make_effort("4-4-1", "tanh", {1: 40, 4: 50, 16: 60})
    rows = rows_of(effort_table(budget_frame([record]), [record]), "restarts")
    assert rows[(16,)]["ratio"] == 1
    assert rows[(1,)]["ratio"] == pytest.approx(40 / 60, rel=0.02)
    table = growth_table(growth_frame([record]), [record])
    (row,) = table.frame.to_dict(orient="records")
    assert row["restarts_percent"] == pytest.approx(100 * 5 / 60, rel=0.05)
    assert row["extrapolated"] == pytest.approx(60 + 10 * 5, rel=0.05)
    assert table.formatted_rows()[0][4] == "–"


def test_what_training_lacks_is_one_less_its_ratio():
    short = make_control("1-4-1", "step", Control.LINE, KNOWN, [8] * 8)
    floor = make_control("4-1-8-1", "relu", Control.PROJECTION, KNOWN, [20] * 8)
    frame = shortfall_frame([short, floor])
    rows = rows_of(controls_table(frame, [short, floor]), "network")
    for row in rows.values():
        share = row["trained_n50"] / row["exact_n50"]
        assert row["lacking_percent"] == pytest.approx(100 * (1 - share))
        assert row["lacking_percent_low"] <= row["lacking_percent"] <= row["lacking_percent_high"]
    assert rows[("1-4-1",)]["lacking_percent"] > 0 > rows[("4-1-8-1",)]["lacking_percent"]
    assert rows[("1-4-1",)]["exact"] == "exact"
    assert rows[("4-1-8-1",)]["exact"] == "at least"


def test_students_are_shares_of_their_teachers():
    records = [
        make_teachers("4-4-1", "tanh", 18),
        make_teachers("4-4-4-1", "relu", 0, teachers=0),
    ]
    table = teachers_table(teachers_frame(records), records)
    rows = rows_of(table, "network", "points")
    assert rows["4-4-1", 58]["fitted_percent"] == pytest.approx(75)
    assert 50 < rows["4-4-1", 58]["fitted_percent_low"] < 75
    assert rows["4-4-1", 87]["fitted_percent"] == 0
    assert table.formatted_rows()[2][-3:] == ["–", "–", "–"]


def test_networks_given_up_are_counted():
    record = make_given_up(100, 3)
    table = given_up_table(given_up_frame([record]), [record])
    assert table.formatted_rows() == [
        ["4-4-1", "tanh", "58", "400", "100", "103", "24", "12", "13"]
    ]


@pytest.mark.parametrize(
    ("make_table", "make_frame"),
    [
        (effort_table, budget_frame),
        (growth_table, growth_frame),
        (given_up_table, given_up_frame),
        (controls_table, shortfall_frame),
        (teachers_table, teachers_frame),
    ],
)
def test_no_records_are_no_rows(make_table, make_frame):
    table = make_table(make_frame([]), [])
    assert table.formatted_rows() == []
    assert table.to_csv().count("\n") == 1


def test_ours_is_what_was_measured_side_by_side():
    points = {(f"{inputs}-8-1", "relu"): 20.0 * inputs for inputs in (1, 4, 6)}
    points |= {("4-8-1", "tanh"): 99.0, ("4-7-1", "relu"): 88.0}
    _, frame = make_networks(points)
    _, wide = make_networks({WIDE: 100.0}, family="Geiger and others")
    ours = find_ours(pd.concat([frame, wide], ignore_index=True), 2.1)
    assert set(ours) == {
        "friedland-mk-1", "friedland-mk-4", "geiger-transition", "tree-relu",
    }  # fmt: skip
    assert ours["friedland-mk-4"] == pytest.approx(80, rel=0.01)
    assert ours["tree-relu"] == 2.1
    assert find_ours(frame, None).keys() == {"friedland-mk-1", "friedland-mk-4"}


def test_a_degree_of_freedom_leaves_out_a_parameter_a_neuron():
    """So is theirs counted, see the published row: 51-51-51-51-1 has 7,854 of them."""
    assert published_capacity("geiger-transition").unit == "points per degree of freedom"
    _, frame = make_networks({WIDE: 100.0}, family="Geiger and others")
    weights = 3 * 4 * 4 + 4
    expected = frame["n50"].iloc[0] / weights
    assert find_ours(frame, None)["geiger-transition"] == pytest.approx(expected)
    theirs = published_capacity("geiger-freedom").value
    assert theirs == 3 * 51 * 51 + 51


def test_every_published_row_is_there_with_its_ratio():
    ours = {"friedland-mk-1": 19.5, "tree-relu": 2.0, "geiger-depth": 1.0}
    table = published_table(ours, {"geiger-lowest": "16-16-1"}, [])
    rows = table.frame.to_dict(orient="records")
    assert len(rows) == len(published_capacities())
    bibliography = Bibliography(ROOT / "docs" / "references.bib")
    for row, one in zip(rows, published_capacities(), strict=True):
        assert row["address"] == f"references/#{row['source']}"
        assert bibliography.cite(row["source"])
        assert row["quantity"]
        assert (row["same_quantity"] == "no") == one.notion_differs
        if one.name in ours and one.value:
            assert row["ratio"] * one.value == pytest.approx(ours[one.name])
        else:
            assert row["ratio"] is None or np.isnan(row["ratio"])
    elsewhere = published_table({"geiger-lowest": 9.0}, {"geiger-lowest": "16-16-1"}, []).frame
    (row,) = elsewhere[elsewhere["ours"].notna()].to_dict(orient="records")
    assert (row["our_network"], row["network"]) == ("16-16-1", "51-51-51-51-1")
    assert row["ratio"] is None or np.isnan(row["ratio"])
    known = [row for row in rows if row["ours"] is not None and not np.isnan(row["ours"])]
    assert len(known) == 3
    assert known[0]["ratio"] == pytest.approx(1.5)
