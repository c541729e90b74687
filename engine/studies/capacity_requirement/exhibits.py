"""The capacity requirement heuristic on data sets from AND to MNIST."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engine.exhibits.table import Column, Table
from engine.records.record import Record
from engine.records.store import Build
from engine.studies.capacity_requirement.claims import judge
from engine.studies.section import Section


def build_section(build: Build) -> Section:
    """Return the table of requirements, and how far the order of ties moves them."""
    records = build.study("capacity-requirement")
    rows = [row for record in records for row in _rows(record)]
    frame = pd.DataFrame(rows)
    return Section(
        name="capacity_requirement",
        tables=(_table(frame, records),),
        facts=_facts(frame),
        findings=judge(records),
    )


def _rows(record: Record) -> list[dict[str, Any]]:
    """One row for the data set as a whole, and one for the mean of its tasks of two classes."""
    tasks = record.result["tasks"]
    rows = [_row(record, tasks[0])]
    pairs = [task for task in tasks[1:] if task["task"] == "two-classes"]
    if pairs:
        rows.append(_mean_row(record, pairs))
    return rows


def _row(record: Record, task: dict[str, Any]) -> dict[str, Any]:
    needs = {need["ties"]: need for need in task["requirements"]}
    inputs = record.result["inputs"]
    name = record.params["dataset"] + (" (scaled)" if record.params["standardized"] else "")
    return {
        "dataset": name,
        "task": "as it is",
        "classes": len(task["classes"]),
        "instances": sum(task["label_counts"]),
        "inputs": inputs,
        "label_bits": task["label_information_bits"],
        "changes": needs["as_given"]["changes"],
        "changes_fewest": needs["fewest_changes"]["changes"],
        "changes_most": needs["most_changes"]["changes"],
        "random_changes": task["expected_random_changes"],
        "maximum_bits": needs["as_given"]["maximum_bits"],
        "maximum_bits_second_form": (needs["as_given"]["changes"] + 1) * (inputs + 1) + 1,
        "estimated_bits": needs["as_given"]["estimated_bits"],
    }


def _mean_row(record: Record, tasks: Sequence[dict[str, Any]]) -> dict[str, Any]:
    frame = pd.DataFrame([_row(record, task) for task in tasks])
    first = frame.iloc[0]
    means = frame.drop(columns=["dataset", "task"]).mean()
    return {
        **{str(name): value for name, value in means.items()},
        "dataset": first["dataset"],
        "task": f"mean of {len(tasks)} pairs of classes",
        "classes": 2,
        "inputs": int(first["inputs"]),
    }


def _table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    return Table(
        id="capacity-requirement",
        title="Capacity requirement of data sets",
        caption="The heuristic sorts the instances by the sum of their d inputs and counts the "
        "label changes c along the way: at most c(d + 1) + c bits, estimated ⌈log2(c + 1)⌉·d "
        "bits, as in nntailoring of 2020-04-28. The last column has another form of the first, "
        "(c + 1)(d + 1) + 1. Where sums are equal, c depends on their order: as in the file, and "
        "the fewest and most over all orders. Beside it, the c of instances in random order, and "
        "the bits that the labels hold.",
        columns=(
            Column("dataset", "Data set"),
            Column("task", "Task"),
            Column("classes", "Classes", "integer"),
            Column("instances", "Instances", "number", digits=0),
            Column("inputs", "d", "integer"),
            Column("label_bits", "Labels hold", "number", "bits", 1),
            Column("changes", "c", "number", digits=0),
            Column("changes_fewest", "fewest", "number", digits=0),
            Column("changes_most", "most", "number", digits=0),
            Column("random_changes", "at random", "number", digits=1),
            Column("maximum_bits", "At most", "number", "bits", 0),
            Column("estimated_bits", "Estimated", "number", "bits", 0),
            Column(
                "maximum_bits_second_form",
                "At most, other form",
                "number",
                "bits",
                0,
                in_latex=False,
            ),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "dataset",
            "task",
            "label_bits",
            "changes",
            "maximum_bits",
            "estimated_bits",
        ),
        narrow=("dataset", "label_bits", "changes", "maximum_bits", "estimated_bits"),
    )


def _facts(frame: pd.DataFrame) -> dict[str, Any]:
    rows = {
        row["dataset"]: row for row in frame[frame["task"] == "as it is"].to_dict(orient="records")
    }
    return {"rows": rows, "mnist": rows["mnist"], "xor": rows["xor"], "conjunction": rows["and"]}
