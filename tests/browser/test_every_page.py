"""What holds for every page: no error, no request to elsewhere, no overflow, no broken link."""

from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from tests.browser.browsing import (
    PHONE,
    SIZES,
    one_of_each_kind,
    page_file,
    published_version,
)

LINKING = {"a": "href", "link": "href", "img": "src", "script": "src", "use": "href"}


class Anchors(HTMLParser):
    """Collects ids and internal links of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids.update(attributes[key] for key in ("id", "name") if attributes.get(key))
        if tag in LINKING and attributes.get(LINKING[tag]) and attributes.get("rel") != "canonical":
            self.links.append(attributes[LINKING[tag]])
        if attributes.get("data-copy"):
            self.links.append(attributes["data-copy"])


@pytest.fixture(scope="module")
def pages(site, addresses):
    """Each page's address and what it holds."""
    return {
        address: Anchors(page_file(site, address).read_text(encoding="utf-8"))
        for address in addresses
    }


def test_no_link_is_broken(site, pages):
    base = "http://site/this/"
    newest, errata = "http://site/latest/", "http://site/errata/"  # where it is published
    is_published = published_version(site) is not None
    broken = []
    for address, page in pages.items():
        for link in page.links:
            target, fragment = urldefrag(urljoin(base + address, link))
            is_errata = is_published and target.removesuffix("index.html") == errata
            if not target.startswith("http://site/") or is_errata:
                continue
            target = target.removeprefix(base).removeprefix(newest)
            path = unquote(urlsplit(target).path).removesuffix("index.html")
            known = pages.get(path)
            if known is None and not (site / path).is_file():
                broken.append(f"{address}: {link}")
            elif fragment and known is not None and unquote(fragment) not in known.ids:
                broken.append(f"{address}: {link} (no such anchor)")
    assert not broken


def find_faults(browser, root, addresses):
    """Open pages at each size in turn: messages, requests that fail or leave, sideways scroll.

    One window a size, since opening a window a page would take minutes.
    """
    faults = []
    for viewport in SIZES:
        page = browser.new_page(viewport=viewport)
        address = ""

        def note(kind, what):
            faults.append(f"{address} at {viewport['width']}: {kind}: {what}")  # noqa: B023

        def check_request(request, note=note):
            if not request.url.startswith((urljoin(root, "/"), "data:", "blob:", "about:")):
                note("request to elsewhere", request.url)

        def check_response(response, note=note):
            if response.status >= 400:
                note("missing", response.url)

        page.on("console", lambda message, note=note: note(message.type, message.text))
        page.on("pageerror", lambda error, note=note: note("exception", error))
        page.on("request", check_request)
        page.on("response", check_response)
        for address in addresses:
            page.goto(root + address)
            excess = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if excess > 0:
                note("overflow", f"{excess} px")
        page.close()
    return faults


def test_a_page_of_each_kind_opens_without_message_request_or_overflow(browser, root, addresses):
    assert not find_faults(browser, root, one_of_each_kind(addresses))


@pytest.mark.every_page
def test_every_page_opens_without_message_request_or_overflow(browser, root, addresses):
    assert not find_faults(browser, root, addresses)


@pytest.mark.every_page
def test_pages_are_complete_without_scripts(browser, root, opened):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    for address in opened:
        page.goto(root + address)
        assert page.locator("h1").first.is_visible(), address
        assert page.locator(".mec-copy:visible, .mec-filter").count() == 0, address
    context.close()
