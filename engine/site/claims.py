"""The register of claims: sentences shown on pages, and the table that lists them all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
from markupsafe import Markup

from engine.exhibits.claim import Finding
from engine.exhibits.export.files import plain_text
from engine.exhibits.prose import listing, within_sentence
from engine.exhibits.table import Column, Table

PAGE = PurePosixPath("claims.md")
TABLE_ID = "claims"

_COLUMNS = (
    Column("claim", "Claim", link="address"),
    Column("statement", "What the records say", on_page=False),
    Column("verdict", "Verdict", facet=True),
    Column("kind", "Kind", facet=True),
    Column("n", "n", "integer", in_latex=False),
    Column("unit", "Independent units", in_latex=False, on_page=False),
    Column("estimate", "Estimate", "number", digits=3, in_latex=False),
    Column("low", "from", "number", digits=3, in_latex=False),
    Column("high", "to", "number", digits=3, in_latex=False),
    Column("p_value", "p", "number", digits=4, in_latex=False),
    Column("test", "Interval or test", in_latex=False, on_page=False),
    Column("correction", "Corrected over", in_latex=False, on_page=False),
    Column("false_if", "False if", in_latex=False, on_page=False),
    Column("studies", "Studies", in_latex=False, on_page=False),
    Column("quantity", "What is estimated", in_latex=False, on_page=False),
)


class UnknownClaimError(LookupError):
    """No study makes a claim of that name."""


class ClaimPlaceError(ValueError):
    """A claim that is stated twice, or nowhere."""


@dataclass
class Register:
    """The claims of a build, and which page states which.

    Attributes:
        findings: What the records say of each claim, by its id.
        places: The page that states each claim, as pages are filled.
    """

    findings: Mapping[str, Finding]
    places: dict[str, PurePosixPath] = field(default_factory=dict)

    def functions(self, page: PurePosixPath) -> dict[str, Callable[..., Markup]]:
        """Return what the template of a page can call: `claim`, `restate` and `heading`.

        A claim that could not be tested asks its question first, unless its heading has on this
        page.
        """
        headed: set[str] = set()

        def head(*names: str) -> Markup:
            headed.update(names)
            return Markup(join_headings([self._find(name).heading for name in names]))

        def say(name: str) -> Markup:
            said = self._find(name).say(is_asked=name in headed)
            return Markup(f"{said} {_evidence(page, name)}")

        return {
            "claim": lambda name: Markup(self._place(page, name)) + say(name),
            "restate": say,
            "heading": head,
        }

    def verdicts(self) -> dict[str, str]:
        """Return what the records say of each claim, by its id."""
        return {name: str(finding.verdict) for name, finding in sorted(self.findings.items())}

    def unstated(self) -> list[str]:
        """Return the claims that no page has stated, sorted."""
        return sorted(set(self.findings) - set(self.places))

    def list_stated(self, page_address: Callable[[PurePosixPath], str]) -> list[dict[str, Any]]:
        """Return every claim that a page has stated, as rows for a table and a page.

        Args:
            page_address: Address of a page, relative to the site's root.
        """
        return [
            {
                **_row(finding),
                "address": f"{page_address(self.places[name])}#{finding.anchor}",
                "source": Markup(f"{self.places[name]}#{finding.anchor}"),
            }
            for name, finding in sorted(self.findings.items())
            if name in self.places
        ]

    def _place(self, page: PurePosixPath, name: str) -> str:
        """Note that a page states a claim, and return the anchor that leads to it."""
        finding = self._find(name)
        if self.places.setdefault(name, page) != page:
            raise ClaimPlaceError(
                f"the claim {name!r} stands already in {self.places[name]}; use restate({name!r})"
            )
        return f'<span class="mec-claim" id="{finding.anchor}"></span>'

    def _find(self, name: str) -> Finding:
        if name not in self.findings:
            known = ", ".join(sorted(self.findings))
            raise UnknownClaimError(f"there is no claim {name!r}; known: {known}")
        return self.findings[name]


def join_headings(headings: Sequence[str]) -> str:
    """Return headings in one: what they say alike of one thing after another is said once.

    Examples:
        >>> join_headings(["With tanh, depth costs", "With ReLU, depth costs"])
        'With tanh and with ReLU, depth costs'
        >>> join_headings(["With tanh, depth costs", "With ReLU, depth gains"])
        'With tanh, depth costs; with ReLU, depth gains'
    """
    first, *others = headings
    parts = [first, *map(within_sentence, others)]
    of, said = zip(*(part.partition(", ")[::2] for part in parts), strict=True)
    if others and said[0] and len(set(said)) == 1:
        return f"{listing(list(of))}, {said[0]}"
    return "; ".join(parts)


def index_findings(findings: Sequence[Finding]) -> dict[str, Finding]:
    """Return findings by the id of their claim.

    Raises:
        ClaimPlaceError: If two claims share an id.
    """
    indexed: dict[str, Finding] = {}
    for finding in findings:
        if finding.claim.id in indexed:
            raise ClaimPlaceError(f"two claims have the id {finding.claim.id!r}")
        indexed[finding.claim.id] = finding
    return indexed


def claims_table(rows: Sequence[Mapping[str, Any]], findings: Mapping[str, Finding]) -> Table:
    """Return the table of all claims.

    Args:
        rows: What `Register.list_stated` returns.
        findings: The claims by id, for their records.
    """
    columns = [name for column in _COLUMNS for name in (column.name, column.link) if name]
    frame = pd.DataFrame([{name: row[name] for name in columns} for row in rows], columns=columns)
    frame["n"] = frame["n"].astype("Int64")
    records = {record.key: record for one in findings.values() for record in one.evidence.records}
    return Table(
        id=TABLE_ID,
        title="Every claim of this report",
        caption="A sentence that a result selects, with what it rests on. A theorem checked is "
        "proved elsewhere and held against the engine; a convention is a choice; an identity "
        "cannot fail. p is corrected over the family named; intervals are of 95 %. A claim leads "
        "to where it is made.",
        columns=_COLUMNS,
        frame=frame,
        records=tuple(records.values()),
        filterable=True,
        narrow=("claim", "verdict", "kind"),
    )


def _row(finding: Finding) -> dict[str, Any]:
    claim, evidence = finding.claim, finding.evidence
    return {
        "claim": claim.id,
        "question": Markup(claim.question),
        "statement": plain_text(finding.statement),
        "answer": plain_text(finding.say(is_asked=True)),
        "verdict": str(finding.verdict),
        "kind": str(claim.kind),
        "n": evidence.n or None,
        "unit": evidence.unit or None,
        "estimate": evidence.estimate,
        "low": evidence.low,
        "high": evidence.high,
        "p_value": evidence.p,
        "test": evidence.test or None,
        "correction": evidence.correction or None,
        "false_if": claim.false_if,
        "studies": ", ".join(sorted({record.study for record in evidence.records})),
        "quantity": evidence.quantity or None,
    }


def _evidence(page: PurePosixPath, name: str) -> str:
    up = "../" * (len(page.parts) - 1)
    return f'<sup class="mec-evidence">[evidence]({up}{PAGE}#{name})</sup>'
