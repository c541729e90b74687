"""The built site, served on this machine, and a browser. Nothing here builds the site."""

import os
from pathlib import Path

import pytest

from engine.studies.atlas.families import build_family_pages
from engine.studies.section import Section
from tests import ROOT
from tests.browser.browsing import (
    WIDE,
    find_chromium,
    open_browser,
    page_addresses,
    page_file,
    pick_addresses,
    serve,
    serve_site,
)
from tests.browser.neuron_site import write_neuron
from tests.browser.sample_site import write_site
from tests.browser.size_site import write_size
from tests.exhibits.report_samples import Report
from tests.required import skip_unless_required
from tests.studies.atlas.samples import RECORDS, models, tables, weights


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site():
    """Folder of the built site: MEC_SITE_DIR, or build/site."""
    folder = Path(os.environ.get("MEC_SITE_DIR", ROOT / "build" / "site"))
    if not (folder / "index.html").is_file():
        skip_unless_required(f"no built site in {folder}: run `nox -s build` first")
    return folder


@pytest.fixture(scope="session")
def addresses(site):
    return page_addresses(site)


@pytest.fixture(scope="session")
def opened(addresses):
    """Addresses of the pages that are opened in a browser."""
    return pick_addresses(addresses)


@pytest.fixture(scope="session")
def pages_with(site, opened):
    """Finds the pages whose HTML holds a text."""

    def find(text):
        return [address for address in opened if text in page_file(site, address).read_text()]

    return find


@pytest.fixture(scope="session")
def root(site):
    """Address of the served site, with a slash at the end."""
    with serve_site(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser(pytestconfig):
    """A browser; `nox -s browser` takes the one that people have."""
    executable = find_chromium(quick=pytestconfig.option.markexpr != "every_page")
    if executable is None:
        skip_unless_required("no Chromium: install Debian's chromium package")
    with open_browser(executable) as started:
        yield started


@pytest.fixture
def open_window(browser):
    """Opens an empty window of its own, with the options of a context of Playwright."""
    contexts = []

    def open_one(**options):
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(open_window, root):
    """Opens an address of the site in a fresh window of its own."""

    def open_one(address, *, viewport=WIDE, scheme="light", **options):
        page = open_window(viewport=viewport, color_scheme=scheme, **options)
        page.goto(root + address)
        return page

    return open_one


@pytest.fixture(scope="session")
def atlas_root(tmp_path_factory):
    """Address of a small atlas, served: a page to look up in, and the pages of its families."""
    report = Report(tmp_path_factory.mktemp("atlas"))
    report.write("look.md", "{{ look_up() }}\n")
    names = ("atlas-models", "atlas-weights", "atlas-family-pages")
    report.write("atlas.md", "\n\n".join(f'{{{{ table("{name}") }}}}' for name in names))
    families = build_family_pages(RECORDS, models(), weights())
    report.fill(
        Section(
            "atlas",
            tables=[*tables(), *families.tables],
            pages=families.pages,
            moved=families.moved,
            files=families.files,
        )
    )
    with serve(write_site(report, ["look", "atlas"])) as address:
        yield address


@pytest.fixture
def open_look(open_window, atlas_root):
    """Opens the page with the field that finds an architecture, in a fresh window."""
    faults = []

    def open_one(query="", **options):
        page = open_window(**options)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{atlas_root}look/{query}")
        return page

    yield open_one
    assert not faults


@pytest.fixture(scope="session")
def neuron_folder(tmp_path_factory):
    return write_neuron(tmp_path_factory.mktemp("neuron"))


@pytest.fixture(scope="session")
def neuron_address(neuron_folder):
    with serve(neuron_folder) as address:
        yield f"{address}neuron/"


@pytest.fixture
def open_silent(open_window):
    """Opens an address in a fresh window; afterwards nothing may have been complained of."""
    faults = []

    def open_one(address, **options):
        page = open_window(**{"viewport": WIDE, **options})
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"exception: {error}"))
        page.goto(address)
        return page

    yield open_one
    assert not faults


@pytest.fixture
def open_neuron(open_silent, neuron_address):
    """Opens the page, with a query."""
    return lambda query="", **options: open_silent(neuron_address + query, **options)


@pytest.fixture(scope="session")
def size_folder(tmp_path_factory):
    return write_size(tmp_path_factory.mktemp("size"))


@pytest.fixture(scope="session")
def size_address(size_folder):
    with serve(size_folder) as root:
        yield f"{root}size/"


@pytest.fixture
def open_size(open_silent, size_address):
    """Opens the page, with a query."""
    return lambda query="", **options: open_silent(size_address + query, **options)
