"""The key of a result: everything that can change its numbers, hashed."""

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from importlib.util import resolve_name
from pathlib import Path
from typing import Any

import engine

PACKAGE = "engine"
_ROOT = Path(engine.__file__).parent


class MissingPackageError(LookupError):
    """A package is not installed whose version is part of a key."""


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

    It is the same for a value and for what is read back of it: keys that are numbers become texts
    before they are sorted.

    Raises:
        ValueError: If the value holds NaN or an infinity.
        TypeError: If the value is not made of JSON types.
    """
    plain = json.loads(json.dumps(value, allow_nan=False))
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


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
        MissingPackageError: If one of them is not installed.
    """
    versions = {}
    for name in sorted(names):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            raise MissingPackageError(
                f"the package {name} is not installed, and a study depends on its version; "
                "install the dependencies of pyproject.toml"
            ) from None
    return versions


@lru_cache
def code_hash(module: str) -> str:
    """Return SHA-256 over the code of a module and of every engine module that it imports.

    Comments, docstrings and layout do not count; imports under `if TYPE_CHECKING:` are not
    followed. The packages above a module count where their `__init__` holds code, the engine's
    own (its version) only where it is imported by name.

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


def _direct_imports(module: str) -> Iterator[str]:
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
        if _tree_without_texts(package).body:
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


@lru_cache
def _module_hash(module: str) -> str:
    return sha256_text(ast.dump(_tree_without_texts(module)))


def _tree_without_texts(module: str) -> ast.Module:
    """Return the syntax tree of a module without its docstrings."""
    tree = _tree(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [part for part in node.body if not _is_text_statement(part)]
    return tree


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
