from fractions import Fraction
from itertools import pairwise
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.theory.compression import chain_compression, compression_in_bits, stage_compression

amounts = st.integers(1, 10**12)
chains = st.lists(amounts, min_size=2, max_size=10)


@given(chains)
def test_a_chain_telescopes(chain):
    assert chain_compression(chain) == Fraction(chain[0], chain[-1])


@given(chains, st.lists(amounts, max_size=5))
def test_stages_in_between_change_nothing(chain, between):
    assert chain_compression([chain[0], *between, chain[-1]]) == chain_compression(chain)


@given(chains, chains)
def test_chains_in_series_multiply(first, second):
    joined = [*first, *second]
    bridge = stage_compression(first[-1], second[0])
    assert chain_compression(joined) == (
        chain_compression(first) * bridge * chain_compression(second)
    )


@given(amounts, amounts)
def test_there_and_back_is_one(first, second):
    assert stage_compression(first, second) * stage_compression(second, first) == 1
    assert chain_compression([first, second, first]) == 1


@given(amounts, amounts, st.integers(1, 64), st.integers(1, 64))
def test_bits_scale_elements(entering, leaving, bits_in, bits_out):
    in_bits = compression_in_bits(
        entering, leaving, bits_per_input=bits_in, bits_per_output=bits_out
    )
    assert in_bits == stage_compression(entering, leaving) * Fraction(bits_in, bits_out)


def test_g_is_exact_where_floats_are_not():
    assert chain_compression([10**30 + 1, 3, 10**30]) == Fraction(10**30 + 1, 10**30)


def test_resnet50v2_in_its_three_conventions():
    elements = (224 * 224 * 3, 2048)
    assert stage_compression(*elements) == Fraction(147, 2)
    for bits_out, expected in ((32, 18.375), (1, 588), (8, 73.5)):
        found = compression_in_bits(*elements, bits_per_input=8, bits_per_output=bits_out)
        assert found == Fraction(expected)


def test_resnet50v2_at_the_size_its_accuracy_was_measured_at():
    assert round(stage_compression(299**2 * 3, 2048)) == 131


@pytest.mark.parametrize(
    ("shapes", "stages", "total"),
    [
        ([(28, 28, 1), (14, 14, 16), (7, 7, 32)], ["0.25", "2.0"], "0.5"),
        ([(28, 28, 1), (14, 14, 4), (5, 5, 15)], ["1.0", "2.0907"], "2.0907"),
        ([(28, 28, 1), (14, 14, 4)], ["1.0"], "1.0"),
    ],
    ids=["CNN1", "CNN2", "CNN2, first stage"],
)
def test_the_mnist_networks_to_the_printed_digits(shapes, stages, total):
    sizes = [prod(shape) for shape in shapes]
    found = [stage_compression(*pair) for pair in pairwise(sizes)]
    assert [printed(g, like) for g, like in zip(found, stages, strict=True)] == stages
    assert printed(chain_compression(sizes), total) == total


def printed(value, like):
    """A fraction with as many digits as another printed number has."""
    return f"{float(value):.{len(like.partition('.')[2])}f}"


@pytest.mark.parametrize("bad", [0, -5])
def test_amounts_that_are_not_positive_are_named(bad):
    with pytest.raises(ValueError, match=f"entering must be at least 1, got {bad}"):
        stage_compression(bad, 3)
    with pytest.raises(ValueError, match=f"leaving must be at least 1, got {bad}"):
        stage_compression(3, bad)
    with pytest.raises(ValueError, match=f"at least 1, got {bad}"):
        chain_compression([3, bad, 4])
    with pytest.raises(ValueError, match="at least 1"):
        compression_in_bits(3, 4, bits_per_input=bad, bits_per_output=1)


@pytest.mark.parametrize("chain", [[], [7]])
def test_a_chain_without_a_stage(chain):
    with pytest.raises(ValueError, match=rf"before and after a stage, got \[{'7' * len(chain)}\]"):
        chain_compression(chain)
