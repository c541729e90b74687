"""The house: which part may import which, and what every file must have."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests import ROOT
from tests.required import require_command, skip_unless_required

ENGINE = ROOT / "engine"
FILES = sorted(ENGINE.rglob("*.py"))

FLOORS = ("theory", "dataset", "records", "exhibits", "networks", "lab", "studies", "site", "cli")
"""The parts of the engine, lowest first: each may import itself and those before it."""

MAY_IMPORT = {part: set(FLOORS[: floor + 1]) for floor, part in enumerate(FLOORS)}
MAY_IMPORT["publish"] = {"theory", "records", "exhibits", "publish"}
MAY_IMPORT["cli"] |= {"publish"}
MAY_IMPORT["install"] = {"install"}
"""What each part may import; publish stands apart, and cli calls it; install is for noxfile.py."""

SHARED_BY_STUDIES = {"study", "training_study", "over_seeds", "catalogue", "section", "sections"}
"""Modules beside the folders of the studies: what a study and its section are, and finding them."""

FRAMEWORKS = {"tensorflow", "keras", "torch", "torchvision", "jax"}
LONGEST_FILE = 300
TEXT_FILES = {".py", ".md", ".toml", ".yml", ".cff", ".js", ".css", ".html", ".csv", ".lock"}
# Spelled apart, so that this file does not name what it looks for.
MACHINE_PATHS = re.compile("/(home|root|work|tmp|Users)/")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def part_of(path):
    parts = path.relative_to(ENGINE).parts
    return parts[0] if len(parts) > 1 else ""


@cache
def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def is_for_type_checkers(node):
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


@cache
def imports_of(path, *, at_module_level=False):
    """The dotted names that a file imports; those for type checkers left out at module level."""
    return tuple(_imports_of(path, at_module_level))


def _imports_of(path, at_module_level):
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


@cache
def modules_imported(path):
    """What a file imports of the engine, as names: ("studies", "mnist", "study")."""
    split = (tuple(name.split(".")) for name in imports_of(path))
    return [parts[1:] for parts in split if parts[0] == "engine" and len(parts) > 1]


@cache
def module_path(names):
    """The file of a module, or of the module that holds a name."""
    for length in (len(names), len(names) - 1):
        base = ENGINE.joinpath(*names[:length])
        for candidate in (base.with_suffix(".py"), base / "__init__.py"):
            if length and candidate.is_file():
                return candidate
    return None


def test_every_part_of_the_engine_has_its_place():
    folders = {path.name for path in ENGINE.iterdir() if (path / "__init__.py").is_file()}
    assert folders == set(MAY_IMPORT)
    assert {path.name for path in FILES if not part_of(path)} == {"__init__.py", "__main__.py"}


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_run_one_way(part):
    wrong = {}
    for path in FILES:
        above = {names[0] for names in modules_imported(path)} & set(MAY_IMPORT) - MAY_IMPORT[part]
        if part_of(path) == part and above:
            wrong[name_of(path)] = sorted(above)
    assert wrong == {}


def study_of(path):
    """The study in whose folder a file lies, or None."""
    parts = path.relative_to(ENGINE).parts
    return parts[1] if parts[0] == "studies" and len(parts) == 3 else None


def test_no_study_imports_another():
    wrong = [
        (name_of(path), ".".join(names))
        for path in FILES
        if study_of(path)
        for names in modules_imported(path)
        if names[0] == "studies" and names[1] not in {study_of(path), *SHARED_BY_STUDIES}
    ]
    assert wrong == []


@cache
def reached_from(path):
    """The engine's files that a file imports, directly or through others, without itself."""
    found, waiting = set(), [path]
    while waiting:
        for names in modules_imported(waiting.pop()):
            file = module_path(names)
            if file and file not in found:
                found.add(file)
                waiting.append(file)
    return found


def test_what_is_computed_does_not_depend_on_how_it_is_shown():
    for path in FILES:
        if study_of(path) and path.stem.rpartition("_")[2] in ("study", "analysis"):
            shown = [name_of(file) for file in reached_from(path) if file.stem == "exhibits"]
            assert shown == [], f"{name_of(path)} depends on {shown}"


def test_exhibits_know_no_framework():
    """Not even by calling something that imports one: what is shown is read from records."""
    for path in FILES:
        if path.name == "exhibits.py":
            frameworks = {name.split(".")[0] for name in imports_of(path)} & FRAMEWORKS
            computing = [
                name_of(file)
                for file in reached_from(path)
                if study_of(file) and file.stem.rpartition("_")[2] == "study"
            ]
            assert (frameworks, computing) == (set(), []), name_of(path)


def test_imports_form_no_circle():
    circular = [name_of(path) for path in FILES if path in reached_from(path)]
    assert circular == []


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


def test_only_what_measures_and_computes_knows_a_framework():
    wrong = {
        name_of(path): name
        for path in FILES
        if part_of(path) not in ("networks", "lab", "studies")
        for name in imports_of(path)
        if name.split(".")[0] in FRAMEWORKS
    }
    assert wrong == {}


def test_importing_everything_imports_no_framework():
    """Every module but the script that MkDocs runs, in a process of its own."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in FILES
        if path.name not in ("__init__.py", "__main__.py", "gen_files.py")
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
    require_command("git", "git")
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode:
        skip_unless_required("not a git checkout")
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
