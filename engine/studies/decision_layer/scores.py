"""How rule 3 stands for the decision layers of trained networks."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

from engine.exhibits.claim import Finding
from engine.exhibits.score import Ratio, Score, Statement


def list_scores(findings: Sequence[Finding], rows: Sequence[Mapping[str, Any]]) -> list[Score]:
    """Return a row for each trained network.

    Args:
        findings: What the records say, of CNN1 and CNN2.
        rows: Rows of the table, see `exhibits`.
    """
    trained = {row["network"]: row for row in rows if row["embedding"] == "trained"}
    scores = []
    for rank, (name, finding) in enumerate(zip(("CNN1", "CNN2"), findings, strict=True), start=90):
        row = trained.get(name)
        scores.append(
            Score(
                rank=rank,
                rule=f"Rule 3, decision layer of {name}",
                says="A trained network's decision layer stores what its neurons would on their "
                "own",
                statement=Statement.MODEL,
                tested_on=_say_tested(row) if row else "left out of this build",
                link="rules/#decision-layer",
                finding=finding,
                ratio=_over_neurons(row) if row else None,
            )
        )
    return scores


def _say_tested(row: Mapping[str, Any]) -> str:
    trainings = row["trainings"]
    return f"random digits, {trainings} training{'s' if trainings > 1 else ''}"


def _over_neurons(row: Mapping[str, Any]) -> Ratio | None:
    expected = row["expected_bits_per_mec_bit"]
    estimate, low, high = (row[name] for name in ("bits_per_mec_bit", "bits_low", "bits_high"))
    if _is_missing(estimate):
        return None
    has_interval = not (_is_missing(low) or _is_missing(high))
    return Ratio(
        estimate / expected,
        low / expected if has_interval else None,
        high / expected if has_interval else None,
        what="bits at even odds over those of independent neurons",
        span="95 % interval over trainings" if has_interval else "",
    )


def _is_missing(value: float | None) -> bool:
    return value is None or isnan(value)
