from math import exp, isnan, log

import numpy as np
import pytest
from scipy import stats

from engine.lab.small_samples import (
    bootstrap_interval,
    doubling_factor,
    geometric_mean_interval,
    sign_flip_p,
    smallest_sign_flip_p,
    widen,
)
from engine.lab.statistics import Interval, holm


@pytest.mark.parametrize("count", [1, 4, 8])
def test_differences_of_one_sign_give_the_smallest_p(count):
    assert sign_flip_p([0.1 * (i + 1) for i in range(count)]) == smallest_sign_flip_p(count)
    assert smallest_sign_flip_p(count) == 2 / 2**count


def test_sign_flips_agree_with_scipy():
    differences = np.random.default_rng(1).normal(0.4, 1, 9)
    found = stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", n_resamples=np.inf
    )
    assert sign_flip_p(differences) == pytest.approx(found.pvalue)


def test_many_differences_are_sampled():
    generator = np.random.default_rng(2)
    assert sign_flip_p(generator.normal(2, 1, 40)) == smallest_sign_flip_p(40)
    differences = generator.normal(0.2, 1, 40)
    assert sign_flip_p(differences) == pytest.approx(stats.ttest_1samp(differences, 0).pvalue, 0.2)


def test_no_difference_is_no_evidence():
    assert sign_flip_p([0, 0, 0]) == 1


def test_the_bootstrap_of_a_mean_is_near_the_t_interval():
    values = np.random.default_rng(3).normal(5, 2, 60)
    found = bootstrap_interval(values, lambda drawn: drawn.mean(axis=-1))
    half = stats.sem(values) * 1.96
    assert found.estimate == pytest.approx(values.mean())
    assert (found.low, found.high) == pytest.approx(
        (values.mean() - half, values.mean() + half), 0.02
    )
    assert found == bootstrap_interval(values, lambda drawn: drawn.mean(axis=-1))


def test_two_values_have_no_bootstrap():
    found = bootstrap_interval(np.array([1.0, 3.0]), lambda drawn: drawn.mean(axis=-1))
    assert found.estimate == 2
    assert isnan(found.low)


def test_ratios_are_averaged_on_their_logarithms():
    found = geometric_mean_interval([0.5, 2, 0.25, 4])
    assert found.estimate == pytest.approx(1)
    assert found.low == pytest.approx(1 / found.high)


def test_a_ratio_that_grows_as_a_power_is_recognised():
    sizes = [5, 10, 20, 40, 80]
    found = doubling_factor(sizes, [0.3 * size ** log(1.2, 2) for size in sizes])
    assert (found.low, found.estimate, found.high) == pytest.approx((1.2, 1.2, 1.2))
    assert isnan(doubling_factor([5, 5, 5], [1, 2, 3]).estimate)
    assert isnan(doubling_factor([5, 6], [1, 2]).low)


def test_an_interval_for_many_is_wider():
    one = Interval(2.0, 2 * exp(-0.2), 2 * exp(0.2))
    assert widen(one, 1).high == pytest.approx(one.high)
    assert widen(one, 20).high == pytest.approx(2 * exp(0.2 * stats.norm.isf(0.00125) / 1.959964))


def test_a_test_that_could_not_be_computed_is_not_counted():
    assert holm([0.02, float("nan")])[0] == 0.02
    assert isnan(holm([0.02, float("nan")])[1])


def test_no_differences_at_all_are_refused():
    with pytest.raises(ValueError, match="at least one difference"):
        sign_flip_p([])
