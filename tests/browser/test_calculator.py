"""The calculator's arithmetic, in a real browser, is the engine's: on thousands of networks."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import pytest

from engine.theory.units import Unit, from_bits
from tests.browser.calculator_cases import (
    DEFAULTS,
    dense_draft,
    draw_front,
    draw_size,
    draw_stack,
    expect_front,
    expect_stack,
    front_draft,
    seeded,
)

STACKS = 3000
FRONTS = 3000
AMOUNTS = 2000

EXPLAIN_STACKS = """(drafts) => drafts.map((draft) => {
  const { network } = mecNetwork.readDraft(draft);
  const { sizes, thresholds } = network;
  return Object.fromEntries(mecCapacity.READINGS.map((reading) => [reading, {
    total: String(mecCapacity.stackCapacity(sizes, reading, thresholds)),
    layers: mecCapacity.explainStack(sizes, reading, thresholds).map((layer) => [
      String(layer.parametersBits),
      layer.capBits === null ? null : String(layer.capBits),
      String(layer.capacityBits),
    ]),
  }]));
})"""

TRACE_FRONTS = """(drafts) => drafts.map((draft) => {
  const { network, problems } = mecNetwork.readDraft(draft);
  if (problems.size) return { misfit: [...problems.keys()].join() };
  const shapes = [network.image, ...network.stages.map(({ leaving }) => leaving)];
  const text = ({ numerator, denominator }) => `${numerator}/${denominator}`;
  const compression = mecCapacity.compressChain(shapes.map(mecCapacity.product));
  const ratios = Object.entries(compression).map(
    ([name, { stages, total }]) => [name, [stages.map(text), text(total)]],
  );
  return {
    shapes: shapes.map((shape) => shape.map(String)),
    parameters: String(mecCapacity.sum(network.stages.map(({ parameters }) => parameters))),
    ...Object.fromEntries(ratios),
  };
})"""

RETURN_THROUGH_ADDRESS = """([drafts, defaults]) => drafts.map((draft) => {
  const address = mecNetwork.toAddress(draft);
  const again = mecNetwork.fromAddress(address, defaults);
  return [again, mecNetwork.toAddress(again) === address];
})"""

CONVERT = """(amounts) => amounts.map((bits) => mecCapacity.UNITS.map((unit) => [
  unit.symbol, mecCapacity.exactDecimal(mecCapacity.fromBits(BigInt(bits), unit)),
]))"""

ROUND = """(cases) => cases.map(([numerator, denominator, count]) => {
  const value = mecCapacity.fraction(BigInt(numerator), BigInt(denominator));
  const { digits, exponent } = mecCapacity.roundFraction(value, count);
  return `${digits}E${exponent - count + 1}`;
})"""


@pytest.fixture(scope="module")
def calculator(browser, root):
    context = browser.new_context()
    page = context.new_page()
    page.goto(root + "calculator/")
    yield page
    context.close()


def test_capacity_under_every_reading_is_the_engines(calculator):
    rng = seeded("stacks")
    stacks = [draw_stack(rng) for _ in range(STACKS)]
    found = calculator.evaluate(EXPLAIN_STACKS, [dense_draft(*stack) for stack in stacks])
    capped = 0
    for stack, explained in zip(stacks, found, strict=True):
        expected = expect_stack(*stack)
        assert explained == expected, stack
        capped += explained["running_minimum"]["total"] != explained["width_capped"]["total"]
    assert STACKS / 10 < capped < STACKS, "the stacks must tell the readings apart"


def test_shapes_parameters_and_compression_are_the_engines(calculator):
    rng = seeded("fronts")
    fronts = [draw_front(rng) for _ in range(FRONTS)]
    found = calculator.evaluate(TRACE_FRONTS, [front_draft(front) for front in fronts])
    misfits = 0
    for front, traced in zip(fronts, found, strict=True):
        expected = expect_front(front)
        assert traced == expected, front
        misfits += "misfit" in expected
    assert FRONTS / 10 < misfits < FRONTS * 9 / 10, "both kinds of fronts must be there"


def test_the_address_carries_every_network_whole(calculator):
    rng = seeded("addresses")
    drafts = [dense_draft(*draw_stack(rng)) for _ in range(500)]
    drafts += [front_draft(draw_front(rng), (draw_size(rng), 10)) for _ in range(500)]
    drafts += [{**draft, "front": "embedding"} for draft in drafts[:200]]
    for draft, (again, is_stable) in zip(
        drafts, calculator.evaluate(RETURN_THROUGH_ADDRESS, [drafts, DEFAULTS]), strict=True
    ):
        spoken_of = set(draft) - ({"stages"} if draft["front"] != "stages" else {"inputs"})
        assert {key: again[key] for key in spoken_of} == {key: draft[key] for key in spoken_of}
        assert is_stable


def test_units_are_exact(calculator):
    rng = seeded("units")
    amounts = [1, 8, 8000, 8192, *(draw_size(rng) for _ in range(AMOUNTS))]
    units = {"bits" if unit is Unit.BIT else unit.symbol: unit for unit in Unit}
    del units[Unit.BYTE.symbol]
    for bits, row in zip(
        amounts, calculator.evaluate(CONVERT, list(map(str, amounts))), strict=True
    ):
        assert [symbol for symbol, _ in row] == list(units)
        for symbol, decimal in row:
            assert Fraction(decimal) == from_bits(bits, units[symbol])
            assert "." not in decimal or not decimal.endswith("0")


def test_ratios_are_rounded_half_to_even(calculator):
    rng = seeded("ratios")
    cases = [(draw_size(rng), draw_size(rng), rng.randint(2, 9)) for _ in range(AMOUNTS)]
    cases += [(10**5 + 2 * half + 1, 2, 5) for half in range(500)]
    cases += [(99999, 100000, 3), (1, 3, 5), (2, 3, 5), (1, 10**30, 5)]
    found = calculator.evaluate(ROUND, [[str(a), str(b), count] for a, b, count in cases])
    for (numerator, denominator, count), rounded in zip(cases, found, strict=True):
        rounding = Context(prec=count, rounding=ROUND_HALF_EVEN)
        expected = rounding.divide(Decimal(numerator), Decimal(denominator))
        assert Fraction(rounded) == Fraction(expected), (numerator, denominator, count)
