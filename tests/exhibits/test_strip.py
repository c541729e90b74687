"""The bar of all parameters, and which of them are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.strip import LEAST_SHARE, Strip, share_percent, strip_of

VGG16 = Strip("VGG16", 138_357_544, 123_642_856, 4_097_000)


def test_the_parts_of_vgg16():
    assert VGG16.rest == 14_714_688
    assert VGG16.earlier == 102_764_544 + 16_781_312
    assert VGG16.sentence == "4,097,000 of 138,357,544, 3.0\N{NO-BREAK SPACE}%"
    assert VGG16.description.startswith(
        "Parameters of VGG16: convolutions and the rest, not counted, 14,714,688 (10.6"
    )


def test_a_measured_network_gives_its_strip():
    measured = {
        "parameters": 138_357_544,
        "mec_bits": {"decision_layer": 4_097_000, "all_parameters": 123_642_856},
    }
    assert strip_of("VGG16", measured) == VGG16


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_parts_fill_the_bar_and_each_is_seen(rest, earlier, decision):
    strip = Strip("any", rest + earlier + decision, earlier + decision, decision)
    widths = strip.widths
    assert sum(widths.values()) == pytest.approx(100, abs=0.02)
    for count, width in zip((rest, earlier, decision), widths.values(), strict=True):
        assert width == 0 if not count else width >= 100 * LEAST_SHARE / 1.03
        share = 100 * count / strip.parameters
        assert width <= share + 100 * LEAST_SHARE + 0.01


def test_layers_that_share_weights_leave_no_rest():
    assert Strip("shared", 10, 30, 30).rest == 0


@pytest.mark.parametrize(
    ("part", "said"), [(1, "0.10"), (10, "1.0"), (1000, "100.0"), (362, "36.2")]
)
def test_small_shares_have_one_digit_more(part, said):
    assert share_percent(part, 1000) == f"{said}\N{NO-BREAK SPACE}%"
