"""A real LaTeX, for tests: compiles a text in a minimal article and tells what did not fit."""

import os
import re
import shutil
import subprocess

import pytest

_COMPLAINT = re.compile(r"^(?:! .*|Overfull .*|.*Float too large.*)$", re.MULTILINE)
_SLACK = re.compile(r"Overfull \\[hv]box \((0|1)\.\d+pt")


def require_latex():
    if not shutil.which("pdflatex"):
        skip_unless_required("no pdflatex: install Debian's texlive-science")


def skip_unless_required(reason):
    """Skip, except in CI, where what is missing is a failure."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


def compile_in_article(text, folder):
    """Compile a file of the report as it stands; returns LaTeX's complaints, none if it fits.

    Its first line names the packages that it needs.
    """
    packages = text.partition("\n")[0].removeprefix("% ")
    assert packages.startswith("\\usepackage{"), packages
    main = f"\\documentclass{{article}}\n{packages}\n\\begin{{document}}\n{text}\\end{{document}}\n"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tex").write_text(main, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main.tex"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="latin-1",
        timeout=60,
    )
    found = [line for line in _COMPLAINT.findall(done.stdout) if not _SLACK.match(line)]
    if done.returncode and not found:
        found = [done.stdout[-2000:]]
    return found
