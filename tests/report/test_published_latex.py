"""Every LaTeX file of the built site compiles as it stands and fits the page."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from latex_compiler import compile_in_article, require_latex, skip_unless_required

SITE = Path(os.environ.get("MEC_SITE_DIR", Path(__file__).parents[2] / "build" / "site"))


def test_every_table_and_figure_compiles_and_fits(tmp_path):
    require_latex()
    files = sorted((SITE / "data").glob("*.tex"))
    if not files:
        skip_unless_required(f"no built site in {SITE}: run `nox -s build` first")

    def complaints(file):
        folder = tmp_path / file.stem
        folder.mkdir()
        drawing = SITE / "figures" / f"{file.stem}.pdf"
        if drawing.is_file():
            shutil.copy(drawing, folder)
        return compile_in_article(file.read_text(encoding="utf-8"), folder)

    with ThreadPoolExecutor(2) as pool:
        found = dict(zip((file.stem for file in files), pool.map(complaints, files), strict=True))
    assert {name: said for name, said in found.items() if said} == {}
