"""Each measure on features of which the answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.studies.embedding import measures


def draw(rows, columns, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, columns))


def test_even_independent_bits_are_a_bit_each():
    bits = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)], dtype=bool)
    assert measures.marginal_bits(bits) == pytest.approx(3)
    assert measures.joint_bits(bits) == pytest.approx(3)


def test_features_that_go_together_count_twice_in_the_bound_alone():
    bits = np.array([[0, 0], [1, 1]] * 8, dtype=bool)
    assert measures.marginal_bits(bits) == pytest.approx(2)
    assert measures.joint_bits(bits) == pytest.approx(1)


@given(arrays(bool, st.tuples(st.integers(1, 40), st.integers(1, 12))))
def test_the_joint_entropy_is_within_its_bounds(bits):
    joint = measures.joint_bits(bits)
    assert -1e-9 <= joint <= measures.marginal_bits(bits) + 1e-9
    assert joint <= np.log2(len(bits)) + 1e-9


def test_rows_that_differ_say_how_many_they_are():
    bits = measures.binarise(draw(64, 200))
    assert measures.joint_bits(bits) == pytest.approx(6)


def test_features_are_cut_at_their_means():
    features = np.array([[0.0, 5.0], [0.0, 5.0], [3.0, 5.0]])
    np.testing.assert_array_equal(measures.binarise(features), [[0, 0], [0, 0], [1, 0]])


def test_noise_takes_its_bytes_and_constants_next_to_nothing():
    rows = 2_000
    noise = np.random.default_rng(1).uniform(size=(rows, 10))
    assert measures.compressed_bits(noise) == pytest.approx(80, rel=0.03)
    assert measures.compressed_bits(np.ones((rows, 10))) < 1
    assert measures.compressed_bits(np.repeat(noise[:, :1], 10, axis=1)) < 30


def test_the_scale_of_a_feature_does_not_change_what_it_takes():
    features = draw(500, 6)
    scaled = features * np.array([1, 2, 4, 8, 16, 32.0]) + 3
    assert measures.compressed_bits(scaled) == pytest.approx(
        measures.compressed_bits(features), rel=0.01
    )


@pytest.mark.parametrize("shape", [(4000, 5), (6, 4000)], ids=["tall", "wide"])
def test_as_many_directions_as_are_alike(shape):
    """Independent features of one variance; of n rows n - 1 directions are left."""
    spectrum = measures.find_spectrum(draw(*shape))
    assert spectrum.sum() == pytest.approx(1)
    assert measures.participation_ratio(spectrum) == pytest.approx(5, rel=0.02)
    assert measures.spectral_entropy_bits(spectrum) == pytest.approx(np.log2(5), rel=0.02)


def test_one_direction_is_one():
    line = np.outer(draw(100, 1)[:, 0], [1.0, -2.0, 3.0])
    spectrum = measures.find_spectrum(line)
    assert measures.participation_ratio(spectrum) == pytest.approx(1)
    assert measures.spectral_entropy_bits(spectrum) == pytest.approx(0, abs=1e-9)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=30))
def test_the_ratio_is_no_more_than_the_entropy_counts(weights):
    spectrum = np.array(weights) / sum(weights)
    ratio = measures.participation_ratio(spectrum)
    assert 1 - 1e-9 <= ratio <= 2 ** measures.spectral_entropy_bits(spectrum) * (1 + 1e-9)
    assert 2 ** measures.spectral_entropy_bits(spectrum) <= len(weights) * (1 + 1e-9)


def test_features_that_do_not_vary_have_no_directions():
    with pytest.raises(ValueError, match="no feature varies"):
        measures.find_spectrum(np.ones((5, 3)))


def test_a_perfect_reader_finds_the_entropy_of_the_labels():
    labels = np.repeat(np.arange(10), 1000)
    found = measures.mutual_information_bits(labels, labels)
    assert found == pytest.approx(np.log2(10), abs=0.002)


def test_chance_tells_nothing_once_its_bias_is_taken_away():
    generator = np.random.default_rng(3)
    found = [
        measures.mutual_information_bits(*generator.integers(0, 10, size=(2, 500)))
        for _ in range(200)
    ]
    assert abs(np.mean(found)) < 0.01  # 81 / (1000 ln 2) = 0.12 without the correction


def test_the_reader_finds_a_rule_that_is_linear_and_none_that_is_not():
    generator = np.random.default_rng(4)
    features = generator.normal(size=(4000, 6))
    linear = (features[:, 0] + features[:, 1] > 0).astype(int)
    crossed = (features[:, 0] * features[:, 1] > 0).astype(int)
    for labels, least, most in ((linear, 0.8, 1.0), (crossed, -0.01, 0.02)):
        read = measures.read_linearly(features[:2000], labels[:2000], features[2000:], 2)
        assert least <= measures.mutual_information_bits(labels[2000:], read) <= most


def test_a_feature_that_does_not_vary_is_no_fault():
    features = np.hstack([draw(50, 2), np.ones((50, 1))])
    labels = (features[:, 0] > 0).astype(int)
    read = measures.read_linearly(features, labels, features, 2)
    assert (read == labels).mean() > 0.8
