"""Ten versions published side by side: each says what is newer, and what was found wrong in it."""

import json
import shutil
import subprocess
import sys

import pytest
import yaml

from engine.publish.errata import publish_errata
from engine.publish.release import Release, add_release
from tests import ROOT
from tests.browser.browsing import serve
from tests.publish.publish_samples import Repository, git
from tests.required import require_command

VERSIONS = [f"1.{minor}.0" for minor in range(10)]
NEWEST, WRONG = VERSIONS[-1], "1.3.0"
PATH = "some/report/"
TEXT = "It is <b>13</b> bits."
ERRATUM = {
    "id": "wrong-bits",
    "found": "2026-12-24",
    "versions": [WRONG, "1.4.0"],
    "exhibits": ["table-one"],
    "text": TEXT,
    "corrected_in": "1.5.0",
}
OUTDATED = "[data-md-component=outdated]"
TABLE = '# A table\n\n<section class="mec-exhibit" id="table-one"><p>12 bits</p></section>\n'
SCRIPTS = ("page.js", "errata.js")
CONFIG = """
site_name: Versions
docs_dir: docs
theme:
  name: material
  custom_dir: {theme}
  font: false
extra_javascript: {scripts}
extra:
  published_version: VERSION
  version:
    provider: {provider}
    default: latest
    alias: true
"""


def build_site(folder, provider):
    (folder / "docs" / "tables").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# Home\n")
    (folder / "docs" / "tables" / "one.md").write_text(TABLE)
    for script in SCRIPTS:
        shutil.copy(ROOT / "docs" / "assets" / "javascripts" / script, folder / "docs")
    config = CONFIG.format(
        theme=ROOT / "engine" / "site" / "theme", provider=provider, scripts=list(SCRIPTS)
    )
    (folder / "mkdocs.yml").write_text(config)
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "site"


def name_version(site, version):
    """Let a built site say which version it is, as the hooks do for each build."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("VERSION", version), encoding="utf-8")


@pytest.fixture(scope="module")
def branch(tmp_path_factory):
    """A checkout of what ten releases, and an erratum after them, leave on the branch."""
    require_command("git", "git")
    site = build_site(tmp_path_factory.mktemp("source"), "mike")
    root = tmp_path_factory.mktemp("published")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(root / "no-config"))
        monkeypatch.delenv("GIT_DIR", raising=False)
        repository = Repository(root, monkeypatch)
        for version in VERSIONS:
            repository.set_version(version)
            built = repository.build_site(version)
            shutil.copytree(site, built, dirs_exist_ok=True)
            name_version(built, version)
            home = f"https://example.org/{version}/"
            package = {
                "homepage": home,
                "resources": [{"homepage": f"{home}tables/one/#table-one"}],
            }
            (built / "data" / "datapackage.json").write_text(json.dumps(package))
            add_release(Release(version, repository.folder), built)
        trees = git(repository.folder, "ls-tree", "-d", "gh-pages", *VERSIONS)
        (repository.folder / "docs").mkdir()
        (repository.folder / "docs" / "errata.yml").write_text(yaml.safe_dump([ERRATUM]))
        git(repository.folder, "add", ".")
        git(repository.folder, "commit", "--quiet", "--message", "An erratum")
        publish_errata(repository.folder)
        assert git(repository.folder, "ls-tree", "-d", "gh-pages", *VERSIONS) == trees
        folder = root / "served" / PATH
        git(root, "clone", "--quiet", "--branch", "gh-pages", str(repository.folder), str(folder))
    return folder


@pytest.fixture(scope="module")
def published(branch):
    """Address of the versions, under a path."""
    with serve(branch.parent.parent) as address:
        yield f"{address}{PATH}"


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda said: page.errors.append(said.text))
    yield page
    page.close()


def links_of(part):
    return part.locator("a").evaluate_all("links => links.map(link => link.href)")


@pytest.mark.parametrize("place", ["", "tables/one/"])
@pytest.mark.parametrize(
    ("version", "is_old"), [("1.0.0", True), ("1.8.0", True), (NEWEST, False), ("latest", False)]
)
def test_an_old_version_alone_says_that_there_is_a_newer_one(
    page, published, version, is_old, place
):
    page.goto(f"{published}{version}/{place}", wait_until="networkidle")
    banner = page.locator(OUTDATED)
    assert banner.is_visible() is is_old
    assert page.locator(".mec-erratum").count() == 0
    assert page.errors == []
    if is_old:
        assert links_of(banner) == [f"{published}latest/", f"{published}latest/release-notes/"]
        page.reload(wait_until="networkidle")
        assert banner.is_visible()
        assert page.errors == []


def test_the_menu_leads_to_every_version(page, published):
    page.goto(f"{published}1.0.0/", wait_until="networkidle")
    shown = page.locator(".md-version__link").evaluate_all("links => links.map(link => link.href)")
    assert shown == [f"{published}{version}/" for version in VERSIONS[::-1]]


def test_the_root_leads_to_the_latest(page, published):
    page.goto(published)
    page.wait_for_url(f"{published}latest/")
    assert page.locator(".mec-published").get_attribute("data-version") == NEWEST


def test_an_erratum_stands_on_the_pages_of_the_versions_that_have_it(page, published):
    page.goto(f"{published}{WRONG}/tables/one/", wait_until="networkidle")
    above, beside = page.locator(".mec-erratum").all()
    assert above.inner_text().startswith(f"Errata. An error was found in version {WRONG} after")
    assert links_of(above) == [f"{published}errata/#version-{WRONG}"]
    assert page.locator("#table-one > .mec-erratum").count() == 1
    assert beside.inner_text() == f"Erratum, 2026-12-24. {TEXT} Corrected in version 1.5.0."
    assert links_of(beside) == [f"{published}1.5.0/"]
    assert page.locator(".mec-erratum b").count() == 0
    page.goto(f"{published}{WRONG}/", wait_until="networkidle")
    assert page.locator(".mec-erratum").count() == 1
    assert page.errors == []


def test_a_page_of_all_versions_tells_errata_without_scripts(browser, published):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{published}{WRONG}/tables/one/")
    link = page.locator(".mec-published a")
    assert link.is_visible()
    link.click()
    page.wait_for_url(f"{published}errata/")
    of_wrong = page.locator(f"[id='version-{WRONG}'] + ul")
    assert TEXT in of_wrong.inner_text()
    of_wrong.locator("a", has_text="table-one").click()
    page.wait_for_url(f"{published}{WRONG}/tables/one/#table-one")
    page.close()


@pytest.mark.parametrize("answer", ["none", "{}", '{"errata": 1}', "<html>"])
def test_without_the_file_or_with_another_nothing_is_said(page, published, answer):
    def respond(route):
        route.abort() if answer == "none" else route.fulfill(body=answer)

    page.route("**/errata.json", respond)
    page.goto(f"{published}{WRONG}/tables/one/", wait_until="networkidle")
    assert page.locator(".mec-erratum").count() == 0
    assert [error for error in page.errors if "net::ERR_FAILED" not in error] == []


def test_a_copy_on_disk_is_read_without_versions(page, branch):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((branch / WRONG / "tables" / "one" / "index.html").as_uri())
    page.wait_for_timeout(300)
    assert page.locator("#table-one").is_visible()
    assert page.locator(".mec-erratum").count() == 0
    assert not page.locator(OUTDATED).is_visible()
    assert not [url for url in asked if "errata.json" in url]


def test_a_build_that_is_not_published_asks_for_no_versions(page, tmp_path):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    with serve(build_site(tmp_path, "none")) as address:
        page.goto(address, wait_until="networkidle")
    assert page.locator("[data-md-component=outdated] aside").count() == 0
    assert not [url for url in requests if "versions.json" in url]
    assert page.errors == []
