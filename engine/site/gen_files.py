"""Hands the pages of build/pages to MkDocs: the script of mkdocs-gen-files."""

import mkdocs_gen_files

from engine.site.hooks import PAGES

if not PAGES.is_dir():
    raise SystemExit(
        f"{PAGES} is missing: run `nox -s build`, or `python -m engine compute` and "
        "`python -m engine pages`"
    )
for path in sorted(PAGES.rglob("*.md")):
    with mkdocs_gen_files.open(path.relative_to(PAGES).as_posix(), "wb") as target:
        target.write(path.read_bytes())
