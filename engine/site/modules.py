"""The modules of the engine with their summaries, for pages that must not forget one."""

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

import engine
from engine.studies.catalogue import COMPUTING


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the engine.

    Attributes:
        name: Dotted name, "engine.theory.capacity".
        package: Name of its package below the engine, "theory"; empty at the top.
        summary: First line of its docstring, Markdown.
    """

    name: str
    package: str
    summary: Markup

    @property
    def shows(self) -> bool:
        """Whether it belongs to one study, and shows results of it and computes none."""
        *_, folder, stem = self.name.split(".")
        return folder != self.package and stem.rpartition("_")[2] not in COMPUTING


def list_modules(package: str | None = None) -> list[Module]:
    """Return the modules of the engine, or of one package of it, sorted by name.

    Modules without code of their own (an `__init__` with a docstring alone) are left out of a
    package's list.

    Raises:
        ValueError: If a module has no docstring, or there is no such package.
    """
    found = list(_read_modules(Path(engine.__file__).parent))
    if package is not None:
        found = [module for module in found if module.package == package]
        if not found:
            raise ValueError(f"the engine has no package {package!r}")
    return found


@lru_cache
def _read_modules(root: Path) -> tuple[Module, ...]:
    found = []
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts[-1] == "__init__":
            continue
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        name = ".".join(("engine", *parts))
        if not docstring:
            raise ValueError(f"{name} has no docstring; say in one line what the module is for")
        summary = Markup(docstring.splitlines()[0])
        found.append(Module(name, parts[0] if len(parts) > 1 else "", summary))
    return tuple(found)
