from pathlib import Path

import pytest

import engine
from engine.site import modules
from engine.site.modules import list_modules

ENGINE = Path(engine.__file__).parent


def test_every_file_is_listed_with_its_summary():
    found = list_modules()
    files = {
        ".".join(("engine", *path.relative_to(ENGINE).with_suffix("").parts))
        for path in ENGINE.rglob("*.py")
        if path.name != "__init__.py"
    }
    assert {module.name for module in found} == files
    assert all(module.summary.endswith((".", "`", "?")) for module in found)
    assert [module.name for module in found] == sorted(module.name for module in found)


@pytest.mark.parametrize(
    "package", ["theory", "dataset", "networks", "lab", "exhibits", "records", "site"]
)
def test_one_package(package):
    names = [module.name for module in list_modules(package)]
    assert names
    assert all(name.startswith(f"engine.{package}.") for name in names)


def test_an_unknown_package():
    with pytest.raises(ValueError, match="no package 'theories'"):
        list_modules("theories")


def test_a_module_without_a_docstring_is_named(tmp_path, monkeypatch):
    (tmp_path / "engine" / "theory").mkdir(parents=True)
    (tmp_path / "engine" / "theory" / "rules.py").write_text("X = 1\n", encoding="utf-8")
    monkeypatch.setattr(modules.engine, "__file__", str(tmp_path / "engine" / "__init__.py"))
    with pytest.raises(ValueError, match=r"engine\.theory\.rules has no docstring"):
        list_modules()
