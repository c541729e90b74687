"""How rules 1 and 3 stand."""

from collections.abc import Sequence

import pandas as pd

from engine.exhibits.claim import Claim, Finding
from engine.exhibits.score import Ratio, Score, Statement
from engine.lab.small_samples import geometric_mean_interval
from engine.studies.parallel_neurons.claims import AGREES_WITH_COVER, FINE_READING, ONE_BIT

_RULE_1 = "rules/#rule-1-a-neurons-output-holds-at-most-one-bit"


def list_scores(findings: Sequence[Finding], sums: pd.DataFrame) -> list[Score]:
    """Return the rows of rule 1, for a sign and for an output read finely, and of rule 3.

    Args:
        findings: What the records say.
        sums: One row for each m and k: `bits_at_50_percent`, `expected_bits_at_50_percent`.
    """
    sign, fine, parallel = (
        _find(findings, claim) for claim in (ONE_BIT, FINE_READING, AGREES_WITH_COVER)
    )
    return [
        Score(
            rank=10,
            rule="Rule 1, for a sign",
            says="A neuron's output holds at most one bit",
            statement=Statement.THEOREM,
            tested_on=f"the sign of a neuron, {sign.evidence.n:,} samples",
            link=_RULE_1,
            finding=sign,
            ratio=_over_one_bit(sign),
        ),
        Score(
            rank=20,
            rule="Rule 1, for real outputs",
            says="The same of tanh or ReLU, whose values later layers read finely",
            statement=Statement.MODEL,
            tested_on=f"tanh read at {fine.evidence.values['levels']} levels",
            link=_RULE_1,
            finding=fine,
            ratio=_over_one_bit(fine),
            speaks_against=True,
        ),
        Score(
            rank=40,
            rule="Rule 3",
            says="Neurons side by side add up",
            statement=Statement.THEOREM,
            tested_on=f"1 to {int(sums['neurons'].max())} neurons, {len(sums)} layers",
            link="rules/#rule-3-neurons-side-by-side-add-up",
            finding=parallel,
            ratio=_over_cover(sums),
        ),
    ]


def _find(findings: Sequence[Finding], claim: Claim) -> Finding:
    return next(one for one in findings if one.claim is claim)


def _over_one_bit(finding: Finding) -> Ratio | None:
    bits = finding.evidence.estimate
    if bits is None:
        return None
    return Ratio(bits, None, None, what="bits that the output carries at most, over one")


def _over_cover(sums: pd.DataFrame) -> Ratio:
    ratios = sums["bits_at_50_percent"] / sums["expected_bits_at_50_percent"]
    return Ratio(
        geometric_mean_interval(list(ratios)).estimate,
        float(ratios.min()),
        float(ratios.max()),
        what="bits at even odds over those of Cover's theorem",
        span="range over layers",
    )
