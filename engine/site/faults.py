"""An author's mistake in one line: where it is, what is wrong, and what there is instead."""

import ast
import difflib
import linecache
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import FrameType, TracebackType

import engine

ENGINE = Path(engine.__file__).parent
STUDIES = ENGINE / "studies"
_MOST_NAMED = 40
_PURE = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.Load)


def explain(error: BaseException) -> str | None:
    """Return an error in one line; None where it is no author's mistake but a fault of the engine.

    The engine's own errors say it themselves. Of others, those count as an author's that are
    raised while code of a study runs, or is imported.
    """
    if type(error).__module__.startswith("engine."):
        return str(error)
    if isinstance(error, SyntaxError) and error.filename and _is_of_a_study(error.filename):
        return f"{_place(error.filename, error.lineno or 0)}: {type(error).__name__}: {error.msg}"
    steps = [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if _is_of_a_study(frame.f_code.co_filename)
    ]
    if not steps or not isinstance(error, Exception):
        return None
    frame, line = steps[-1]
    said = traceback.format_exception_only(error)[-1].strip()
    known = _list_known(error, frame, error.__traceback__)
    return f"{_place(frame.f_code.co_filename, line)}: {' '.join(said.split())}{known}"


def _is_of_a_study(filename: str) -> bool:
    return Path(filename).is_relative_to(STUDIES) and Path(filename).parent != STUDIES


def _place(filename: str, line: int) -> str:
    return f"{Path(filename).relative_to(ENGINE.parent).as_posix()}, line {line}"


def _list_known(error: Exception, frame: FrameType, trace: TracebackType | None) -> str:
    """Return "; did you mean ...?" or "; known: ..." where a name is not there."""
    if isinstance(error, AttributeError) and error.name and "Did you mean" not in str(error):
        return _hint(error.name, (name for name in dir(error.obj) if not name.startswith("_")))
    if isinstance(error, NameError) and error.name and "Did you mean" not in str(error):
        near = difflib.get_close_matches(error.name, {**frame.f_globals, **frame.f_locals}, n=3)
        return f"; did you mean {' or '.join(near)}?" if near else ""
    if isinstance(error, KeyError) and error.args:
        wanted = str(error.args[0])
        for holder in _subscripted(frame, trace):
            names = list(map(str, holder))
            if wanted not in names:
                return _hint(wanted, names)
    return ""


def _hint(wanted: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(wanted, names, n=3)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    shown = ", ".join(names[:_MOST_NAMED])
    return f"; known: {shown}" + (", …" if len(names) > _MOST_NAMED else "") if names else ""


def _stands_at(node: ast.Subscript, line: int) -> bool:
    inside = node.lineno <= line <= (node.end_lineno or 0)
    return inside and all(isinstance(part, _PURE) for part in ast.walk(node.value))


def _subscripted(frame: FrameType, trace: TracebackType | None) -> Iterable[Iterable[object]]:
    """Yield what is indexed in the statement at which a frame stands, where that has names.

    Only plain names, attributes and items are looked up again: that has no effects.
    """
    line = next(n for one, n in traceback.walk_tb(trace) if one is frame)
    source = "".join(linecache.getlines(frame.f_code.co_filename))
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Subscript) or not _stands_at(node, line):
            continue
        code = compile(ast.Expression(node.value), "<name>", "eval")
        try:
            holder = eval(code, frame.f_globals, frame.f_locals)
        except Exception:
            continue
        columns = getattr(holder, "columns", None)
        if columns is not None:
            yield columns
        elif isinstance(holder, Mapping):
            yield holder
