"""The accuracies of the built report, against those of the notebook.

Training depends on the seed, the processor and torch's version, and the notebook ran once: the
tolerances, in percentage points, allow for that.
"""

import csv
import json

import pytest

from tests import ROOT

EXPECTED = ROOT / "tests" / "expected" / "mnist_accuracy.csv"


def read_rows(file):
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("expected", read_rows(EXPECTED), ids=lambda row: row["network"])
def test_accuracy_is_near_that_of_the_notebook(site, expected):
    profile = json.loads((site / "data" / "records.json").read_text(encoding="utf-8"))["profile"]
    unit = "tolerance_after_one_epoch_points" if profile == "quick" else "tolerance_points"
    rows = read_rows(site / "data" / "mnist-cnn.csv")
    (found,) = [row for row in rows if row["network"] == expected["network"]]
    difference = float(found["accuracy_percent"]) - float(expected["expected_percent"])
    assert abs(difference) <= float(expected[unit])
