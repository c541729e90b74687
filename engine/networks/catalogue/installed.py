"""Names of the classification models in the installed libraries, read without importing them."""

import ast
import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

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


@cache
def timm_families() -> Mapping[str, str]:
    """Return the family of every architecture in timm by its name, sorted by name.

    A family is a module of timm. These are the names that `timm.list_models()` gives.

    Raises:
        MissingPackageError: If timm is not installed.
    """
    found = {
        name: path.stem
        for path in (_folder("timm") / "models").glob("*.py")
        for name in _REGISTERED_BY_TIMM.findall(path.read_text(encoding="utf-8"))
    }
    return MappingProxyType(dict(sorted(found.items())))


_REGISTERED_BY_TIMM = re.compile(r"^@register_model\n(?:@.*\n)*def (\w+)\(", re.MULTILINE)
"""Its modules take two seconds to parse, and a tenth of one to search."""


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
