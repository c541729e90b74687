"""Every claim of the report: it can be refuted, or says that it cannot."""

import ast

import pytest

from engine.exhibits.claim import Kind, Verdict
from engine.studies.catalogue import FOLDER, all_claims

CLAIMS = all_claims()


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_some_data_would_refute_it_or_it_is_called_an_identity(claim):
    if claim.kind in (Kind.IDENTITY, Kind.CONVENTION):
        assert set(claim.says) == {Verdict.HOLDS}
    else:
        assert claim.decide(claim.counterexample) is Verdict.FAILS


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_it_says_something_else_for_each_verdict(claim):
    assert claim.question.endswith("?")
    assert claim.false_if.endswith(".")
    assert len(set(claim.says.values())) == len(claim.says)
    assert len(set(claim.headings.values())) == len(claim.headings)


def test_ids_are_unique():
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS)


def test_every_claim_that_is_defined_is_judged():
    """A claim is judged where its module's own functions name it."""
    for path in FOLDER.glob("*/claims.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        defined = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Claim(")
            for target in node.targets
        }
        used = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        assert defined <= used, f"{path}: {sorted(defined - used)} are never judged"
