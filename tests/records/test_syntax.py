import ast
import json
import os
import subprocess
from pathlib import Path

import pytest

from engine.records.syntax import canonical_text, is_text_statement
from tests import ROOT
from tests.records.interpreters import find_interpreters

SAMPLE = Path(__file__).with_name("syntax_sample.txt")
INTERPRETERS = find_interpreters()

HASH_EVERYTHING = """
import ast, json, sys
from pathlib import Path
from engine.records.code import code_hash
from engine.records.syntax import canonical_text

files = sorted(Path("engine").rglob("*.py"))
modules = [".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files]
hashes = {module: code_hash(module) for module in modules}
text = canonical_text(ast.parse(Path(sys.argv[1]).read_text(encoding="utf-8")))
foreign = {"numpy", "pandas", "torch", "jsonschema", "joblib", "rich"} & set(sys.modules)
print(json.dumps({"hashes": hashes, "sample": text, "foreign": sorted(foreign)}))
"""
"""Hashes every module of the engine, and the sample; without one package installed."""


def hash_everything(interpreter, hash_seed):
    done = subprocess.run(
        [interpreter, "-S", "-B", "-c", HASH_EVERYTHING, str(SAMPLE)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(len(INTERPRETERS) < 2, reason=f"one Python alone is here: {INTERPRETERS}")
def test_code_has_the_same_hash_on_every_python_of_this_machine():
    found = {
        version: hash_everything(path, str(seed))
        for seed, (version, path) in enumerate(INTERPRETERS.items())
    }
    first = next(iter(found.values()))
    assert len(first["hashes"]) > 80
    for other in found.values():
        assert other == first
    assert first["foreign"] == []


def text_of(source):
    return canonical_text(ast.parse(source))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(x)", "f( x )  # remark"),
        ("def f():\n    return 1", 'def f():\n    """Text."""\n\n    return 1'),
        ("class A:\n    x = 1", 'class A:\n    "Text."\n    x = 1\n    "What x is."'),
        ("'a' 'b'", '"ab"'),
        ("f'a' f'{x}' 'b' 'c'", "f'a{x}bc'"),
        ("f'{x}' ''", "f'{x}'"),
        ("u'a'", "'a'"),
        ("1_000", "1000"),
    ],
)
def test_code_that_does_the_same_has_the_same_text(one, other):
    assert text_of(f"y = 1\n{one}") == text_of(f"y = 1\n{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = True"),
        ("x = 1", "x = '1'"),
        ("x = 'a'", "x = b'a'"),
        ("x = None", "x = 'None'"),
        ("x = None", "x = ..."),
        ("x = 0.0", "x = -0.0"),
        ("return_ = f()", "f()"),
        ("def f(a, /): pass", "def f(a): pass"),
        ("def f(*, a): pass", "def f(a): pass"),
        ("def f(a=None): pass", "def f(a): pass"),
        ("def f(*, a, b=1): pass", "def f(*, a=1, b): pass"),
        ("def f():\n    return", "def f():\n    return None"),
        ("x = f'{y}'", "x = f'{y!r}'"),
        ("x = f'{y}'", "x = f'{y:}'"),
        ("x = f'{y}a'", "x = f'a{y}'"),
        ("x = f'{y:{z}}'", "x = f'{y:z}'"),
        ("x = {**a}", "x = {None: a}"),
        ("x = (1, (2,))", "x = ((1,), 2)"),
        ("x = [1]\ny = [2]", "x = [1, 2]\ny = []"),
        ("x = a[1:]", "x = a[:1]"),
        ("import a.b", "from a import b"),
        ("from . import a", "from .. import a"),
        ("if a:\n    b()\nc()", "if a:\n    b()\n    c()"),
        ("a < b > c", "a > b < c"),
        ("match x:\n    case None: pass", "match x:\n    case True: pass"),
        ("x = 'a'", "x = 'a)'"),
        ("lambda: (yield)", "lambda: (yield None)"),
    ],
)
def test_code_that_does_something_else_has_another_text(one, other):
    assert text_of(one) != text_of(other)


def test_no_statement_of_the_sample_is_skipped_over():
    tree = ast.parse(SAMPLE.read_text(encoding="utf-8"))
    whole = canonical_text(tree)
    bodies = [node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)]
    assert sum(map(len, bodies)) > 30
    for body in bodies:
        for index, statement in enumerate(list(body)):
            del body[index]
            assert (canonical_text(tree) == whole) == is_text_statement(statement)
            body.insert(index, statement)
