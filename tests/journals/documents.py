"""One document a class that holds all that is published for it, and what LaTeX says of it."""

import os
import re
import shutil
import subprocess

from engine.exhibits.export.forms import Form
from tests.required import require_command, skip_unless_required

FROM_ONE_TEMPLATE = re.compile(r"atlas-(layers|keras|torchvision)-")
"""Tables that one template makes for hundreds of networks."""

OF_A_TEMPLATE = 3

TOLERANCE_PT = 0.0
"""By how much a box may be too full."""

_FRONT = {
    "IEEEtran": r"\title{T}\author{A}\maketitle",
    "revtex4-2": r"\title{T}\author{A}\maketitle",
    "acmart": r"\title{T}\author{A}\affiliation{\institution{I}\city{C}\country{D}}\maketitle",
    "elsarticle": r"\begin{frontmatter}\title{T}\author{A}\end{frontmatter}",
    "llncs": r"\title{T}\author{A}\institute{I}\maketitle",
}
"""What starts a paper; acmart and REVTeX have two columns only from there on."""

_ERROR = re.compile(r"! .*|.*Float too large.*|Missing character: .*")
_OVERFULL = re.compile(r"Overfull \\[hv]box \(([\d.]+)pt")


def require_class(name, package):
    require_command("pdflatex", "texlive-science")
    found = subprocess.run(["kpsewhich", f"{name}.cls"], capture_output=True, check=False)
    if found.returncode:
        skip_unless_required(f"no class {name}: install Debian's package {package}")


def choose_tables(ids):
    """All tables, and of those that one template makes the first, the middle and the last."""
    of_templates = {}
    for name in ids:
        template = FROM_ONE_TEMPLATE.match(name)
        of_templates.setdefault(template[1] if template else None, []).append(name)
    chosen = of_templates.pop(None, [])
    made = [name for names in of_templates.values() for name in names]
    return [*chosen, *(made[round(at * (len(made) - 1) / 2)] for at in range(OF_A_TEMPLATE))]


def packages_of(text):
    """What a file says in its first line that it needs."""
    named = re.match(r"% \\usepackage\{([a-z0-9,]+)\}\n", text)
    assert named, text.partition("\n")[0]
    return named[1].split(",")


def write_document(one, tables, figures, site):
    """Return a document of a class; the full forms apart, which tests/exhibits/export compiles.

    Args:
        one: The class.
        tables: Ids of the tables.
        figures: Ids of the figures.
        site: Folder of the site.
    """
    parts = {}
    for placement in (each for each in one.tables if each.form != Form.FULL):
        for name in tables:
            text = (site / placement.form.file(name)).read_text(encoding="utf-8")
            parts[f"{placement.form.file(name)} {placement.environment}"] = placement.put(text)
    for name in figures if one.figure is not None else ():
        parts[one.figure.file(name)] = (site / one.figure.file(name)).read_text(encoding="utf-8")
    return _join(one, parts)


def _join(one, parts):
    needed = sorted({name for text in parts.values() for name in packages_of(text)})
    is_slide = any(placement.form == Form.SLIDE for placement in one.tables)
    start = "\\begin{frame}{Title}\n" if is_slide else ""
    end = "\\end{frame}\n" if is_slide else "\\clearpage\n"
    body = "".join(f"\\typeout{{@@ {name}}}\n{start}{text}{end}" for name, text in parts.items())
    return (
        f"{one.command}\n\\usepackage{{{','.join(needed)}}}\n"
        f"\\begin{{document}}\n{_FRONT.get(one.name, '')}\\clearpage\n{body}\\end{{document}}\n"
    )


def compile_document(text, folder, pictures):
    """Return LaTeX's complaints about a document, by part.

    Args:
        text: The document; each part starts by typing out its name after "@@ ".
        folder: Where to compile it.
        pictures: Folder of the pictures.
    """
    (folder / "paper.tex").write_text(text, encoding="utf-8")
    subprocess.run(
        [shutil.which("pdflatex"), "-interaction=nonstopmode", "-draftmode", "paper.tex"],
        cwd=folder,
        env={**os.environ, "TEXINPUTS": f"{pictures}:", "max_print_line": "1000"},
        stdout=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )
    log = (folder / "paper.log").read_text(encoding="latin-1")
    parts = [part.partition("\n") for part in log.split("@@ ")[1:]]
    return {name: found for name, _, said in parts if (found := complaints(said))}


def complaints(log):
    """The lines of a log that say that something failed or does not fit."""
    found = []
    for line in log.splitlines():
        overfull = _OVERFULL.match(line)
        if _ERROR.fullmatch(line) or (overfull and float(overfull[1]) > TOLERANCE_PT):
            found.append(line)
    return found
