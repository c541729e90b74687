"""The house: which part may import which, and what every file must have."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "engine"
FILES = sorted(ENGINE.rglob("*.py"))

MAY_IMPORT = {
    "theory": {"theory"},
    "networks": {"theory", "networks"},
    "experiments": {"theory", "networks", "experiments"},
    "records": {"records"},
    "report": {"theory", "records", "report"},
    "publish": {"records", "report", "publish"},
}
"""The parts of the engine that each part may import; `__main__` may import all."""

FRAMEWORKS = {"tensorflow", "keras", "torch", "torchvision", "jax"}
LONGEST_FILE = 350
TEXT_FILES = {".py", ".md", ".toml", ".yml", ".cff", ".js", ".css", ".html", ".csv", ".lock"}
# Spelled apart, so that this file does not name what it looks for.
MACHINE_PATHS = re.compile("/(home|root|work|tmp|Users)/")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def part_of(path):
    parts = path.relative_to(ENGINE).parts
    return parts[0] if len(parts) > 1 else ""


def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def is_for_type_checkers(node):
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports_of(path, *, at_module_level=False):
    """The dotted names that a file imports; those for type checkers left out at module level."""
    waiting = [parse(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        if not (at_module_level and (isinstance(node, functions) or is_for_type_checkers(node))):
            waiting.extend(ast.iter_child_nodes(node))


def parts_imported(path):
    names = (name.split(".") for name in imports_of(path))
    inner = {name[1] for name in names if name[0] == "engine" and len(name) > 1}
    return inner & (set(MAY_IMPORT) | {"__main__", "site_pages"})


def test_every_part_of_the_engine_has_its_place():
    folders = {path.name for path in ENGINE.iterdir() if (path / "__init__.py").is_file()}
    assert folders == set(MAY_IMPORT)
    assert {path.name for path in FILES if not part_of(path)} == {
        "__init__.py",
        "__main__.py",
        "site_pages.py",
    }


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_run_one_way(part):
    wrong = {
        name_of(path): sorted(parts_imported(path) - MAY_IMPORT[part])
        for path in FILES
        if part_of(path) == part and parts_imported(path) - MAY_IMPORT[part]
    }
    assert wrong == {}


def test_theory_needs_the_standard_library_alone():
    allowed = sys.stdlib_module_names | {"engine"}
    wrong = {
        name_of(path): name
        for path in FILES
        if part_of(path) == "theory"
        for name in imports_of(path)
        if name.split(".")[0] not in allowed
    }
    assert wrong == {}


def test_no_module_imports_a_framework_when_it_is_imported():
    wrong = {
        name_of(path): name
        for path in FILES
        for name in imports_of(path, at_module_level=True)
        if name.split(".")[0] in FRAMEWORKS
    }
    assert wrong == {}


def test_only_networks_and_experiments_know_a_framework():
    wrong = {
        name_of(path): name
        for path in FILES
        if part_of(path) not in ("networks", "experiments")
        for name in imports_of(path)
        if name.split(".")[0] in FRAMEWORKS
    }
    assert wrong == {}


def test_importing_everything_imports_no_framework():
    """Every module but the script that MkDocs runs, in a process of its own."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in FILES
        if path.name not in ("__init__.py", "site_pages.py")
    ]
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print(sorted({FRAMEWORKS!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_module_says_what_it_is_for(path):
    docstring = ast.get_docstring(parse(path))
    assert docstring, "no docstring"
    summary = docstring.splitlines()[0]
    assert summary.endswith((".", "?")), f"the first line is no sentence: {summary!r}"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_everything_public_is_annotated_and_explained(path):
    tree = parse(path)
    scopes = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    for scope in scopes:
        is_hidden = isinstance(scope, ast.ClassDef) and scope.name.startswith("_")
        for node in scope.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or is_hidden:
                continue
            is_protocol = isinstance(scope, ast.ClassDef) and any(
                ast.unparse(base) == "Protocol" for base in scope.bases
            )
            assert is_protocol or ast.get_docstring(node), f"{node.name} has no docstring"
            assert node.returns is not None, f"{node.name} has no annotated result"


def tracked_files():
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name]


def test_no_file_names_a_folder_of_one_machine():
    wrong = [
        f"{name_of(path)}: {line.strip()[:80]}"
        for path in tracked_files()
        if path.suffix in TEXT_FILES and path.is_file() and path != Path(__file__)
        for line in path.read_text(encoding="utf-8").splitlines()
        if MACHINE_PATHS.search(line)
    ]
    assert wrong == []


def test_no_large_or_binary_file_is_kept():
    large = {
        name_of(path): path.stat().st_size
        for path in tracked_files()
        if path.is_file() and path.stat().st_size > 200_000
    }
    assert large == {}
