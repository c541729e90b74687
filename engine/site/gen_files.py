"""Hands build/pages to MkDocs: the script of mkdocs-gen-files, and all that depends on it."""

from pathlib import Path

import mkdocs_gen_files

PAGES = Path("build/pages")

if not PAGES.is_dir():
    raise SystemExit(
        f"{PAGES} is missing: run `nox -s build`, or `python -m engine compute` and "
        "`python -m engine pages`"
    )
for path in sorted(PAGES.rglob("*")):
    if path.is_file():
        name = path.relative_to(PAGES).as_posix()
        with mkdocs_gen_files.open(name, "wb") as target:
            target.write(path.read_bytes())
