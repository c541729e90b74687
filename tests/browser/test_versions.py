"""Published versions side by side: an old one says that there is a newer one."""

import json
import shutil
import subprocess
import sys

import pytest

from tests import ROOT
from tests.browser.browsing import serve

CONFIG = """
site_name: Versions
docs_dir: docs
theme:
  name: material
  custom_dir: {theme}
  font: false
extra:
  version:
    provider: {provider}
    default: latest
    alias: true
"""


def build_site(folder, provider):
    (folder / "docs" / "tables").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# Home\n")
    (folder / "docs" / "tables" / "one.md").write_text("# A table\n")
    config = CONFIG.format(theme=ROOT / "engine" / "site" / "theme", provider=provider)
    (folder / "mkdocs.yml").write_text(config)
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "site"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Address of two versions, as mike lays them out."""
    folder = tmp_path_factory.mktemp("published")
    site = build_site(tmp_path_factory.mktemp("source"), "mike")
    for name in ("1.0.0", "1.1.0", "latest"):
        shutil.copytree(site, folder / name)
    versions = [
        {"version": "1.1.0", "title": "1.1.0", "aliases": ["latest"]},
        {"version": "1.0.0", "title": "1.0.0", "aliases": []},
    ]
    (folder / "versions.json").write_text(json.dumps(versions))
    with serve(folder) as address:
        yield address


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    page.close()


@pytest.mark.parametrize("place", ["", "tables/one/"])
@pytest.mark.parametrize(
    ("version", "is_old"), [("1.0.0", True), ("1.1.0", False), ("latest", False)]
)
def test_an_old_version_alone_says_that_there_is_a_newer_one(
    page, published, version, is_old, place
):
    page.goto(f"{published}{version}/{place}", wait_until="networkidle")
    banner = page.locator("[data-md-component=outdated]")
    assert banner.is_visible() is is_old
    assert page.errors == []
    if is_old:
        links = banner.locator("a").evaluate_all("links => links.map(link => link.href)")
        assert links == [f"{published}latest/", f"{published}latest/release-notes/"]
        page.reload(wait_until="networkidle")
        assert banner.is_visible()
        assert page.errors == []


def test_the_menu_leads_to_every_version(page, published):
    page.goto(f"{published}1.0.0/", wait_until="networkidle")
    shown = page.locator(".md-version__link").evaluate_all("links => links.map(link => link.href)")
    assert shown == [f"{published}1.1.0/", f"{published}1.0.0/"]


def test_a_build_that_is_not_published_asks_for_no_versions(page, tmp_path):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    with serve(build_site(tmp_path, "none")) as address:
        page.goto(address, wait_until="networkidle")
    assert page.locator("[data-md-component=outdated] aside").count() == 0
    assert not [url for url in requests if "versions.json" in url]
    assert page.errors == []
