"""What the tests of the calculator's page share: its fields, and the results that it shows."""

import re

from engine.theory.capacity import Reading, stack_capacity

CNN2 = "calculator/?image=28x28x1&stages=4c4s2p0m2s1p1_15c4s2p0m2s1p0&batch-norm=1&layers=10"
HUGE = f"calculator/?inputs={10**30}&layers={10**300}-{10**30}-1000"
BROKEN = "calculator/?image=28x28x1&stages=16c50s1p2m2s2p0_x&layers=10-0-1.5-"
LABELS = ["Decision layer", "Width-capped", "Running minimum", "All parameters"]

RESULTS = """() => Object.fromEntries(
  [...document.querySelectorAll(".mec-calc-readings > li")].map((row) => [
    row.querySelector(".mec-calc-reading").firstChild.textContent,
    row.querySelector(".mec-calc-total").textContent,
  ]),
)"""

EXPECTED = """() => [...document.querySelectorAll(".mec-calc-expected > li")].map((row) => [
  row.querySelector(".mec-calc-reading").firstChild.textContent,
  row.querySelector(".mec-calc-total").textContent,
  row.querySelector(".mec-calc-note").textContent,
  row.querySelector(".mec-calc-beyond")?.textContent ?? null,
])"""


def field(page, path):
    """The control of a value, such as "layers.0.neurons"."""
    return page.locator(f'[id="calculator.{path}"]')


def choose(page, name):
    """Pick a preset."""
    field(page, "preset").select_option(name)


def type_behind(control, text):
    """Type key by key behind what a field holds."""
    control.press("End")
    control.press_sequentially(text)


def query(page):
    """The part of the address that holds the network."""
    return page.evaluate("location.search")


def results(page):
    """The total of each reading as the page shows it, by its label."""
    return page.evaluate(RESULTS)


def expected_points(page):
    """The points of a random labelling as the page shows them, by the words for the activation.

    Each has `points`, `range` (both ends) and `beyond`, the mark of an extrapolation or None.
    """
    rows = {}
    for label, total, between, beyond in page.evaluate(EXPECTED):
        points = float(re.fullmatch(r"about (\S+) points?", total)[1].replace(",", ""))
        ends = [float(end.replace(",", "")) for end in between.split(" to ")]
        rows[label] = {"points": points, "range": ends, "beyond": beyond}
    return rows


def expect_results(sizes):
    """What `results` should be for a stack with thresholds."""
    totals = [stack_capacity(sizes, reading) for reading in Reading]
    return {label: f"{bits:,} bits" for label, bits in zip(LABELS, totals, strict=True)}
