"""The code behind a study: its module and all it imports, as one hash.

Needs the standard library alone, so that any Python can compute it.
"""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.util import resolve_name
from pathlib import Path

import engine
from engine.records.syntax import canonical_text, is_text_statement

PACKAGE = "engine"
_ROOT = Path(engine.__file__).parent


def forget_code() -> None:
    """Read every module anew from now on: files have changed while this process runs."""
    for cached in (code_hash, _direct_imports, _module_hash, _tree):
        cached.cache_clear()


@cache
def code_hash(module: str) -> str:
    """Return SHA-256 over the code of a module and of every engine module that it imports.

    It is the same on every Python. Comments, docstrings and layout do not count; imports under
    `if TYPE_CHECKING:` are not followed. The packages above a module count where their `__init__`
    holds code, the engine's own (its version) only where it is imported by name.

    Args:
        module: Dotted name inside the engine, for example "engine.studies.mnist.study".
    """
    closure = sorted(imported_modules(module))
    return sha256_text("\n".join(f"{name} {_module_hash(name)}" for name in closure))


def imported_modules(module: str) -> set[str]:
    """Return a module of the engine and all engine modules it imports, directly or through others.

    Raises:
        ModuleNotFoundError: If `module` is not a module of the engine.
    """
    if module_file(module) is None:
        raise ModuleNotFoundError(f"{module} is not a module of {PACKAGE}")
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_direct_imports(name))
    return found


def module_file(module: str) -> Path | None:
    """Return the source file of an engine module, or None if there is no such module."""
    parts = module.split(".")
    if parts[0] != PACKAGE:
        return None
    base = _ROOT.joinpath(*parts[1:])
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def sha256_text(text: str) -> str:
    """Return SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _direct_imports(module: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_find_imports(module)))


def _find_imports(module: str) -> Iterator[str]:
    for node in _runtime_nodes(_tree(module)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _imported_from(module, node)
            submodules = [f"{base}.{alias.name}" for alias in node.names]
            names = [name if module_file(name) else base for name in submodules]
        for name in filter(module_file, names):
            yield name
            yield from _packages_with_code(name)


def _imported_from(module: str, node: ast.ImportFrom) -> str:
    """Return the absolute name of what an import statement of a module imports from."""
    path = module_file(module)
    is_package = path is not None and path.name == "__init__.py"
    package = module if is_package else module.rpartition(".")[0]
    return resolve_name("." * node.level + (node.module or ""), package)


def _packages_with_code(module: str) -> Iterator[str]:
    """Yield the packages above a module, below the engine, whose `__init__` does something."""
    package = module.rpartition(".")[0]
    while package and package != PACKAGE:
        if not all(map(is_text_statement, _tree(package).body)):
            yield package
        package = package.rpartition(".")[0]


def _runtime_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a syntax tree, leaving out what only a type checker reads."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and _asks_for_type_checker(child.test):
            for alternative in child.orelse:
                yield from _runtime_nodes(alternative)
        else:
            yield from _runtime_nodes(child)


def _asks_for_type_checker(test: ast.expr) -> bool:
    return ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


@cache
def _module_hash(module: str) -> str:
    return sha256_text(canonical_text(_tree(module)))


@cache
def _tree(module: str) -> ast.Module:
    path = module_file(module)
    if path is None:
        raise ModuleNotFoundError(f"{module} is not a module of {PACKAGE}")
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
