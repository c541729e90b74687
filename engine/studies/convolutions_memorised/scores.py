"""How the decision layer's MEC stands for what a whole network memorises."""

from engine.exhibits.claim import Finding
from engine.exhibits.score import Ratio, Score, Statement


def list_scores(finding: Finding) -> list[Score]:
    """Return the row of the claim that a network holds no more than its decision layer's MEC."""
    found = finding.evidence
    return [
        Score(
            rank=100,
            rule="Decision layer for a whole network",
            says="A convolutional network memorises what its decision layer's MEC says",
            statement=Statement.CONVENTION,
            tested_on="CNN2, all layers trained on random labels, against the lossless point",
            link="memorised/#whole-cnns",
            finding=finding,
            ratio=None
            if found.estimate is None
            else Ratio(
                found.estimate,
                found.estimate,
                None,
                what="bits memorised at least, over that MEC",
                span="at least",
            ),
        )
    ]
