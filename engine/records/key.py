"""The key of a result: everything that can change its numbers, hashed."""

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import engine

PACKAGE = "engine"
_ROOT = Path(engine.__file__).parent


@dataclass(frozen=True, slots=True)
class Inputs:
    """What went into a result beside its params.

    Attributes:
        code: SHA-256 over the syntax trees of the study's module and of all it imports.
        data: SHA-256 of each input file, by file name.
        packages: Version of each distribution that can change the numbers, by name.
    """

    code: str
    data: Mapping[str, str]
    packages: Mapping[str, str]


def canonical_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the one JSON text of a value: sorted keys, no spaces, no NaN.

    Raises:
        ValueError: If the value holds NaN or an infinity.
        TypeError: If the value is not made of JSON types.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def record_key(study: str, params: Mapping[str, Any], inputs: Inputs) -> str:
    """Return the key of a result: SHA-256 over its study, params and inputs, in hexadecimal."""
    return sha256_text(
        canonical_json(
            {
                "study": study,
                "params": params,
                "code": inputs.code,
                "data": inputs.data,
                "packages": inputs.packages,
            }
        )
    )


def package_versions(names: tuple[str, ...]) -> dict[str, str]:
    """Return the installed version of each distribution, without importing it.

    Raises:
        LookupError: If one of them is not installed.
    """
    versions = {}
    for name in sorted(names):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            raise LookupError(
                f"the package {name} is not installed, and a study depends on its version; "
                "install the dependencies of pyproject.toml"
            ) from None
    return versions


@lru_cache
def code_hash(module: str) -> str:
    """Return SHA-256 over the code of a module and of every engine module that it imports.

    Comments, docstrings and layout do not count; imports under `if TYPE_CHECKING:` are not
    followed.

    Args:
        module: Dotted name inside the engine, for example "engine.experiments.mnist".
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


def _direct_imports(module: str) -> Iterator[str]:
    for node in _runtime_nodes(_tree(module)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            submodules = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name for name in submodules if module_file(name)] or [node.module]
        yield from (name for name in names if module_file(name))


def _runtime_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a syntax tree, leaving out what only a type checker reads."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)):
            yield from _runtime_nodes(child)


@lru_cache
def _module_hash(module: str) -> str:
    tree = _tree(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [part for part in node.body if not _is_text_statement(part)]
    return sha256_text(ast.dump(tree))


def _is_text_statement(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _tree(module: str) -> ast.Module:
    path = module_file(module)
    if path is None:
        raise ModuleNotFoundError(f"{module} is not a module of {PACKAGE}")
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
