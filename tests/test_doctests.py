"""The examples in docstrings, of every module that needs no framework to run them."""

import doctest
import importlib
import pkgutil

import pytest

import engine

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(engine.__path__, "engine.")
    if not module.ispkg and module.name not in ("engine.__main__", "engine.site.gen_files")
)
WITH_EXAMPLES = {
    "engine.theory.capacity",
    "engine.theory.compression",
    "engine.theory.units",
    "engine.exhibits.prose",
    "engine.exhibits.export.latex",
}


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(name), raise_on_error=False)
    assert result.failed == 0
    if name in WITH_EXAMPLES:
        assert result.attempted > 0
