"""The random-intercept model is that of statsmodels, and holds where there is no variance."""

import numpy as np
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from engine.lab.random_intercept import fit_random_intercept


def make_data(level_sd, seed):
    generator = np.random.default_rng(seed)
    group = generator.integers(0, 30, 300)
    x = generator.normal(size=(300, 2)) + generator.normal(size=(30, 2))[group]
    y = 5 + x @ [2.0, -1.0] + generator.normal(0, level_sd, 30)[group] + generator.normal(size=300)
    return y, np.column_stack([np.ones(300), x]), [f"g{one}" for one in group]


@pytest.mark.parametrize("level_sd", [1.0, 3.0])
def test_it_is_the_model_of_statsmodels(level_sd):
    y, design, groups = make_data(level_sd, 4)
    ours = fit_random_intercept(y, design, groups)
    theirs = MixedLM(y, design, groups=groups).fit(reml=True)
    assert ours.coefficients == pytest.approx(theirs.fe_params, abs=1e-4)
    assert ours.group_sd == pytest.approx(np.sqrt(theirs.cov_re[0, 0]), rel=1e-3)
    assert ours.residual_sd == pytest.approx(np.sqrt(theirs.scale), rel=1e-3)


def test_errors_are_those_of_the_covariance_written_out():
    y, design, groups = make_data(2.0, 6)
    fit = fit_random_intercept(y, design, groups)
    same = np.equal.outer(groups, groups)
    covariance = fit.residual_sd**2 * np.eye(300) + fit.group_sd**2 * same
    information = design.T @ np.linalg.solve(covariance, design)
    expected = np.sqrt(np.diag(np.linalg.inv(information)))
    assert fit.standard_errors == pytest.approx(expected)
    interval = fit.interval(1)
    assert interval.high - interval.low == pytest.approx(2 * 1.959964 * expected[1])
    assert fit.p(1) < 0.05 < 1
    assert interval.low < 2 < interval.high


def test_without_variance_between_groups_it_is_least_squares():
    generator = np.random.default_rng(1)
    design = np.column_stack([np.ones(40), generator.normal(size=40)])
    y = design @ [1.0, 2.0] + np.tile([-1.0, 1.0], 20)  # every pair of a group cancels
    groups = [str(number // 2) for number in range(40)]
    fit = fit_random_intercept(y, design, groups)
    assert fit.group_sd == 0
    assert fit.coefficients == pytest.approx(np.linalg.lstsq(design, y)[0])


def test_groups_of_one_leave_a_model():
    y, design, _ = make_data(1.0, 2)
    fit = fit_random_intercept(y, design, [str(number) for number in range(300)])
    assert np.isfinite(fit.standard_errors).all()


@pytest.mark.parametrize(
    ("y", "design"),
    [([1.0], np.ones((1, 1))), ([1.0, 2.0, 3.0, 5.0], np.ones((4, 2)))],
)
def test_a_design_that_cannot_be_told_apart_is_refused(y, design):
    with pytest.raises(ValueError, match="leave columns out"):
        fit_random_intercept(y, design, ["a", "a", "b", "b"][: len(y)])
