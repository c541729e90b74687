"""Lighthouse on the built site: python -m tests.lighthouse [PAGE ...].

It is fetched once, pinned, into build/lighthouse, and looks at pages as a phone does. What is
reported is the median of several runs: performance varies with whatever else the machine does.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.browser.browsing import find_chromium, serve
from tests.browser.compressing import CompressingHandler

VERSION = "12.8.2"
"""The last that runs on Node.js 20."""

FOLDER = Path("build/lighthouse")
PAGES = ("", "rules/", "mnist/", "backbones/", "atlas/", "calculator/")
REQUIRED = ("accessibility", "best-practices", "seo")
AIM = 95
"""What performance aims at; all else must be 100."""

MEASURES = {
    "first-contentful-paint": "first paint, ms",
    "largest-contentful-paint": "largest paint, ms",
    "total-blocking-time": "blocking, ms",
    "cumulative-layout-shift": "shift",
}
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run"
)


class LighthouseError(RuntimeError):
    """Lighthouse cannot be had, or ended without a report."""


@dataclass(frozen=True, slots=True)
class Score:
    """What Lighthouse says of a page.

    Attributes:
        categories: Scores from 0 to 100, by category.
        measures: What was measured, by audit.
        faults: Titles of the audits that cost points in the required categories.
    """

    categories: Mapping[str, float]
    measures: Mapping[str, float]
    faults: Sequence[str]


def read_report(report: Mapping[str, dict]) -> Score:
    """Return what a report of Lighthouse says."""
    categories, audits = report["categories"], report["audits"]
    if report.get("runtimeError"):
        raise LighthouseError(str(report["runtimeError"].get("message")))
    faults = {
        f"{name}: {audits[reference['id']]['title']}"
        for name in REQUIRED
        for reference in categories[name]["auditRefs"]
        if reference["weight"] and audits[reference["id"]]["score"] not in (1, None)
    }
    return Score(
        {name: 100 * (category["score"] or 0) for name, category in categories.items()},
        {name: audits[name]["numericValue"] for name in MEASURES},
        sorted(faults),
    )


def take_median(scores: Sequence[Score]) -> Score:
    """Return the median of each number over runs, and all faults that any run found."""
    first = scores[0]
    return Score(
        {name: median(one.categories[name] for one in scores) for name in first.categories},
        {name: median(one.measures[name] for one in scores) for name in first.measures},
        sorted({fault for one in scores for fault in one.faults}),
    )


def fetch_lighthouse() -> Path:
    """Return Lighthouse's command, after installing it if it is not there."""
    command = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
    package = command.parent.parent / "package.json"
    if package.is_file() and json.loads(package.read_text("utf-8"))["version"] == VERSION:
        return command
    npm = shutil.which("npm")
    if npm is None:
        raise LighthouseError("no npm: install Node.js 20 or newer")
    FOLDER.mkdir(parents=True, exist_ok=True)
    # No script of a package runs: one of them would look for a browser of its own.
    options = ("--no-audit", "--no-fund", "--ignore-scripts", "--no-save")
    install = [npm, "install", "--prefix", str(FOLDER), *options, f"lighthouse@{VERSION}"]
    if subprocess.run(install, check=False).returncode:
        raise LighthouseError(f"npm cannot install lighthouse@{VERSION}: see the lines above")
    return command


def look_at(command: Path, address: str, chromium: str) -> Score:
    """Run Lighthouse once on an address, as a phone on a slow network.

    Raises:
        LighthouseError: If it ends without a report.
    """
    options = ("--quiet", "--output=json", "--no-enable-error-reporting", "--form-factor=mobile")
    done = subprocess.run(
        ["node", str(command), address, *options, f"--chrome-flags={FLAGS}"],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return read_report(json.loads(done.stdout))
    except ValueError:
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise LighthouseError(f"Lighthouse gave no report on {address}: {last[0]}") from None


def format_table(scores: Mapping[str, Score]) -> str:
    """Return the scores of pages as a table in plain text."""
    names = ("performance", *REQUIRED)
    header = ["page", *names, *MEASURES.values()]
    rows = [
        [
            address or "home",
            *(f"{score.categories[name]:.0f}" for name in names),
            *(
                f"{value:.3f}" if name == "cumulative-layout-shift" else f"{value:.0f}"
                for name, value in score.measures.items()
            ),
        ]
        for address, score in scores.items()
    ]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (header, *rows)
    ]
    return "\n".join(lines)


def find_faults(scores: Mapping[str, Score]) -> list[str]:
    """Return what is below 100 and must not be, a line each."""
    return [
        f"{address or 'home'}: {name} {score.categories[name]:.0f}, not 100; "
        + "; ".join(fault for fault in score.faults if fault.startswith(name))
        for address, score in scores.items()
        for name in REQUIRED
        if score.categories[name] < 100
    ]


def main() -> None:
    """Print a table of the pages' scores; end with an error if a required one is below 100."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help='addresses like "rules/"; six pages without')
    parser.add_argument("--site", type=Path, default=Path("build/site"))
    parser.add_argument("--times", type=int, default=5, help="runs a page (default: 5)")
    options = parser.parse_intermixed_args()
    chromium = find_chromium()
    if chromium is None:
        parser.error("no Chromium found; install Debian's chromium package")
    if not (options.site / "index.html").is_file():
        parser.error(f"no built site in {options.site}: run `nox -s build` first")
    command = fetch_lighthouse()
    with serve(options.site, CompressingHandler) as root:
        scores = {}
        for address in options.pages or PAGES:
            runs = [look_at(command, root + address, chromium) for _ in range(options.times)]
            scores[address] = take_median(runs)
            performance = scores[address].categories["performance"]
            print(f"{address or 'home'}: performance {performance:.0f}", file=sys.stderr)  # noqa: T201
    print(format_table(scores))  # noqa: T201
    low = [
        address or "home" for address, one in scores.items() if one.categories["performance"] < AIM
    ]
    if low:
        print(f"performance is below the aim of {AIM} on {', '.join(low)}")  # noqa: T201
    if faults := find_faults(scores):
        raise SystemExit("\n".join(faults))


if __name__ == "__main__":
    main()
