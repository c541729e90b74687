from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.theory.units import Unit, from_bits

bits = st.integers(0, 10**30)
BYTES = {"B": 1, "kB": 10**3, "KiB": 2**10, "MB": 10**6, "MiB": 2**20}


def test_a_byte_is_eight_bits_and_prefixes_mean_what_they_say():
    assert {unit.symbol: unit.bits // 8 for unit in Unit if unit is not Unit.BIT} == BYTES
    assert Unit.BIT.bits == 1


@given(bits, st.sampled_from(list(Unit)))
def test_conversion_is_exact(amount, unit):
    converted = from_bits(amount, unit)
    assert isinstance(converted, Fraction)
    assert converted * unit.bits == amount


@given(bits, bits, st.sampled_from(list(Unit)))
def test_amounts_add(first, second, unit):
    assert from_bits(first, unit) + from_bits(second, unit) == from_bits(first + second, unit)


@given(bits)
def test_a_decimal_prefix_gives_the_larger_number(amount):
    kilo, kibi = from_bits(amount, Unit.KILOBYTE), from_bits(amount, Unit.KIBIBYTE)
    assert kilo * 1000 == kibi * 1024
    assert from_bits(amount, Unit.MEBIBYTE) * 1024 == kibi


def test_mobilenet_v2_where_the_notebook_prints_156_282():
    assert from_bits(1_281_000, Unit.KILOBYTE) == Fraction("160.125")
    assert f"{float(from_bits(1_281_000, Unit.KIBIBYTE)):.3f}" == "156.372"
    assert f"{1_281_000 * 0.000122:.3f}" == "156.282"  # the notebook's truncated factor


def test_a_fraction_of_a_bit_can_be_converted():
    assert from_bits(Fraction(1, 2), Unit.BYTE) == Fraction(1, 16)


@pytest.mark.parametrize("bad", [-1, Fraction(-1, 3)])
def test_a_negative_amount_is_refused(bad):
    with pytest.raises(ValueError, match=f"cannot be negative, got {bad} bits"):
        from_bits(bad, Unit.BYTE)
