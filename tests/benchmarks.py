"""What was measured before it was made fast: each way against its alternative, in one run.

Printed are ratios of the best of several alternating rounds: seconds depend on the machine, and on
what else it does. Each benchmark runs in a process of its own.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests import ROOT

ROUNDS = 3

Way = Callable[[], object]


def building_keras_models() -> tuple[str, Way, str, Way]:
    """Skipping the initialisers, against letting them run."""
    import keras

    from engine.networks.keras.adapter import build_keras

    def builder() -> object:
        return keras.applications.DenseNet121(weights=None)

    return "stateless", lambda: build_keras(builder), "with initialisers", builder


def counting_dichotomies() -> tuple[str, Way, str, Way]:
    """Cover's theorem in log-space, against exact integers."""
    from engine.theory.cover import log_memorisation_probability, memorisation_probability

    return (
        "log-space",
        lambda: log_memorisation_probability(4000, 1900),
        "exact",
        lambda: memorisation_probability(4000, 1900),
    )


def correlating_ranks() -> tuple[str, Way, str, Way]:
    """The rank correlation of the bootstrap, against scipy's with its p-value."""
    import numpy as np
    from scipy import stats

    from engine.lab.statistics import rank_correlation

    x, y = np.random.default_rng(1).normal(size=(2, 120))
    return (
        "own",
        lambda: [rank_correlation(x, y) for _ in range(500)],
        "scipy",
        lambda: [stats.spearmanr(x, y).statistic for _ in range(500)],
    )


def filling_pages_after_an_edit() -> tuple[str, Way, str, Way]:
    """The process that `serve` keeps, against filling all pages; needs the records of a build."""
    from engine.site.report import Report

    kept = Report(ROOT, ROOT / "build")

    def fill(report: Report) -> None:
        report.data_of(report.fill_draft())

    fill(kept)
    return "kept", lambda: fill(kept), "all", lambda: fill(Report(ROOT, ROOT / "build"))


def filling_pages_from_nothing() -> tuple[str, Way, str, Way]:
    """A new process that fills all pages, against what it imports alone."""
    pages = [sys.executable, "-W", "ignore", "-m", "engine", "pages"]
    imports = [sys.executable, "-c", "import engine.site.report, engine.studies.backbones.exhibits"]

    def run(command: list[str]) -> None:
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    return "its imports", lambda: run(imports), "all", lambda: run(pages)


def building_an_unchanged_site() -> tuple[str, Way, str, Way]:
    """Looking whether anything has changed, against filling and building all again."""
    from engine.site.build import build_site
    from engine.site.inputs import SiteInputs
    from engine.site.report import Report

    build = ROOT / "build"

    def look() -> None:
        SiteInputs(ROOT, build, "standard", build / "site").are_unchanged()

    def again() -> None:
        Report(ROOT, build).write()
        build_site(ROOT / "mkdocs.yml")

    return "looking", look, "building", again


def building_an_edited_page() -> tuple[str, Way, str, Way]:
    """The pages that `serve` builds again, against MkDocs building all; needs filled pages."""
    import tempfile

    from engine.site.live_site import LiveSite

    folder = tempfile.mkdtemp()
    site = LiveSite(ROOT / "mkdocs.yml", Path(folder), "http://127.0.0.1:8000/")
    site.build()
    page = (ROOT / "build" / "pages" / "rules.md").read_text(encoding="utf-8")
    return "one page", lambda: site.update({"rules.md": page}), "all pages", site.build


BENCHMARKS = {
    function.__name__: function
    for function in (
        building_keras_models,
        counting_dichotomies,
        correlating_ranks,
        filling_pages_after_an_edit,
        filling_pages_from_nothing,
        building_an_edited_page,
        building_an_unchanged_site,
    )
}


def run(name: str) -> None:
    """Print how many times as long the alternative takes."""
    first_name, first, second_name, second = BENCHMARKS[name]()
    best = {first: float("inf"), second: float("inf")}
    for _ in range(ROUNDS):
        for way in best:
            started = time.perf_counter()
            way()
            best[way] = min(best[way], time.perf_counter() - started)
    ratio = best[second] / best[first]
    title = name.replace("_", " ")
    print(f"{title}: {second_name} takes {ratio:.1f} times as long as {first_name}")  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(sys.argv[1])
    else:
        for one in BENCHMARKS:
            subprocess.run([sys.executable, "-m", "tests.benchmarks", one], check=True)
        subprocess.run([sys.executable, "-m", "tests.training_speed"], check=True)
