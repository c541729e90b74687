"""Take pictures of the built site: python -m tests.browser.screenshots FOLDER [PAGE ...]."""

import argparse
from itertools import product
from pathlib import Path

from tests.browser.browsing import PHONE, WIDE, find_chromium, open_browser, page_addresses, serve


def main() -> None:
    """Write FOLDER/<page>-<light|dark>-<width>.png for every page, or for those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", nargs="*", help='addresses like "rules/"; all without')
    parser.add_argument("--site", type=Path, default=Path("build/site"))
    parser.add_argument("--fold", action="store_true", help="only what the first screen shows")
    options = parser.parse_intermixed_args()
    executable = find_chromium()
    if executable is None:
        parser.error("no Chromium found; install Debian's chromium package")
    options.folder.mkdir(parents=True, exist_ok=True)
    pages = options.pages or page_addresses(options.site)
    with serve(options.site) as root, open_browser(executable) as browser:
        for scheme, viewport in product(("light", "dark"), (WIDE, PHONE)):
            page = browser.new_page(viewport=viewport, color_scheme=scheme)
            for address in pages:
                page.goto(root + address, wait_until="networkidle")
                name = address.strip("/").replace("/", "-") or "home"
                picture = options.folder / f"{name}-{scheme}-{viewport['width']}.png"
                page.screenshot(path=picture, full_page=not options.fold)
            page.close()


if __name__ == "__main__":
    main()
