"""The software bill of materials of a build: every package that it was made with, as CycloneDX.

Tools that make one list a whole environment, and bring ten packages of their own into it. This
lists what the declared requirements lead to, as installed, whatever else is there; the same
environment gives the same bytes.
"""

import hashlib
import json
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PATH: Final = "data/sbom.cdx.json"
EXTRAS: Final = ("torch", "timm", "keras", "onnx", "report")
"""The extras that a build has; noxfile.py installs these."""

_NAME: Final = "mec-report"
_NAMESPACE: Final = uuid.uuid5(
    uuid.NAMESPACE_URL, "https://cyclonedx.org/schema/bom-1.5.schema.json"
)
_LONGEST_NAME: Final = 60
"""Of a licence: longer than this is its text, in the field for its name."""


def bill_of_materials(root: Path, version: str, licence: str) -> str:
    """Return the bill of materials of what is installed, as CycloneDX 1.5 JSON.

    It holds no time, and a serial number that is made of all else.

    Args:
        root: Folder of pyproject.toml.
        version: Version of the report.
        licence: Its licence, an SPDX identifier.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    asked = [*project["dependencies"], *(one for name in EXTRAS for one in optional[name])]
    found, leads_to = _follow([Requirement(one) for one in asked])
    own = f"{_NAME}@{version}"
    body: dict[str, Any] = {
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": _NAME,
                "version": version,
                "licenses": [{"license": {"id": licence}}],
            }
        },
        "components": [_component(found[name]) for name in sorted(found)],
        "dependencies": [
            {"ref": own, "dependsOn": sorted(_refs(leads_to[""], found))},
            *(
                {"ref": _ref(found[name]), "dependsOn": sorted(_refs(leads_to[name], found))}
                for name in sorted(found)
            ),
        ],
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    head = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, digest)}",
        "version": 1,
    }
    return json.dumps({**head, **body}, indent=1, ensure_ascii=False) + "\n"


def _follow(asked: list[Requirement]) -> tuple[dict[str, Distribution], dict[str, set[str]]]:
    """Return the installed packages that requirements lead to, and which lead to which.

    What is not installed, since a marker or an extra leaves it out, is not in there.
    """
    found: dict[str, Distribution] = {}
    leads_to: dict[str, set[str]] = {"": set()}
    waiting = [("", requirement, "") for requirement in asked]
    seen: set[tuple[str, str]] = set()
    while waiting:
        parent, requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = package
        leads_to[parent].add(name)
        leads_to.setdefault(name, set())
        for wanted in {"", *requirement.extras} - {one for known, one in seen if known == name}:
            seen.add((name, wanted))
            waiting += [(name, Requirement(one), wanted) for one in package.requires or ()]
    return found, leads_to


def _component(package: Distribution) -> dict[str, Any]:
    licences = list(_licences(package))
    return {
        "type": "library",
        "bom-ref": _ref(package),
        "name": str(package.metadata["Name"]),
        "version": package.version,
        **({"licenses": licences} if licences else {}),
        "purl": _ref(package),
    }


def _licences(package: Distribution) -> Iterator[dict[str, Any]]:
    """Yield what a package says of its licence: an expression, else a name, else classifiers."""
    for expression in package.metadata.get_all("License-Expression") or ():
        yield {"expression": expression}
        return
    name = "".join(package.metadata.get_all("License") or ()).strip()
    if name and len(name) <= _LONGEST_NAME and "\n" not in name:
        yield {"license": {"name": name}}
        return
    for classifier in package.metadata.get_all("Classifier") or ():
        if classifier.startswith("License :: "):
            yield {"license": {"name": classifier.rpartition(" :: ")[2]}}


def _ref(package: Distribution) -> str:
    """Return the package URL: the address of a package among all of all indexes."""
    name = canonicalize_name(package.metadata["Name"])
    return f"pkg:pypi/{name}@{package.version.replace('+', '%2B')}"


def _refs(names: set[str], found: Mapping[str, Distribution]) -> Iterator[str]:
    return (_ref(found[name]) for name in names)
