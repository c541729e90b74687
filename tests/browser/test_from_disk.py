"""The built site read where it lies: opened by double click, no server, no request to elsewhere."""

import pytest

from tests.browser.browsing import PHONE, WIDE, page_file, published_version
from tests.browser.calculator_view import choose, expect_results, field, results, type_behind

CUT_OFF = "net::ERR_ABORTED"
"""A request that ends with its page: no fault, as a missing file is."""


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory):
    """The site under a path that an address has to quote."""
    if published_version(site):
        pytest.skip("the site that is built is to be published, not to be read from disk")
    link = tmp_path_factory.mktemp("disk") / "ein größerer Ordner, 100 % #1"
    link.symlink_to(site, target_is_directory=True)
    return link


@pytest.fixture
def open_file(browser, folder):
    """Opens a file of the site; afterwards nothing may have failed or left the folder."""
    faults, contexts = [], []

    def check_request(request):
        if not request.url.startswith((f"{folder.as_uri()}/", "data:", "blob:")):
            faults.append(f"request to elsewhere: {request.url}")

    def check_failure(request):
        if request.failure != CUT_OFF:
            faults.append(f"failed, {request.failure}: {request.url}")

    def open_one(name, viewport=WIDE):
        context = browser.new_context(viewport=viewport)
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("console", lambda m: m.type == "error" and faults.append(f"console: {m.text}"))
        page.on("pageerror", lambda error: faults.append(f"exception: {error}"))
        page.on("request", check_request)
        page.on("requestfailed", check_failure)
        page.goto((folder / name).as_uri())
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults


def place(page, folder):
    """What a page's address says behind the folder of the site."""
    return page.url.removeprefix(f"{folder.as_uri()}/")


def test_the_navigation_leads_from_page_to_page_and_home(open_file, folder):
    page = open_file("index.html")
    for tab, name in (("The rules", "rules"), ("Method", "method"), ("Results", "backbones")):
        page.locator(".md-tabs").get_by_role("link", name=tab, exact=True).click()
        page.wait_for_url(f"**/{name}/index.html")
    page.locator(".md-nav--primary").get_by_role("link", name="Atlas").click()
    page.wait_for_url("**/atlas/index.html")
    page.locator("table.mec-table tbody a").first.click()
    page.wait_for_url("**/atlas/*/index.html#*")
    assert page.locator("tr:target").is_visible()
    page.locator("a.md-logo").first.click()
    page.wait_for_url("**/index.html")
    assert place(page, folder) == "index.html"


def test_a_link_to_an_anchor_of_another_page_lands_there(open_file, folder):
    page = open_file("index.html")
    link = page.locator('article a[href*="/index.html#"]').first
    target = link.get_attribute("href").removeprefix("./")
    link.click()
    page.wait_for_url(f"**/{target}")
    assert place(page, folder) == target
    assert page.locator(":target").count() == 1


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_search_finds_a_page_and_opens_it(open_file, folder, viewport):
    page = open_file("rules/index.html", viewport)
    if viewport is PHONE:
        page.locator("label[for=__search].md-header__button").click()
    else:
        page.locator("input.md-search__input").click()
    page.keyboard.type("DenseNet121")
    hit = page.locator(".md-search-result__link[href*='densenet/index.html?h=densenet121']").first
    hit.click()
    page.wait_for_url("**/atlas/densenet/index.html?h=densenet121*")
    assert "DenseNet" in page.locator("h1").inner_text()
    assert page.locator("mark").count()


def test_a_table_sorts_filters_and_keeps_its_order_when_reloaded(open_file):
    page = open_file("atlas/index.html")
    table = page.locator("#table-atlas-models table")
    rows = table.locator("tbody tr[aria-rowindex]")
    rows.first.wait_for()
    count = table.get_attribute("aria-rowcount")
    heading = table.locator("th[data-type=number]").first
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    first = rows.first.inner_text()
    page.reload()
    rows.first.wait_for()
    assert rows.first.inner_text() == first
    page.locator("#table-atlas-models input[type=search]").fill("vgg")
    assert 1 < int(table.get_attribute("aria-rowcount")) < int(count)


def test_looking_up_shows_a_card_whose_link_leads_to_the_row(open_file):
    page = open_file("index.html")
    page.get_by_role("combobox", name="Architecture").fill("ResNet50")
    page.locator(".mec-card h3", has_text="ResNet50 keras").wait_for()
    page.locator(".mec-card summary").click()
    assert "ResNet50,keras," in page.locator(".mec-card pre").last.inner_text()
    page.get_by_role("link", name="Among its family").click()
    page.wait_for_url("**/atlas/resnet/index.html#keras-resnet50")
    assert "ResNet50" in page.locator("tr:target th").inner_text()


def test_an_old_address_leads_to_the_row_of_its_family(open_file):
    page = open_file("index.html")
    page.wait_for_load_state("networkidle")
    page.goto(page.url.replace("index.html", "atlas/keras-resnet50/index.html"))
    page.wait_for_url("**/atlas/resnet/index.html#keras-resnet50")


def test_a_closed_table_opens(open_file):
    page = open_file("atlas/vgg/index.html")
    page.get_by_text("a table an architecture").click()
    page.locator("#table-atlas-keras-vgg16 summary").first.click()
    names = page.locator("#table-atlas-keras-vgg16 tbody th")
    names.first.wait_for()
    assert names.all_inner_texts() == ["fc1", "fc2", "predictions"]


def test_the_calculator_computes_and_its_address_holds_the_network(open_file):
    page = open_file("calculator/index.html")
    choose(page, "2-3-1 network")
    type_behind(field(page, "layers.0.neurons"), "45")
    assert results(page) == expect_results([2, 345, 1])
    page.reload()
    assert results(page) == expect_results([2, 345, 1])


def test_what_the_buttons_copy_is_the_file(open_file, folder):
    page = open_file("backbones/index.html")
    table = page.locator("#table-backbones")
    table.get_by_text("Use or cite").click()
    if "neither cited nor used" in table.inner_text():
        pytest.skip("a quick build offers nothing to copy")
    for label, suffix in (("LaTeX", "tex"), ("BibTeX", "bib")):
        table.get_by_role("button", name=f"Copy {label}").click()
        page.locator(".mec-status", has_text=f"{label} copied.").wait_for(state="attached")
        written = (folder / "data" / f"backbones.{suffix}").read_text(encoding="utf-8")
        assert page.evaluate("navigator.clipboard.readText()") == written


def test_formulas_are_set_in_the_font_of_the_site(open_file):
    page = open_file("rules/index.html")
    loaded = page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].map((font) => font.status))"
    )
    assert loaded
    assert set(loaded) == {"loaded"}


@pytest.mark.every_page
def test_pages_open_without_error(open_file, opened, folder):
    page = open_file("index.html")
    for address in opened[::5]:
        page.goto(page_file(folder, address).as_uri())
        assert page.locator("h1").first.is_visible(), address
