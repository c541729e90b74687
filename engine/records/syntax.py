"""Python source as one text that is the same for the same code, whichever Python reads it."""

import ast
from collections.abc import Iterator, Sequence

_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_LEFT_OUT = frozenset({"ctx", "kind", "type_comment"})
"""Fields that follow from the place of a node, or change nothing that runs."""


def canonical_text(tree: ast.AST) -> str:
    """Return a syntax tree as text: every node with its fields, in the order of the grammar.

    Comments, docstrings and layout do not count. Neither does what one version of Python adds to
    the tree of another: fields that are empty are left out, and the texts between the values of an
    f-string are joined, which Python 3.12 and later may split.

    Args:
        tree: What `ast.parse` returned.
    """
    return "".join(_write(tree))


def is_text_statement(node: ast.AST) -> bool:
    """Return whether a statement is nothing but a text: a docstring, or a remark."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _write(value: object) -> Iterator[str]:
    if isinstance(value, ast.AST):
        yield f"{type(value).__name__}("
        for name in value._fields:
            part = _field(value, name)
            if part is not None and part != []:
                yield f"{name}="
                yield from _write(part)
                yield ","
        yield ")"
    elif isinstance(value, list):
        yield "["
        for part in value:
            yield from _write(part)
            yield ","
        yield "]"
    else:
        # Other than repr, ascii does not depend on the Unicode tables of this Python.
        yield ascii(value)


def _field(node: ast.AST, name: str) -> object:
    """Return a field of a node as it counts."""
    value = getattr(node, name, None)
    if name in _LEFT_OUT:
        return None
    if name == "body" and isinstance(node, _DOCUMENTED):
        return [part for part in node.body if not is_text_statement(part)]
    if name == "values" and isinstance(node, ast.JoinedStr):
        return _join_texts(node.values)
    if isinstance(node, ast.Constant):
        # A constant None is a value, not an absent field.
        return f"{type(node.value).__name__} {node.value!a}"
    return value


def _join_texts(values: Sequence[ast.expr]) -> list[ast.expr]:
    """Join neighbouring texts of an f-string into one, and drop empty ones."""
    joined: list[ast.expr] = []
    for value in values:
        before = joined[-1] if joined else None
        if not isinstance(value, ast.Constant):
            joined.append(value)
        elif isinstance(before, ast.Constant):
            joined[-1] = ast.Constant(str(before.value) + str(value.value))
        elif value.value != "":
            joined.append(value)
    return joined
