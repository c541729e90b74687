"""Hands the pages of build/pages to MkDocs: the script of mkdocs-gen-files.

Outside a build of MkDocs the same calls would write the filled pages over their templates in
docs/, so this file runs as that script alone and refuses to be imported.
"""

import mkdocs_gen_files

from engine.site.hooks import PAGES

if __name__ != "<run_path>":
    raise SystemExit(
        "engine/site/gen_files.py is run by MkDocs, which `nox -s build` starts; it is not imported"
    )
if not PAGES.is_dir():
    raise SystemExit(
        f"{PAGES} is missing: run `nox -s build`, or `python -m engine compute` and "
        "`python -m engine pages`"
    )
for path in sorted(PAGES.rglob("*.md")):
    with mkdocs_gen_files.open(path.relative_to(PAGES).as_posix(), "wb") as target:
        target.write(path.read_bytes())
