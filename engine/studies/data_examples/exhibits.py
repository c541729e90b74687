"""What `mec data` says of a table with a rule and of one without: tables, figure, numbers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from engine.dataset.null import BEST_DIRECTION, NEIGHBOURS
from engine.dataset.requirement import Units
from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.data_examples import progressions
from engine.studies.data_examples.claims import judge
from engine.studies.data_examples.figure import make_figure
from engine.studies.section import Section
from engine.theory.capacity import Reading

RECORDED, SHUFFLED = "as recorded", "shuffled"
_RULES = {RECORDED: "one", SHUFFLED: "none"}
_COUNTED = {
    Units.AS_THEY_ARE.value: "sum, columns as they are",
    Units.STANDARDISED.value: "sum, columns standardised",
    BEST_DIRECTION: "best direction",
    NEIGHBOURS: "rows next to another label",
}
_READINGS = {
    Reading.DECISION_LAYER.value: "decision layer",
    Reading.WIDTH_CAPPED.value: "width-capped",
    Reading.RUNNING_MINIMUM.value: "running minimum",
    Reading.ALL_PARAMETERS.value: "all parameters",
}
_EXPECTED_OF = "relu"


def build_section(build: Build) -> Section:
    """Return what is said of both tables."""
    recorded, shuffled = build.study("data-examples")
    records = {RECORDED: recorded, SHUFFLED: shuffled}
    return Section(
        name="data_examples",
        tables=(
            _counts_table(records),
            _networks_table(records),
            progressions.make_table(records, _RULES),
        ),
        figures=(make_figure(records),),
        facts={"recorded": _facts(recorded), "shuffled": _facts(shuffled)},
        findings=judge(recorded, shuffled),
    )


def _counts_table(records: Mapping[str, Record]) -> Table:
    return Table(
        id="data-examples",
        title="Label changes beside those of shuffled labels",
        caption="Breast cancer as scikit-learn ships it, labels as recorded and shuffled once. "
        "Each count beside the same count for labels shuffled again; p is the share of shuffles "
        "with no larger count, the table itself among them. Rows next to another label ask for no "
        "bits: they show a rule that bends.",
        columns=(
            Column("counted", "Counted"),
            Column("labels", "Labels"),
            Column("changes", "Found", "integer"),
            Column("shuffled_mean", "Shuffled", "number", digits=1),
            Column("shuffled_lowest", "lowest", "integer", page_label="Shuffled, lowest"),
            Column("shuffled_highest", "highest", "integer", page_label="Shuffled, highest"),
            Column("requirement_bits", "Unrounded", "number", "bits", 1, on_page=False),
            Column(
                "shuffled_requirement_bits",
                "Unrounded, shuffled",
                "number",
                "bits",
                1,
                on_page=False,
            ),
            Column("permutation_p_value", "p", "number", digits=2),
        ),
        frame=pd.DataFrame(
            [
                {
                    "labels": labels,
                    "counted": _COUNTED[one["counted"]],
                    "changes": one["found"],
                    "shuffled_mean": one["mean"],
                    "shuffled_lowest": one["lowest"],
                    "shuffled_highest": one["highest"],
                    "requirement_bits": one["found_bits"],
                    "shuffled_requirement_bits": one["mean_bits"],
                    "permutation_p_value": one["p"],
                }
                for labels, record in records.items()
                for one in record.result["counts"]
            ]
        ),
        records=tuple(records.values()),
        narrow=("counted", "labels", "changes", "requirement_bits", "shuffled_requirement_bits"),
    )


def _networks_table(records: Mapping[str, Record]) -> Table:
    rows = [row for labels, record in records.items() for row in _network_rows(labels, record)]
    return Table(
        id="data-examples-networks",
        title="Networks of one hidden layer for both tables",
        caption="The least network that reaches the estimate, rounded up to whole bits a column, "
        "under each reading of rule 4; and the network that is sure to fit, a step neuron for each "
        "label change along the best direction. Expected is the number of rows with random "
        "labels that a network with rectified neurons memorises in half of the trials, by the "
        "measured law and within its error; these networks lie outside what it was fitted to.",
        columns=(
            Column("way", "Sized by"),
            Column("labels", "Labels"),
            Column("hidden_neurons", "Hidden neurons", "integer"),
            Column("stack_parameters", "Parameters", "integer"),
            Column("reading_mec_bits", "MEC", "integer", "bits", on_page=False),
            Column("law_points", "Expected", "number", "points", 0),
            Column("law_points_low", "from", "number", "points", 0, page_label="Expected from"),
            Column("law_points_high", "to", "number", "points", 0, page_label="Expected to"),
        ),
        frame=pd.DataFrame(rows),
        records=tuple(records.values()),
        narrow=("way", "hidden_neurons", "law_points", "law_points_low", "law_points_high"),
    )


def _network_rows(labels: str, record: Record) -> Iterator[dict[str, Any]]:
    for one in record.result["candidates"]:
        expected = _expected(one["expected"])
        yield {
            "labels": labels,
            "way": f"estimate, {_READINGS[one['reading']]}",
            "hidden_neurons": one["sizes"][1],
            "stack_parameters": one["parameters"],
            "reading_mec_bits": one["capacity_bits"],
            "law_points": expected.get("points"),
            "law_points_low": expected.get("low"),
            "law_points_high": expected.get("high"),
        }
    sure = record.result["sure"]
    yield {
        "labels": labels,
        "way": f"sure to fit, {sure['direction']}",
        "hidden_neurons": sure["sizes"][1],
        "stack_parameters": sure["parameters"],
        "reading_mec_bits": None,
        "law_points": None,
        "law_points_low": None,
        "law_points_high": None,
    }


def _expected(found: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what the law expects of rectified neurons; nothing where a build has no law."""
    return next((one for one in found if one["activation"] == _EXPECTED_OF), {})


def _facts(record: Record) -> dict[str, Any]:
    """Return the numbers of a table that the page names."""
    result = record.result
    return {
        **{name: result[name] for name in ("rows", "inputs", "random_changes", "words")},
        "label_bits": result["label_information_bits"],
        "label_bits_a_row": result["label_entropy_bits"],
        "most_right": result["most_right"],
        "headline": result["headline"],
        "leaves": result["tree"]["leaves"],
        "shuffles": result["counts"][0]["permutations"],
        "not_checked": result["not_checked"],
    }
