"""What pages weigh before they are used, and that nothing moves while they load."""

import pytest

from tests.browser.loading import Loading, compressed_size, load_page

MOST_BYTES = 300_000
MOST_BYTES_OF_ATLAS = 500_000
MOST_SHIFT = 0.02

KINDS = (
    "",
    "rules/",
    "calculator/",
    "size/",
    "backbones/",
    "mnist/",
    "memorised/",
    "atlas/",
    "claims/",
    "references/",
    "reference/networks/",
)


@pytest.fixture(scope="module")
def loads(browser, root, addresses):
    """How each kind of page loads, by its address."""
    families = sorted(address for address in addresses if address.startswith("atlas/"))[1::50]
    kinds = {*KINDS, *families} & set(addresses)
    return {address: load_page(browser, root, address) for address in sorted(kinds)}


@pytest.mark.every_page
def test_no_page_weighs_more_than_it_may(site, loads):
    heavy = {}
    for address, load in loads.items():
        size = load.compressed_bytes(site)
        if size > (MOST_BYTES_OF_ATLAS if address == "atlas/" else MOST_BYTES):
            heavy[address] = size
    assert not heavy


@pytest.mark.every_page
def test_nothing_moves_while_a_page_loads(loads):
    moved = {address: load.moved for address, load in loads.items() if load.shift >= MOST_SHIFT}
    assert not moved


@pytest.mark.every_page
def test_every_script_waits_for_the_page(site, loads):
    for address in loads:
        page = (site / address / "index.html").read_text(encoding="utf-8")
        loaded = [
            tag.split(">")[0] for tag in page.split("<script")[1:] if " src=" in tag.split(">")[0]
        ]
        assert loaded
        assert all(" defer" in tag for tag in loaded), address


@pytest.mark.every_page
def test_scripts_are_loaded_where_they_are_used(loads):
    def scripts(address):
        return {name.rpartition("/")[2] for name in loads[address].files if name.endswith(".js")}

    assert "calculator.js" in scripts("calculator/")
    assert "data-page.js" in scripts("size/")
    assert "data-worker.js" not in scripts("size/")  # until there is something to count
    assert "lookup.js" in scripts("")
    assert "large-tables.js" in scripts("atlas/")
    assert not {"calculator.js", "lookup.js", "tables.js"} & scripts("references/")


def test_a_file_weighs_what_a_server_sends(tmp_path):
    (tmp_path / "index.html").write_text("a" * 100_000)
    assert compressed_size(tmp_path) < 300
    load = Loading(("", "b.css"), 0, 0, ())
    (tmp_path / "b.css").write_text("b")
    assert load.compressed_bytes(tmp_path) > compressed_size(tmp_path)
