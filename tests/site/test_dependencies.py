"""Every package that is asked for has a reason and its licence, and that is what it says itself."""

import re
from importlib.metadata import PackageNotFoundError, distribution

import pytest

from engine.site.dependencies import DependencyError, list_dependencies
from tests import ROOT

WORDS = {
    "Apache-2.0": "apache",
    "BSD-2-Clause": "bsd|redistributions",
    "BSD-3-Clause": "bsd|redistributions",
    "ISC": "isc",
    "MIT": r"\bmit\b",
    "MIT-CMU": "mit-cmu",
    "MPL-2.0": "mpl|mozilla public license",
    "PSF-2.0": "python software foundation",
}
"""What a package under a licence says of it somewhere."""

LISTED = list_dependencies(ROOT)


def what_it_says(package):
    """All that a package says of its licence: fields, classifiers, and the file itself."""
    data = package.metadata
    said = [*(data.get_all("License-Expression") or ()), *(data.get_all("License") or ())]
    said += [one for one in data.get_all("Classifier") or () if one.startswith("License ::")]
    for file in package.files or ():
        if re.match(r"(LICEN[CS]E|COPYING)", file.name) and ".dist-info" in str(file):
            said.append(file.locate().read_text(encoding="utf-8", errors="replace")[:5000])
    return "\n".join(said).lower()


@pytest.mark.parametrize("dependency", LISTED, ids=lambda one: one.name)
def test_the_licence_is_the_one_that_the_package_names(dependency):
    try:
        package = distribution(dependency.name)
    except PackageNotFoundError:
        pytest.skip(f"{dependency.name} is not installed here")
    said = what_it_says(package)
    if not said:
        pytest.skip(f"{dependency.name} {package.version} says nothing of its licence")
    for licence in dependency.licence.split(" OR "):
        assert re.search(WORDS[licence], said), f"{dependency.name}: {licence}"
    assert dependency.reason
    assert dependency.asked_by


def test_what_is_asked_for_is_locked():
    assert {one.name for one in LISTED if not one.locked} == {"hatchling"}


def write(folder, *, dependencies, told):
    (folder / "requirements.lock").write_text("numpy==2.4.6\n")
    lines = [f'{name} = {{ licence = "MIT", reason = "r" }}' for name in told]
    (folder / "pyproject.toml").write_text(
        f"[project]\ndependencies = {dependencies}\n"
        '[project.optional-dependencies]\nmore = ["NumPy>=2", "torch>=2.13"]\n'
        "[dependency-groups]\n[build-system]\nrequires = []\n[tool.mec.dependencies]\n"
        + "\n".join(lines)
    )


def test_a_package_is_listed_once_with_all_that_ask_for_it(tmp_path):
    write(tmp_path, dependencies=["numpy"], told=["numpy", "torch"])
    numpy, torch = list_dependencies(tmp_path)
    assert (numpy.asked_by, numpy.versions) == (("the engine", "extra more"), ">=2")
    assert (numpy.locked, torch.locked) == ("2.4.6", "")


@pytest.mark.parametrize(
    ("dependencies", "told", "named"),
    [
        (["numpy", "scipy"], ["numpy", "torch"], "scipy"),
        (["numpy"], ["numpy", "torch", "pandas"], "pandas"),
    ],
)
def test_one_without_a_reason_and_a_reason_without_one_are_named(
    tmp_path, dependencies, told, named
):
    write(tmp_path, dependencies=dependencies, told=told)
    with pytest.raises(DependencyError, match=f"{named} stands in only one of the lists"):
        list_dependencies(tmp_path)
