"""Beside every table and figure: files, copies, and a link to it in this very version."""

import json
import re
import zipfile
from pathlib import Path

import pytest
import yaml

import engine
from engine.exhibits.export.forms import Form
from engine.site.repeats import is_clocked
from tests import ROOT

EXHIBIT = re.compile(
    r'<section class="mec-exhibit" id="((table|figure)-([a-z0-9-]+))".*?</section>', re.S
)
KINDS = {
    "table": {"csv", "json", "tex", "bib"},
    "figure": {"svg", "pdf", "png", "csv", "json", "tex", "bib"},
}
FORMS = {"table": set(Form), "figure": {Form.FULL, Form.NARROW}}


@pytest.fixture(scope="module")
def address(site):
    """Address that this version is cited by."""
    citation = (site / "data" / "mec-report.bib").read_text(encoding="utf-8")
    return re.search(r"url = \{(.*)\}", citation)[1]


@pytest.fixture(scope="module")
def is_quick(site):
    """Whether the build is one whose numbers are not to be cited."""
    descriptor = json.loads((site / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return "profile quick" in descriptor["description"]


@pytest.fixture(scope="module")
def exhibits(site, addresses):
    """Address of the page, anchor, kind, id and HTML of every table and figure."""
    found = []
    for page in addresses:
        file = site / page
        text = (file / "index.html" if file.is_dir() else file).read_text(encoding="utf-8")
        found += [(page, *match.groups(), match[0]) for match in EXHIBIT.finditer(text)]
    assert found
    return found


def test_every_exhibit_offers_its_files_and_its_link(site, address, exhibits, is_quick):
    for page, anchor, kind, identifier, text in exhibits:
        downloads = re.findall(r'href="([^"]+)" download', text)
        kinds = {"csv"} if is_quick else KINDS[kind]
        assert {Path(name).suffix[1:] for name in downloads} == kinds, anchor
        forms = {Form.FULL} if is_quick else FORMS[kind]
        assert {Path(name).stem for name in downloads} == {f"{identifier}{form}" for form in forms}
        folder = site / page if (site / page).is_dir() else (site / page).parent
        assert all((folder / name).is_file() for name in downloads), anchor
        link = f"{address}{page}#{anchor}"
        for said in (
            f'class="mec-link" href="{link}"',
            f'">Version {engine.__version__}</a> <button type="button" class="mec-copy">Copy link<',
            f"version {engine.__version__}",
        ):
            assert (said in text) is not is_quick, anchor
        assert text.count("<summary>") == 2 + ('class="mec-closed"' in text), anchor
        entry = (site / "data" / f"{identifier}.bib").read_text(encoding="utf-8")
        assert f"url = {{{link}}}" in entry
        assert f"version = {{{engine.__version__}}}" in entry


def test_every_exhibit_is_in_the_archive(site, exhibits):
    descriptor = json.loads((site / "data" / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["name"] for resource in descriptor["resources"]}
    shown = {identifier for _, _, _, identifier, _ in exhibits}
    assert described == {name for name in shown if not is_clocked(f"data/{name}.csv")} | {"records"}
    with zipfile.ZipFile(site / "data" / f"mec-report-{engine.__version__}.zip") as archive:
        for resource in descriptor["resources"]:
            published = site / "data" / resource["path"]
            assert archive.read(resource["path"]) == published.read_bytes()


def test_link_and_citation_are_copied_by_keyboard(open_page, root, address, is_quick):
    if is_quick:
        pytest.skip("a quick build offers no link")
    page = open_page("backbones/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=root)
    table = page.locator("#table-backbones")
    table.get_by_text("Use or cite").focus()
    page.keyboard.press("Enter")
    table.get_by_role("button", name="Copy link").focus()
    page.keyboard.press("Enter")
    page.locator(".mec-status", has_text="Link copied.").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{address}backbones/#table-backbones"
    table.get_by_role("button", name="Copy citation").focus()
    page.keyboard.press("Enter")
    page.locator(".mec-status", has_text="citation copied.").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == table.locator(".mec-quote").inner_text()


def test_figures_for_papers_embed_their_fonts_and_are_as_wide_as_columns(site):
    for file in sorted((site / "figures").glob("*.pdf")):
        content = file.read_bytes()
        assert b"/FontFile2" in content, file.name
        assert b"/Type3" not in content, file.name
        width = float(re.search(rb"/MediaBox \[ 0 0 ([\d.]+)", content)[1])
        assert width in (252, 518.4), f"{file.name}: {width} pt, neither one column nor two"


def test_every_figure_stands_alone_in_a_page_of_its_own(site, exhibits, open_page, is_quick):
    figures = [identifier for _, _, kind, identifier, _ in exhibits if kind == "figure"]
    assert figures
    for identifier in figures:
        assert (site / "embed" / f"{identifier}.html").is_file()
    page = open_page(f"embed/{figures[0]}.html")
    assert page.locator("img").evaluate("image => image.complete && image.naturalWidth > 100")


def test_what_is_published_says_what_the_citation_file_says(site, address):
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    names = [one["name"] for one in cff["authors"]]
    version, released = cff["version"], str(cff["date-released"])
    entry = (site / "data" / "mec-report.bib").read_text(encoding="utf-8")
    for field, value in (("version", version), ("date", released)):
        assert f"  {field} = {{{value}}},\n" in entry
    assert cff["title"] in entry
    assert all(f"{{{name}}}" in entry for name in names)
    package = json.loads((site / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["version"], package["homepage"]) == (version, address)
    assert package["title"] == cff["title"]
    assert [one["title"] for one in package["contributors"]] == names
    assert [one["name"] for one in package["licenses"]] == [cff["license"]]
    page = (site / "cite" / "index.html").read_text(encoding="utf-8")
    assert f"This is version {version}, released {released}" in page
    notes = (site / "release-notes" / "index.html").read_text(encoding="utf-8")
    assert f"Released {released}" in notes
    records = json.loads((site / "data" / "records.json").read_text(encoding="utf-8"))
    assert records["version"] == version
