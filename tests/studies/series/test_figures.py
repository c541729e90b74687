"""The figures of series: every network is drawn once, where its numbers say."""

import numpy as np
import pandas as pd
import pytest

from engine.exhibits.activation_names import say_activation
from engine.exhibits.drawing.style import MARKERS, SERIES_COLOURS, style
from engine.studies.series.curves import curves_figure
from engine.studies.series.figures import (
    ACTIVATIONS,
    narrowest_figure,
    predicted_figure,
    residual_figure,
)
from engine.theory.activation import Activation
from tests.studies.series.series_samples import make_networks, make_two_layers, spread_ends

NETWORKS = {
    ("4-4-4-1", "tanh"): 70.0,
    ("4-4-2-4-1", "relu"): 50.0,
    ("4-4-4-1", "step"): 30.0,
    ("1-8-1", "relu"): 17.0,
}
RECORDS, FRAME = make_networks(NETWORKS)


def draw(figure):
    with style():
        return figure.draw()


def marks(axes):
    """What each marked artist says, and its points."""
    return {
        line.get_gid().removeprefix("mark:"): line.get_xydata().tolist()
        for line in axes.get_lines()
        if line.get_gid()
    }


def intervals(axes):
    """Where each upright line without a name stands, from where to where."""
    return [
        [float(line.get_xdata()[0]), *map(float, line.get_ydata())]
        for line in axes.get_lines()
        if not line.get_gid() and len(line.get_xdata()) == 2 and len(set(line.get_xdata())) == 1
    ]


def predictions(keys=("a", "b", "c", "d")):
    return pd.DataFrame(
        [
            {
                "key": key,
                "network": network,
                "activation": activation,
                "predicted_points": 40.0 + place,
                "measured_points": points,
                "converged": True,
                "measured_low": 0.9 * points,
                "measured_high": 1.2 * points,
            }
            for place, key in enumerate(keys)
            for (network, activation), points in NETWORKS.items()
            if activation != "step"
        ]
    )


def test_each_activation_has_its_own_look():
    assert set(ACTIVATIONS) == {one.value for one in Activation}
    drawing = draw(narrowest_figure(FRAME, RECORDS))
    looks = {
        line.get_gid().split(", ")[1].split(":")[0]: (line.get_color(), line.get_marker())
        for line in drawing.axes[0].get_lines()
        if line.get_gid()
    }
    assert len(set(looks.values())) == len(looks) == 3
    assert looks["step"] == (SERIES_COLOURS[2], MARKERS[2])


def test_predictions_are_a_panel_each_with_the_diagonal():
    labels = {"a": "rank of the Jacobian", "b": "all parameters", "d": "running minimum"}
    figure = predicted_figure(predictions(), labels, RECORDS)
    assert set(figure.data["key"]) == set(labels)
    drawing = draw(figure)
    panels = [one for one in drawing.axes if one.axison]
    titles = [one.get_title(loc="left") for one in panels]
    assert titles == ["Rank of the Jacobian", "All parameters", "Running minimum"]
    for place, panel in zip((0, 1, 3), panels, strict=True):
        drawn = marks(panel)
        assert len(drawn) == 3
        assert drawn[f"4-4-4-1, tanh: {40 + place} predicted, 70 memorised (63 to 84)"] == [
            [40.0 + place, 70.0]
        ]
        assert [40.0 + place, 63.0, 84.0] in intervals(panel)
        assert panel.get_xscale() == panel.get_yscale() == "log"
        (diagonal,) = [
            line
            for line in panel.get_lines()
            if not line.get_gid() and len(set(line.get_xdata())) == 2
        ]
        ends = diagonal.get_xydata()
        assert (ends[:, 0] == ends[:, 1]).all()
        assert ends[0, 0] < 17
        assert ends[1, 0] > 70


def test_what_has_no_prediction_is_not_drawn():
    frame = predictions().assign(predicted_points=np.nan)
    frame.loc[0, "predicted_points"] = 40.0
    figure = predicted_figure(frame, {"a": "a", "b": "b"}, RECORDS)
    assert len(figure.data) == 1
    assert sum(len(marks(panel)) for panel in draw(figure).axes) == 1


def test_no_predictions_are_empty_panels():
    figure = predicted_figure(predictions().iloc[:0], {"a": "a"}, RECORDS)
    assert sum(len(marks(panel)) for panel in draw(figure).axes) == 0


def test_the_narrowest_layer_is_drawn_beside_labels_a_parameter():
    figure = narrowest_figure(FRAME, RECORDS)
    assert "1-8-1" not in set(figure.data["network"])
    (axes,) = draw(figure).axes
    drawn = marks(axes)
    assert len(drawn) == len(figure.data) == 3
    for row in figure.data.to_dict(orient="records"):
        (points,) = [
            one for text, one in drawn.items()
            if text.startswith(f"{row['network']}, {say_activation(row['activation'])}:")
        ]  # fmt: skip
        ((x, y),) = points
        assert x == pytest.approx(row["narrowest"], rel=0.07)
        assert y == row["points_per_parameter"]
        network = FRAME.set_index(["network", "activation"]).loc[row["network"], row["activation"]]
        ends = [y * network[f"n50_{end}"] / network["n50"] for end in ("low", "high")]
        assert [x, *map(pytest.approx, ends)] in intervals(axes)
    assert [one.get_text() for one in axes.get_legend().get_texts()] == list(
        map(say_activation, ACTIVATIONS)
    )
    lines = [one for one in axes.get_lines() if list(one.get_ydata()) == [2, 2]]
    assert len(lines) == 1


def test_a_curve_is_the_share_of_trials_that_reach_as_far():
    figure = curves_figure(FRAME, RECORDS)
    (label,) = set(figure.data["label"])
    network, activation = "4-4-4-1", "tanh"
    assert label == f"bottleneck: {network}, {activation}"
    reached = [one for one, _ in spread_ends(NETWORKS[network, activation])]
    for row in figure.data.to_dict(orient="records"):
        over = sum(one > row["points"] for one in reached)
        assert row["share"] == over / len(reached)
        assert row["points_a_parameter"] == row["points"] / 45
    (axes,) = draw(figure).axes
    (curve,) = [one for one in axes.get_lines() if one.get_gid()]
    assert curve.get_drawstyle() == "steps-post"
    xy = curve.get_xydata()
    assert xy[0].tolist() == [0, 100]
    assert xy[-1, 1] == 0
    assert (np.diff(xy[:, 1]) < 0).all()
    n50 = FRAME.loc[0, "n50"] / 45
    assert xy[xy[:, 1] > 50][-1, 0] < n50 * 1.03
    assert xy[xy[:, 1] < 50][0, 0] > n50 * 0.97


def test_a_curve_of_each_family_is_of_the_network_nearest_to_a_size():
    more = {("8-8-2-8-1", "tanh"): 180.0, ("4-4-1-4-1", "tanh"): 50.0, ("2-2-2-1", "tanh"): 20.0}
    others, other_frame = make_networks(more, family="funnel")
    flat = make_two_layers("4-8-1", "tanh", 90.0)
    flat_frame = FRAME.iloc[:1].assign(
        network="4-8-1", family="two layers, one output", parameters=49, inputs=4
    )
    frame = pd.concat([FRAME, other_frame, flat_frame], ignore_index=True)
    figure = curves_figure(frame, [*RECORDS, *others, flat])
    chosen = figure.data.drop_duplicates("label")
    assert chosen["network"].tolist() == ["4-4-4-1", "4-4-1-4-1", "4-8-1"]
    assert len(draw(figure).axes[0].get_legend().get_texts()) == 3


def residuals():
    return pd.DataFrame(
        [
            {
                "network": network,
                "activation": activation,
                "family": "bottleneck",
                "parameters": 40,
                "log_error": error,
                "converged": True,
                "n50": 50.0,
                "n50_low": 40.0,
                "n50_high": 60.0,
            }
            for (network, activation), error in zip(NETWORKS, (0.1, -0.2, 0.0, 0.3), strict=True)
        ]
    )


def test_residuals_are_ratios():
    (axes,) = draw(residual_figure(residuals(), RECORDS)).axes
    drawn = marks(axes)
    assert len(drawn) == 4
    for name, error, said in (
        ("4-4-4-1, tanh", 0.1, "1.11 (0.88 to 1.33)"),
        ("4-4-2-4-1, ReLU", -0.2, "0.82 (0.65 to 0.98)"),
    ):
        ratio = np.exp(error)
        assert drawn[f"{name} (bottleneck): {said}"] == [[40, pytest.approx(ratio)]]
        ends = [pytest.approx(0.8 * ratio), pytest.approx(1.2 * ratio)]
        assert [40.0, *ends] in intervals(axes)
    assert axes.get_legend() is not None


def test_no_law_has_no_residuals():
    (axes,) = draw(residual_figure(residuals().iloc[:0], RECORDS)).axes
    assert marks(axes) == {}
    assert axes.get_legend() is None


def test_a_network_that_has_not_converged_is_hollow_and_says_so():
    frame = residuals()
    frame.loc[1, "converged"] = False
    (axes,) = draw(residual_figure(frame, RECORDS)).axes
    named = [line for line in axes.get_lines() if line.get_gid()]
    hollow = [line.get_gid() for line in named if line.get_fillstyle() == "none"]
    assert len(named) == 4
    assert len(hollow) == 1
    assert hollow[0].endswith("0.82 (0.65 to 0.98); not converged")
