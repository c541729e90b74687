"""An audit that asked nobody is none, though the tool that asks ends well."""

import json

import pytest

from engine.install.audit import read_audit
from engine.install.errors import InstallError

CLEAN = {"name": "jinja2", "version": "3.1.6", "vulns": []}
FAULTY = {
    "name": "pyyaml",
    "version": "5.3",
    "vulns": [
        {"id": "PYSEC-2021-142", "fix_versions": ["5.4"], "aliases": [], "description": "..."},
        {"id": "PYSEC-0", "fix_versions": [], "aliases": [], "description": "..."},
    ],
}
SKIPPED = {"name": "torch", "skip_reason": "Dependency not found on PyPI"}


def write(folder, *listed):
    path = folder / "audit.json"
    path.write_text(json.dumps({"dependencies": listed, "fixes": []}))
    return path


def test_faults_are_named_with_the_version_that_mends_them(tmp_path):
    audit = read_audit(write(tmp_path, CLEAN, FAULTY, SKIPPED))
    assert audit.faults == (
        "pyyaml 5.3: PYSEC-2021-142, mended in 5.4",
        "pyyaml 5.3: PYSEC-0, mended in no version yet",
    )
    assert (audit.audited, audit.skipped) == (2, ("torch",))


@pytest.mark.parametrize("listed", [[SKIPPED, SKIPPED], []])
def test_where_every_package_was_skipped_nothing_was_audited(tmp_path, listed):
    with pytest.raises(InstallError, match=f"has no advisories for any of {len(listed)} packages"):
        read_audit(write(tmp_path, *listed))


@pytest.mark.parametrize("text", [None, "", "[]", "{}"])
def test_without_a_report_nothing_was_audited(tmp_path, text):
    path = tmp_path / "audit.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InstallError, match=r"nothing was audited: the advisories .* not reached"):
        read_audit(path)
