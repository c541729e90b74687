"""What an audit of the locked packages found: faults, and packages that nobody was asked about."""

import json
from dataclasses import dataclass
from pathlib import Path

from engine.install.errors import InstallError


@dataclass(frozen=True)
class Audit:
    """The findings of pip-audit.

    Attributes:
        faults: Known faults, a line each.
        audited: How many packages the advisories were asked about.
        skipped: Packages that the index did not know, so that nothing was asked.
    """

    faults: tuple[str, ...]
    audited: int
    skipped: tuple[str, ...]


def read_audit(path: Path) -> Audit:
    """Return what pip-audit wrote, `--format json`.

    It ends well where the index has no advisories, as mirrors have none: it then skips every
    package, and finds nothing.

    Raises:
        InstallError: If it wrote nothing, or was not told of any package: nothing was audited.
    """
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["dependencies"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InstallError(
            "nothing was audited: the advisories of the package index were not reached; try again "
            "where there is network, or hand data/sbom.cdx.json to a scanner with its own database"
        ) from error
    skipped = tuple(one["name"] for one in listed if "skip_reason" in one)
    if len(skipped) == len(listed):
        raise InstallError(
            f"nothing was audited: the package index has no advisories for any of {len(listed)} "
            "packages, as a mirror has none; try again with the index of PyPI"
        )
    faults = tuple(
        f"{one['name']} {one['version']}: {fault['id']}, mended in "
        f"{', '.join(fault['fix_versions']) or 'no version yet'}"
        for one in listed
        for fault in one.get("vulns", ())
    )
    return Audit(faults, len(listed) - len(skipped), skipped)
