"""The examples in docstrings, of every module that needs no framework to run them."""

import doctest
import importlib
import pkgutil

import pytest

import engine.networks
import engine.records
import engine.report
import engine.theory

PACKAGES = (engine.theory, engine.records, engine.report, engine.networks)
MODULES = sorted(
    module.name
    for package in PACKAGES
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    if not module.ispkg
)
WITH_EXAMPLES = {
    "engine.theory.capacity",
    "engine.theory.compression",
    "engine.theory.units",
    "engine.report.filters",
    "engine.report.latex",
}


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(name), raise_on_error=False)
    assert result.failed == 0
    if name in WITH_EXAMPLES:
        assert result.attempted > 0
