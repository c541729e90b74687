"""Names of the classification models in the installed libraries, read without importing them."""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from engine.networks.extras import require


@cache
def keras_models() -> tuple[str, ...]:
    """Return the names of all models in keras.applications, sorted.

    Raises:
        MissingPackageError: If Keras is not installed.
    """
    tree = _parse(_folder("keras") / "applications" / "__init__.py")
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return tuple(sorted(name for name in names if name[0].isupper()))


@cache
def torchvision_models() -> tuple[str, ...]:
    """Return the names of all classification models in torchvision.models, sorted.

    Raises:
        MissingPackageError: If torchvision is not installed.
    """
    return tuple(
        sorted(
            node.name
            for path in (_folder("torchvision") / "models").glob("*.py")
            for node in _parse(path).body
            if isinstance(node, ast.FunctionDef) and _is_registered(node)
        )
    )


def _is_registered(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "register_model"
        for decorator in function.decorator_list
    )


def _folder(package: str) -> Path:
    require(package)
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} has no folder to look into", name=package)
    return Path(spec.submodule_search_locations[0])


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
