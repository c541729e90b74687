"""The atlas as it is built: its families, its large tables and the field, at every width."""

import gzip
import json
import re
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.browsing import leads_on, page_file, wait_until_laid_out
from tests.browser.test_accessibility import TAGS

VIEW = ["color-contrast", "target-size", "scrollable-region-focusable"]
WIDTHS = (1280, 768, 390, 320)
SITE_BYTES = 34 * 10**6
PAGE_BYTES = 500 * 10**3
EXCESS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def models(site):
    body = json.loads((site / "data" / "atlas-models.json").read_text(encoding="utf-8"))
    addresses = body["addresses"]["model"]
    return [{**row, "address": at} for row, at in zip(body["rows"], addresses, strict=True)]


@pytest.fixture(scope="module")
def largest(models):
    """Address of the family with the most architectures."""
    families = [row["address"].partition("#")[0] for row in models]
    return max(sorted(set(families)), key=families.count)


def _file_or_folder(address):
    """A site for this machine names files in its links, one for elsewhere folders."""
    folder, _, anchor = address.partition("#")
    return re.compile(rf"/{re.escape(folder)}(index\.html)?#{re.escape(anchor)}$")


def test_the_site_stays_small(site):
    """As it is published: what only a reader from disk needs is not."""
    sizes = {
        path.relative_to(site): path.stat().st_size for path in site.rglob("*") if path.is_file()
    }
    published = {
        path: size
        for path, size in sizes.items()
        if path.parts[0] != "from-disk" and path.name != "search_index.js"
    }
    assert sum(published.values()) <= SITE_BYTES


def test_no_page_is_heavy(site, addresses):
    for address in addresses:
        content = page_file(site, address).read_bytes()
        assert len(gzip.compress(content, mtime=0)) <= PAGE_BYTES, address


def test_every_architecture_has_its_row_in_the_page_of_its_family(site, models):
    assert models
    for address in {row["address"].partition("#")[0] for row in models}:
        page = page_file(site, address).read_text(encoding="utf-8")
        for row in models:
            family, _, anchor = row["address"].partition("#")
            if family == address:
                assert page.count(f'<tr id="{anchor}">') == 1, row["address"]


def test_each_old_address_of_a_model_leads_to_its_row(open_page, root, site, models):
    kept = {
        row["address"].partition("#")[2]: row["address"]
        for row in models
        if row["library"] != "timm"
    }
    old = {path.parent.name for path in (site / "atlas").rglob("*.html") if leads_on(path)}
    assert old == set(kept)
    page = open_page("")
    for name in sorted(old)[::20]:
        page.goto(f"{root}atlas/{name}/", wait_until="commit")
        page.wait_for_url(_file_or_folder(kept[name]))
        assert page.locator("tr:target").count() == 1


def test_without_script_an_old_address_leads_on_too(browser, root, models):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{root}atlas/keras-resnet50/", wait_until="commit")
    page.wait_for_url(_file_or_folder("atlas/resnet/#keras-resnet50"))
    context.close()


def test_the_search_finds_a_family_by_its_architectures_and_no_rows(site, models):
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    texts = {entry["location"]: entry["text"] for entry in index["docs"]}
    assert not [place for place in texts if "keras-resnet50/" in place]
    family = " ".join(text for place, text in texts.items() if place.startswith("atlas/resnet/"))
    assert "resnet50 (timm)" in family or "ResNet50 (keras)" in family
    (row,) = [row for row in models if (row["library"], row["model"]) == ("keras", "ResNet50")]
    assert f"{row['multiply_adds']:,}" not in " ".join(texts.values())


@pytest.mark.every_page
def test_nothing_scrolls_sideways(open_page, root, largest):
    page = open_page("")
    for address, width in product(("?model=keras:ResNet50", "atlas/", largest), WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(root + address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(EXCESS) <= 0, f"{address} at {width}"


@pytest.mark.every_page
def test_axe_finds_nothing(open_page, root):
    """All rules once; then those that a dark scheme, or a phone, can break."""
    page = open_page("", reduced_motion="reduce")
    axe, faults = Axe(), []
    for address in ("?model=keras:ResNet50", "atlas/", "atlas/densenet/"):
        for width, scheme in product((1280, 390), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.goto(root + address)
            page.wait_for_load_state("networkidle")
            wait_until_laid_out(page)
            is_first = (width, scheme) == (1280, "light")
            rules = (
                {"type": "tag", "values": TAGS} if is_first else {"type": "rule", "values": VIEW}
            )
            found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
            faults += [
                f"{address} {width} {scheme}: {one['id']}: {one['nodes'][0]['html'][:160]}"
                for one in found.response["violations"]
            ]
    assert not faults, "\n".join(faults)


def test_a_family_without_script_has_its_rows_and_names_its_files(browser, root, largest):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(root + largest)
    assert page.locator("tbody tr[id]").count() > 10
    page.locator("[id^=table-atlas-layers] > details.mec-closed > summary").click()
    assert page.get_by_role("link", name="CSV").first.is_visible()
    page.goto(f"{root}atlas/")
    family = page.locator("#table-atlas-family-pages tbody th a").first
    family.click()
    page.wait_for_url(re.compile(r"/atlas/[a-z0-9-]+/(index\.html)?$"))
    assert page.locator("tbody tr[id]").count()
    context.close()


def test_the_plot_leads_to_a_row(open_page):
    page = open_page("atlas/resnet/")
    mark = page.locator(".mec-plot-mark").last  # nothing lies on it
    target = mark.get_attribute("href")
    mark.click()
    page.wait_for_url(_file_or_folder(f"atlas/resnet/{target}"))
    assert page.locator("tr:target").count() == 1
