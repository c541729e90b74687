"""The script that hands pages to MkDocs writes nothing into docs/ unless MkDocs runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "code",
    [
        "import engine.site.gen_files",
        "import runpy; runpy.run_module('engine.site.gen_files', run_name='__main__')",
    ],
)
def test_only_mkdocs_runs_it(code, tmp_path):
    """In a folder with a page to fill and its template, as a checkout has after a build."""
    for folder in ("docs", "build/pages"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: A report\n", encoding="utf-8")
    (tmp_path / "docs" / "index.md").write_text("{{ template }}\n", encoding="utf-8")
    (tmp_path / "build" / "pages" / "index.md").write_text("Filled.\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert "gen_files.py is run by MkDocs, which `nox -s build` starts" in done.stderr
    assert "Traceback" not in done.stderr
    docs = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "docs").iterdir()}
    assert docs == {"index.md": "{{ template }}\n"}
