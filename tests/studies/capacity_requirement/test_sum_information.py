"""What a sum says about a class, where the answer is known."""

import numpy as np
import pytest

from engine.studies.capacity_requirement.sum_information import measure_sum_information


def test_a_sum_that_is_the_class_says_all_of_it():
    labels = np.arange(10_000) % 4
    found = measure_sum_information(labels * 10.0, labels, bins=100)
    assert found.bits == pytest.approx(2, abs=0.01)
    assert found.best_auc == 1


def test_a_sum_at_random_says_nothing():
    generator = np.random.default_rng(1)
    labels = generator.integers(0, 10, 20_000)
    found = measure_sum_information(generator.normal(size=20_000), labels)
    assert found.bits < 0.005
    assert found.bias_bits == pytest.approx(99 * 9 / (2 * 20_000 * np.log(2)))
    assert found.best_auc < 0.53


def test_two_shifted_normals_agree_with_the_integral():
    """Information of a fair label seen through noise, by quadrature; AUC is Phi(d / sqrt 2)."""
    shift = 2.0
    generator = np.random.default_rng(2)
    labels = generator.integers(0, 2, 200_000)
    found = measure_sum_information(generator.normal(size=labels.size) + shift * labels, labels)
    x = np.linspace(-8, 10, 20_001)
    first, second = (np.exp(-((x - mean) ** 2) / 2) / np.sqrt(2 * np.pi) for mean in (0, shift))
    mixed = (first + second) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = sum(
            np.trapezoid(np.nan_to_num(p * np.log2(p / mixed)), x) / 2 for p in (first, second)
        )
    assert found.bits == pytest.approx(exact, abs=0.005)
    assert found.best_auc == pytest.approx(0.9214, abs=0.002)


@pytest.mark.parametrize(("sums", "labels"), [([1.0] * 200, [0] * 200), ([1.0, 2.0], [0, 1])])
def test_too_little_data_is_refused(sums, labels):
    with pytest.raises(ValueError, match="two classes and 100 instances are needed"):
        measure_sum_information(sums, labels)
