"""How rule 2 stands."""

from collections.abc import Sequence

from engine.exhibits.claim import Finding
from engine.exhibits.score import Ratio, Score, Statement
from engine.studies.single_neuron.claims import HALF

_HALF = 0.5


def list_scores(findings: Sequence[Finding]) -> list[Score]:
    """Return the row of rule 2: the labellings memorised at n = 2k, of which Cover says half."""
    finding = next(one for one in findings if one.claim is HALF)
    found = finding.evidence
    ratio = None
    if found.estimate is not None and found.low is not None and found.high is not None:
        ratio = Ratio(
            found.estimate / _HALF,
            found.low / _HALF,
            found.high / _HALF,
            what="labellings memorised at n = 2k over one half",
            span="95 % interval over trials",
        )
    return [
        Score(
            rank=30,
            rule="Rule 2",
            says="A neuron stores as many bits as it has parameters",
            statement=Statement.THEOREM,
            tested_on=f"one neuron, {found.n:,} trials at n = 2k" if found.n else "one neuron",
            link="rules/#rule-2-a-neuron-stores-as-many-bits-as-it-has-parameters",
            finding=finding,
            ratio=ratio,
        )
    ]
