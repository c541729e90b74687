"""How a page loads on a slow phone: what it fetches, what moves, what blocks.

python -m tests.browser.loading [PAGE ...] prints a line a page of the built site.
"""

import argparse
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page

from tests.browser.browsing import find_chromium, open_browser, serve

SLOWDOWN = 4
"""How many times slower than this machine a phone computes."""

NETWORK = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
"""Milliseconds and bytes a second of a slow mobile connection."""

PHONE = {"viewport": {"width": 412, "height": 823}, "is_mobile": True, "has_touch": True}
LONGEST_TASK_MS = 50
"""What a task may take before a reader's finger waits for it."""

WATCH = """
globalThis.seen = { shift: 0, blocking: 0, moved: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    seen.shift += entry.value;
    for (const { node } of entry.sources) {
      seen.moved.push(`${entry.value.toFixed(3)} ${node?.nodeName} ${node?.className ?? ""}`);
    }
  }
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen.blocking += Math.max(0, entry.duration - 50);
}).observe({ type: "longtask", buffered: true });
"""

UNTIL_QUIET = """() => new Promise((done) => {
  const wait = (times) =>
    times ? requestIdleCallback(() => setTimeout(() => wait(times - 1), 100)) : done();
  wait(6);
})"""


@dataclass(frozen=True, slots=True)
class Loading:
    """What happened until a page was quiet.

    Attributes:
        files: What was fetched, as paths from the root of the site.
        shift: Cumulative layout shift.
        blocking_ms: Time by which tasks exceed 50 ms, summed.
        moved: What moved, with by how much, one line an element.
    """

    files: Sequence[str]
    shift: float
    blocking_ms: float
    moved: Sequence[str]

    def compressed_bytes(self, site: Path) -> int:
        """Return what the files weigh together, each compressed."""
        return sum(compressed_size(site / name) for name in self.files)


def compressed_size(path: Path) -> int:
    """Return the size of a file as a server sends it, in bytes."""
    return len(gzip.compress((path / "index.html" if path.is_dir() else path).read_bytes(), 6))


def load_page(browser: Browser, root: str, address: str, *, slow: bool = True) -> Loading:
    """Open a page of a served site in an empty window of a phone, and wait until it is quiet."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.add_init_script(WATCH)
    if slow:
        _slow_down(page)
    page.goto(root + address)
    page.evaluate(UNTIL_QUIET)
    seen = page.evaluate("seen")
    context.close()
    paths = [url.removeprefix(root) for url in fetched if url.startswith(root)]
    files = dict.fromkeys(unquote(urlsplit(path).path) for path in paths)
    return Loading(tuple(files), seen["shift"], seen["blocking"], tuple(seen["moved"]))


def _slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, **NETWORK})


def main() -> None:
    """Print what pages weigh, by how much they shift and for how long they block."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help='addresses like "rules/"; home without')
    parser.add_argument("--site", type=Path, default=Path("build/site"))
    parser.add_argument("--times", type=int, default=3, help="of which the median is printed")
    parser.add_argument("--moved", action="store_true", help="say what moved")
    options = parser.parse_intermixed_args()
    executable = find_chromium()
    if executable is None:
        parser.error("no Chromium found; install Debian's chromium package")
    print(f"{'page':<24}{'kB':>8}{'files':>7}{'shift':>8}{'blocking':>10}")  # noqa: T201
    with serve(options.site) as root, open_browser(executable) as browser:
        for address in options.pages or [""]:
            loads = [load_page(browser, root, address) for _ in range(options.times)]
            size = loads[0].compressed_bytes(options.site) / 1000
            shift = median(load.shift for load in loads)
            blocking = median(load.blocking_ms for load in loads)
            print(  # noqa: T201
                f"{address or 'home':<24}{size:>8.0f}{len(loads[0].files):>7}{shift:>8.3f}"
                f"{blocking:>7.0f} ms"
            )
            if options.moved:
                print(*(f"    {line}" for line in loads[-1].moved), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
