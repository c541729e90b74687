"""A real LaTeX, for tests: compiles a text in a minimal article and tells what did not fit."""

import os
import re
import subprocess

from tests.required import require_command

_COMPLAINT = re.compile(r"^(?:! .*|Overfull .*|.*Float too large.*)$", re.MULTILINE)
_SLACK = re.compile(r"Overfull \\[hv]box \((0|1)\.\d+pt")


def require_latex():
    require_command("pdflatex", "texlive-science")


def packages_of(text):
    """The line that names what a file needs: its first one."""
    packages = text.partition("\n")[0].removeprefix("% ")
    assert packages.startswith("\\usepackage{"), packages
    return packages


def compile_in_article(texts, folder):
    """Compile files of the report as they stand, in a minimal article.

    Args:
        texts: What they hold, by name; all need the same packages.
        folder: Where to compile; figures lie there.

    Returns:
        LaTeX's complaints by name; nothing where all is well.
    """
    (packages,) = {packages_of(text) for text in texts.values()}
    body = "".join(f"\\typeout{{@@ {name}}}\n{text}\\clearpage\n" for name, text in texts.items())
    main = f"\\documentclass{{article}}\n{packages}\n\\begin{{document}}\n{body}\\end{{document}}\n"
    (folder / "main.tex").write_text(main, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main.tex"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="latin-1",
        timeout=300,
        # A line of the log that is broken may go on with what looks like an error.
        env={**os.environ, "max_print_line": "1000000"},
    )
    found = {}
    for part in done.stdout.split("@@ ")[1:]:
        name, _, log = part.partition("\n")
        said = [line for line in _COMPLAINT.findall(log) if not _SLACK.match(line)]
        if said:
            found[name] = said
    if done.returncode and not found:
        found["main.tex"] = [done.stdout[-2000:]]
    return found
