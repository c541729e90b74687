"""The bill of materials: what the declared packages lead to, as installed, each time the same."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import uuid
from importlib.metadata import version

from packaging.requirements import Requirement

from engine.site.sbom import EXTRAS, bill_of_materials
from tests import ROOT


def make(root=ROOT, of="1.2.0"):
    return json.loads(bill_of_materials(root, of, "MIT"))


def names(bill):
    return [one["name"].lower() for one in bill["components"]]


def test_every_declared_package_of_a_build_is_in_it_as_installed():
    bill = make()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    asked = {
        Requirement(one).name
        for one in [*project["dependencies"], *(one for name in EXTRAS for one in optional[name])]
    }
    versions = {one["name"].lower(): one["version"] for one in bill["components"]}
    assert {name: versions[name] for name in asked} == {name: version(name) for name in asked}
    assert {"six", "pytest", "ruff"} & set(versions) <= {"six"}


def test_the_extras_are_those_that_the_build_installs():
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert f"EXTRAS = {json.dumps(EXTRAS)}".replace("[", "(").replace("]", ")") in noxfile


def test_it_is_made_as_the_format_has_it():
    bill = make()
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.5", 1)
    assert uuid.UUID(bill["serialNumber"].removeprefix("urn:uuid:")).version == 5
    assert bill["metadata"]["component"]["version"] == "1.2.0"
    assert "timestamp" not in bill["metadata"]
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(set(references)) == len(references)
    for one in bill["components"]:
        assert re.fullmatch(r"pkg:pypi/[a-z0-9-]+@[A-Za-z0-9.%!-]+", one["purl"])
        assert one["type"] == "library"
        assert one["version"]
    known = {bill["metadata"]["component"]["bom-ref"], *references}
    assert {one["ref"] for one in bill["dependencies"]} == known
    assert {name for one in bill["dependencies"] for name in one["dependsOn"]} <= known
    assert sum("licenses" in one for one in bill["components"]) > 0.9 * len(references)


def test_everything_in_it_is_led_to():
    bill = make()
    leads_to = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    reached, waiting = set(), [bill["metadata"]["component"]["bom-ref"]]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += leads_to[one]
    assert reached == set(leads_to)


def test_another_process_makes_the_same_bytes():
    code = (
        "import pathlib, sys\nfrom engine.site.sbom import bill_of_materials\n"
        f"sys.stdout.write(bill_of_materials(pathlib.Path({str(ROOT)!r}), '1.2.0', 'MIT'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout == bill_of_materials(ROOT, "1.2.0", "MIT")


def test_another_version_has_another_serial_number(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert make()["serialNumber"] == make(tmp_path)["serialNumber"]
    assert make()["serialNumber"] != make(of="1.3.0")["serialNumber"]
